"""Which text of a page is certainly the policy, and which is doubtful; start at `settle.py`."""
