"""Scrapy's settings and ours. Each may be set with `-s NAME=VALUE` for one run. Imports nothing, Scrapy least of all."""

from __future__ import annotations

BOT_NAME = "clausetrail"
SPIDER_MODULES = ["clausetrail.crawler.spiders"]
NEWSPIDER_MODULE = "clausetrail.crawler.spiders"
COMMANDS_MODULE = "clausetrail.crawler.scrapy_commands"

# A name of crawler/archives/archives.toml or of one in the data folder, an endpoint, or files.
ARCHIVE = "ia"
# Requests a minute, never above the rates of the archive in archives.toml: 80 % of the Internet Archive's limits (EDGI
# wayback 0.5.1, 2026-06-19). Higher rates count only for an archive on loopback, where 0 is no limit.
ARCHIVE_INDEX_PER_MINUTE = 24
ARCHIVE_PLAYBACK_PER_MINUTE = 480
ARCHIVE_INDEX_ROWS = 10_000
# Late captures appear in the index weeks after their time: so many days of an earlier listing are listed again.
ARCHIVE_OVERLAP_DAYS = 60
# Seconds that a 429 or 503 without Retry-After parks a budget: as in EDGI's wayback; the firewall acts after one minute.
ARCHIVE_PARKED = 60
# Seconds that a refused connection parks the budgets of a public archive, doubled at each repeat. An archive on loopback
# that refuses is only down.
ARCHIVE_REFUSED = 3600
ARCHIVE_REFUSED_ON_LOOPBACK = 0
# While the newest memento is a known one, the index is queried only for captures that were published late: after half to
# one and a half times these days, spread by address so that no single run lists all.
ARCHIVE_RELIST_DAYS = 30
ARCHIVE_PATIENCE = 900  # seconds that a request waits for a parked budget before the policy is left for the next run
ARCHIVE_TRIES = 4

# How much of a policy's past is fetched: all, distinct (each payload once), bisect (what locates each change of the text),
# or auto: distinct for policies of up to FETCH_WHOLE payloads, which take a minute at the published rate, else bisect.
FETCH = "auto"
FETCH_WHOLE = 480
# With bisect: the most days between two captures with the same text, where the archive has captures between them.
FETCH_GAP_DAYS = 90
FETCH_BUDGET = 0  # the most captures fetched for one policy in one run; 0 is no limit

# How many policies are crawled at once: memory grows with this number, and with nothing else. Its old name,
# POLICIES_IN_HAND, is used where it is set and this one is not.
CONCURRENT_POLICIES = 8

# The archive asks tools to name themselves and a contact (archive.org/developers/bots.html).
CONTACT = ""
USER_AGENT = "clausetrail/0.1 (reads the history of website policies)"
DEFAULT_REQUEST_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}

CONCURRENT_REQUESTS = 16
# Scrapy starts so many tasks for the output of each callback: 100 of them cost more than storing the captures.
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 12
# From 2.14 on Scrapy applies a slot's concurrency only where its delay is above zero (measured on 2.14 to 2.19).
DOWNLOAD_SLOTS = {
    "index": {"concurrency": 1, "delay": 0.001, "jitter": 0},
    "playback": {"concurrency": 12, "delay": 0.001, "jitter": 0},
}
DOWNLOAD_DELAY = 0.001
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = 90
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "clausetrail.crawler.download.gated_handler.GatedDownloadHandler",
    "https": "clausetrail.crawler.download.gated_handler.GatedDownloadHandler",
}
DOWNLOADER_MIDDLEWARES = {
    "clausetrail.crawler.download.retry.ArchiveMiddleware": 550,
    # These change archived pages: they are made for live ones.
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    # Archived errors are answers; archive URLs carry a second URL and may be long.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
}
ITEM_PIPELINES = {
    "clausetrail.pipelines.item_pipelines.preserve_pipeline.PreservePipeline": 100,
    "clausetrail.pipelines.item_pipelines.clean_pipeline.CleanPipeline": 200,
    "clausetrail.pipelines.item_pipelines.compare_pipeline.ComparePipeline": 300,
}
EXTENSIONS = {
    "clausetrail.pipelines.item_pipelines.open_store.OpenStore": 0,
    "clausetrail.crawler.commandline.progress_bar.Progress": 500,
}

# Both open a port of their own.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
