"""A timeline as text for people or as JSON; start at `timeline_text.py`."""
