"""All SQL for facts and derivations; start at `facts.py`."""
