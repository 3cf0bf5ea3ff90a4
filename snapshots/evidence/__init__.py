"""The evidence for one change, in a container that anyone can verify; start at `evidence_record.py`."""
