"""The payload of an HTTP response as bytes: its content codings; start at `content_coding.py`."""
