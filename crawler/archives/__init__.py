"""How each archive is asked and how its answers are judged, without any request; start at `archive.py`."""
