"""The content of pages, feeds and alerts of one policy, as plain values; start at `policy_context.py`."""
