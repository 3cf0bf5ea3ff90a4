"""The languages of web archives: what to ask one, and how to read its answer. Nothing is fetched here."""
