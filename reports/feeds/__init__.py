"""Atom feeds and alert messages; start at `feed_folder.py`."""
