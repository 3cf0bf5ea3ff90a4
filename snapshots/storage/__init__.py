"""Read and write facts and derivations: all of their SQL; start at `facts.py`."""
