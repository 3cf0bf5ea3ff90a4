"""A local server that replays archive files as the Internet Archive does; start at `server.py`."""
