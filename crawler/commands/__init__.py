"""The verbs: each a Scrapy command, so that `clausetrail VERB` and `scrapy VERB` are one thing."""
