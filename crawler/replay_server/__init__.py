"""A local server that plays archive files as the Internet Archive would; start at `server.py`."""
