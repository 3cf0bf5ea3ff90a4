"""Which captures are fetched next; start at `capture_plan.py`."""
