"""The spiders: thin. What to ask is planned elsewhere, what comes is judged elsewhere."""
