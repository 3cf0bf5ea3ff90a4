"""SVG plots of a policy history; start at `history_plot.py`."""
