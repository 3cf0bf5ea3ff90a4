"""Words of a text: tokens, normal form, labels and clauses; start at `segmentation.py`."""
