"""What is known about policies and how versions differ: pure Python without network; start at `model.py`, then `store.py`."""
