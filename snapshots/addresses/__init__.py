"""Where a policy was published: redirects, frames, links; start at `lineage.py`."""
