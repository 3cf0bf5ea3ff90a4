"""The frames and policy links of a page; start at `frame_pages.py`."""
