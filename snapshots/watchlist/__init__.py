"""The contents of policies.toml as checked values; start at `policies.py`."""
