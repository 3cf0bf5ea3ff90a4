"""The Scrapy spiders; start at `archive_spider.py`."""
