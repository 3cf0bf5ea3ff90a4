"""Files for other programs: JSON Lines, CSV, Parquet, git, WARC, WACZ; start at `jsonl_rows.py`."""
