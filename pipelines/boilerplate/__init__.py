"""What is dropped from a page, with the reason; start at `pruning.py`."""
