"""What users read: terminal text, pages, feeds, exports; start at `timeline/timeline_text.py`."""
