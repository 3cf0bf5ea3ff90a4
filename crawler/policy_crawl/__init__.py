"""One policy on its way through a crawl, from the index to its last capture; start at `state.py`."""
