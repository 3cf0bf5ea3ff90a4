"""Which clause of one reading became which clause of the next; start at `align.py`."""
