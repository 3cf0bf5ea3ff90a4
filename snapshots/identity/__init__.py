"""One identity for each clause through all versions of a policy; start at `identity_tracker.py`."""
