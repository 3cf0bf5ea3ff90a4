"""Where a policy was published: redirects, frames, links; start at `address_links.py`."""
