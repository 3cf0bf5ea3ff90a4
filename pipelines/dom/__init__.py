"""An HTML page as a measured tree; start at `tree.py`."""
