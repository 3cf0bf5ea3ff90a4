"""Delivery of alerts to channels; start at `delivery.py`."""
