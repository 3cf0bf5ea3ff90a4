"""Words as they are printed: escaping, redline pieces, terminal styles; start at `redline_pieces.py`."""
