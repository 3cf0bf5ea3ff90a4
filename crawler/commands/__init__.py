"""The commands, one file for each verb; start at `history.py`."""
