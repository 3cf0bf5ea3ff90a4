"""Full-text search over every clause of every version; start at `full_text.py`."""
