"""What a sequence of captures shows over time: versions, gaps, corroboration; start at `versions.py`."""
