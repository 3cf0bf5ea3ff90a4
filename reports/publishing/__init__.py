"""A folder of generated pages that is rewritten only where its content changes; start at `page_cache.py`."""
