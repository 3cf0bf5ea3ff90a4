"""The changes between two readings; start at `compare.py`."""
