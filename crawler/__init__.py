"""Everything that talks to web archives, with the command line; start at `cli.py`."""
