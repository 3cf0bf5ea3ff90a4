"""What our commands share that crawl. Apart from the others, which need not wait for Scrapy's downloader to be imported."""

from __future__ import annotations

import argparse

from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.commandline.command import Verb, say
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED, code_of
from clausetrail.crawler.commandline.local_archive import local
from clausetrail.crawler.commandline.progress_bar import Tally
from clausetrail.crawler.download.archive_requests import contact_hint
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.snapshots.errors import StoreError


class CrawlVerb(Verb):
    """A verb that crawls."""

    requires_crawler_process = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--policies",
            metavar="FILE",
            help="watchlist (default: policies.toml here, else in the data folder)",
        )
        parser.add_argument(
            "--archive",
            metavar="NAME|URL",
            help='web archive: "ia", an endpoint, pywb+URL, timemap+URL, or a .warc(.gz), .arc(.gz), .wacz or a folder of them',
        )
        parser.add_argument("--quiet", action="store_true", help="no progress; the summary stays")

    def crawl(self, spider: str, arguments: dict[str, str | None], opts: argparse.Namespace) -> tuple[Tally, int]:
        """Run *spider* to its end, and return what came of it and the exit code. Raises ClausetrailError."""
        assert self.crawler_process is not None
        assert self.settings is not None
        with local(arguments.get("archive") or "", known_archives(self.folder())) as archive:
            given = {name: value for name, value in (arguments | {"archive": archive}).items() if value}
            return self._crawl(spider, given, opts)

    def _crawl(self, spider: str, given: dict[str, str], opts: argparse.Namespace) -> tuple[Tally, int]:
        assert self.crawler_process is not None
        assert self.settings is not None
        spider_class = self.crawler_process.spider_loader.load(spider)
        assert issubclass(spider_class, ArchiveSpider)
        _, archive = spider_class.select(self.settings, **given)
        if wish := contact_hint(self.settings, archive):
            say(wish)
        self.store().close()  # a store that cannot be opened ends the run here, in one line
        crawler = self.crawler_process.create_crawler(spider)
        crawler.settings.set("PROGRESS", not opts.quiet, priority="cmdline")
        self.crawler_process.crawl(crawler, **given)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or crawler.stats is None or crawler.spider is None:
            raise StoreError("the crawl could not start; the lines above say why")
        tally = Tally.of(crawler)
        if crawler.spider.fatal:  # type: ignore[attr-defined]
            raise crawler.spider.fatal  # type: ignore[attr-defined]
        return tally, code_of(crawler.stats.get_stats(), tally.unread)


def say_if_interrupted(code: int) -> None:
    """Say how to go on, where a crawl ended with *code* because somebody wanted it to."""
    if code == INTERRUPTED:
        say("clausetrail: interrupted. What was fetched is kept; run the same command again to go on")
