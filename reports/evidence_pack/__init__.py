"""The files and the page of an evidence pack; start at `pack_files.py`."""
