"""From the bytes of a capture to its clauses; start at `reading.py`."""
