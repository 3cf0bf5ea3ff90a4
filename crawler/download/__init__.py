"""Rate limits and retries for requests to archives; start at `gated_handler.py`."""
