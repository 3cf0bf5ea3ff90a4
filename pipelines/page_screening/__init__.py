"""The verdict on one page by itself: error page, wall, empty, frame shell; start at `page_verdict.py`."""
