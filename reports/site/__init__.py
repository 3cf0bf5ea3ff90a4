"""The static site; start at `build.py`."""
