"""From bytes to text: content type, charset, language; start at `decode.py`."""
