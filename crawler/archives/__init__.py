"""The dialects of web archives: their URLs, index rows and answers, without any request; start at `archive.py`."""
