"""One identity for each clause through all versions of a policy; start at `ledger.py`."""
