"""The place of each block in its page, as evidence on whether it is the policy; start at `block_places.py`."""
