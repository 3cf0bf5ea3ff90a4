"""Scrapy's `crawl`, with exit codes that report failures: Scrapy's own command ends with 0 on nearly every failure."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.commandline.base_command import print_message, private_log_file
from clausetrail.crawler.commandline.exit_codes import exit_code_of
from clausetrail.crawler.commandline.forced_end import force_end_after_signal
from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.commandline.progress_bar import CrawlTally
from clausetrail.crawler.replay_server.server_process import ReadingReport, left_out_lines, may_lack
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.crawler.watchlist_file import data_folder_of
from clausetrail.snapshots.errors import ClausetrailError


class Command(ScrapyCrawl):
    """Run a spider by name."""

    def syntax(self) -> str:
        return "[options] history|watch"

    def short_desc(self) -> str:
        return "Run a spider with Scrapy's own options; `history` and `track` are the verbs for people"

    def long_desc(self) -> str:
        return (
            "Run a spider: history (-a url=URL [-a since=2010] [-a until=2016] [-a archive=ia]) or watch "
            "([-a policies=policies.toml] [-a only=NAME,NAME] [-a archive=ia]). An archive is a name, an endpoint, or a WARC or WACZ file. Ends "
            "with 0 done, 2 wrong arguments, 3 some policies not read (no answer, excluded, or left by a bound), "
            "4 errors in our code, 5 the store failed, 130 interrupted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.prog = "clausetrail crawl"
        parser.usage = f"clausetrail crawl {self.syntax()}"
        parser.formatter_class = argparse.HelpFormatter
        # The items of our spiders are bodies and readings, which the store keeps: Scrapy's feeds of items are no use here.
        for action in parser._actions:
            if {"-o", "-O", "-t"} & set(action.option_strings):
                action.help = argparse.SUPPRESS

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        private_log_file(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider: history or watch")
        assert self.settings is not None
        reports: list[ReadingReport] = []
        with contextlib.ExitStack() as stack:
            try:
                known = known_archives(data_folder_of(self.settings))
                archive = stack.enter_context(serve_local_files(opts.spargs.get("archive", ""), known, reports.append))
            except ClausetrailError as error:
                print_message(f"clausetrail: {error}")
                self.exitcode = error.exit_code
                return
            given = opts.spargs | ({"archive": archive} if archive else {})
            report = reports[0] if reports else ReadingReport()
            for line in left_out_lines(report):
                print_message(line)
            self._crawl(args[0], given, report, stack.close)

    def _crawl(self, name: str, given: dict[str, str], report: ReadingReport, clean_up: Callable[[], object]) -> None:
        """Run the spider *name*, and set the exit code. *clean_up* ends the process that serves local files."""
        assert self.crawler_process is not None
        assert self.settings is not None
        lacks = False
        try:
            spider = self.crawler_process.spider_loader.load(name)
            if issubclass(spider, ArchiveSpider):
                policies, _ = spider.select(self.settings, **given)
                lacks = may_lack(report, (url for policy in policies for url in policy.urls))
        except KeyError as error:
            raise UsageError(f"no spider is called {name!r}; the spiders are history and watch") from error
        except ClausetrailError as error:
            print_message(f"clausetrail: {error}")
            self.exitcode = error.exit_code
            return
        crawler = self.crawler_process.create_crawler(spider)
        self.crawler_process.crawl(crawler, **given)
        prevent = force_end_after_signal(self.crawler_process, clean_up)
        self.crawler_process.start()
        prevent()
        if self.crawler_process.bootstrap_failed:
            self.exitcode = 1
        elif crawler.stats is not None:
            started = issubclass(spider, ArchiveSpider) and crawler.spider is not None
            unread = CrawlTally.of(crawler).not_read if started else 0
            self.exitcode = exit_code_of(crawler.stats.get_stats(), unread or lacks)
