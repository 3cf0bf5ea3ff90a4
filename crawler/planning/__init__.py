"""The choice of the captures to fetch next; start at `capture_plan.py`."""
