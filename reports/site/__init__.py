"""The static site, and the same pages rendered on demand for the live web application; start at `build.py`."""
