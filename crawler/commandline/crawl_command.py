"""The base class of the commands that crawl. It imports Scrapy, which the other commands do without."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.settings import Settings

from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, private_log_file
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED, exit_code_of
from clausetrail.crawler.commandline.forced_end import force_end_after_signal
from clausetrail.crawler.commandline.interruption import end_by_signals
from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.commandline.progress_bar import CrawlTally
from clausetrail.crawler.download.archive_requests import contact_hint
from clausetrail.crawler.replay_server.server_process import ReadingReport, left_out_lines, may_lack
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Policy

_ASYNCIO = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


class CrawlCommand(BaseCommand):
    """A command that crawls."""

    requires_crawler_process = True
    settings: Settings
    crawler_process: AsyncCrawlerProcess | CrawlerProcess | None

    def fresh_settings(self) -> Settings:
        """Return Scrapy's defaults with the values of `clausetrail.crawler.settings`."""
        settings = Settings()
        settings.setmodule("clausetrail.crawler.settings", priority="project")
        return settings

    def _process(self) -> AsyncCrawlerProcess | CrawlerProcess:
        """Return the process that crawls: of the class that `scrapy.cmdline.execute` of Scrapy 2.19 would choose."""
        if self.crawler_process is None:
            private_log_file(self.settings)
            on_asyncio = self.settings["TWISTED_REACTOR"] == _ASYNCIO
            on_asyncio = on_asyncio and not self.settings.getbool("FORCE_CRAWLER_PROCESS")
            without_reactor = not self.settings.getbool("TWISTED_REACTOR_ENABLED")
            chosen = AsyncCrawlerProcess if on_asyncio or without_reactor else CrawlerProcess
            self.crawler_process = chosen(self.settings)
        return self.crawler_process

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
            help='web archive: "ia", an endpoint, pywb+URL, timemap+URL, or a .warc(.gz, .zst), .arc(.gz), .wacz or a folder of them',
        )
        parser.add_argument("--quiet", action="store_true", help="no progress; the summary stays")

    def crawl(self, spider: str, arguments: dict[str, str | None], opts: argparse.Namespace) -> tuple[CrawlTally, int]:
        """Run *spider* to its end, and return its counts and the exit code. Raises ClausetrailError."""
        reports: list[ReadingReport] = []
        known = known_archives(self.data_folder())
        with contextlib.ExitStack() as stack:
            self._clean_up = stack.close  # ends the process that serves local files
            archive = stack.enter_context(serve_local_files(arguments.get("archive") or "", known, reports.append))
            given = {name: value for name, value in (arguments | {"archive": archive}).items() if value}
            return self._crawl(spider, given, opts, reports[0] if reports else ReadingReport())

    def _crawl(
        self, spider: str, given: dict[str, str], opts: argparse.Namespace, report: ReadingReport
    ) -> tuple[CrawlTally, int]:
        for line in left_out_lines(report):
            print_message(line)
        process = self._process()
        spider_class = process.spider_loader.load(spider)
        assert issubclass(spider_class, ArchiveSpider)
        policies, archive = spider_class.select(self.settings, **given)
        if hint := contact_hint(self.settings, archive):
            print_message(hint)
        self.print_hint_about_readers()
        self.open_store().close()  # a store that cannot be opened ends the run here, in one line
        crawler = process.create_crawler(spider)
        crawler.settings.set("PROGRESS", not opts.quiet, priority="cmdline")
        process.crawl(crawler, **given)
        prevent = force_end_after_signal(process, self._clean_up)
        process.start()
        end_by_signals()  # again: Scrapy's handlers, which stay, would ignore them from here on
        prevent()
        if process.bootstrap_failed or crawler.stats is None or crawler.spider is None:
            raise StoreError("the crawl could not start; the lines above give the reason")
        tally = CrawlTally.of(crawler)
        tally.left_out = len(report.left_out) + report.not_listed
        tally.may_lack = may_lack(report, (url for policy in policies for url in policy.urls))
        if crawler.spider.fatal:  # type: ignore[attr-defined]
            raise crawler.spider.fatal  # type: ignore[attr-defined]
        if tally.left:
            self._declare(policies)
        return tally, exit_code_of(crawler.stats.get_stats(), tally.not_read or tally.may_lack)

    def _declare(self, policies: Iterable[Policy]) -> None:
        """Record *policies* of a run that was ended early: also those that it did not begin are known, as never asked for."""
        store = self.open_store()
        with store.transaction():
            for policy in policies:
                store.facts.declare(replace(policy, since="", until=""))
        store.close()


def print_if_interrupted(code: int) -> None:
    """Print how to continue, where *code* says that the crawl was interrupted."""
    if code == INTERRUPTED:
        print_message("clausetrail: interrupted. What was fetched is stored; run the same command again to continue")
