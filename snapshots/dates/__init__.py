"""Dates that a text states about itself; start at `stated_dates.py`."""
