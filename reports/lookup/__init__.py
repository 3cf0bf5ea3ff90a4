"""The answer to one question about stored data: blame, clause history, search; start at `blame_report.py`."""
