"""The local web application; start at `web_app.py`."""
