"""Readings that are not the policy, found by comparing each with its neighbours in time; start at `screening_steps.py`."""
