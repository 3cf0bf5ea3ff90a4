"""What a change is about and how much it weighs; start at `classify_change.py`."""
