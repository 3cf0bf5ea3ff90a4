"""Everything derived from stored captures: timelines, verification, imports; start at `derive_timeline.py`."""
