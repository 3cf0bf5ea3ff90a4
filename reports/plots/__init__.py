"""SVG plots of a policy history; start at `policy_plots.py`."""
