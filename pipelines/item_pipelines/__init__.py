"""The Scrapy item pipelines, thin adapters in the order of settings.py; start at `preserve_pipeline.py`."""
