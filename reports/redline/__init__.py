"""The comparison of two readings as a document; start at `redline_html.py`."""
