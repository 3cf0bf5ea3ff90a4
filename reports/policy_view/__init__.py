"""What pages, feeds and alerts show of one policy, as plain values; start at `policy_context.py`."""
