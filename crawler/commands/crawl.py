"""Scrapy's `crawl`, with exit codes that report failures: Scrapy's own command ends with 0 on nearly every failure."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from clausetrail.crawler.commandline.base_command import print_message, private_log_file
from clausetrail.crawler.commandline.exit_codes import exit_code_of
from clausetrail.crawler.commandline.forced_end import force_end_after_signal
from clausetrail.crawler.commandline.progress_bar import CrawlTally
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.snapshots.errors import ClausetrailError


class Command(ScrapyCrawl):
    """Run a spider by name."""

    def long_desc(self) -> str:
        return (
            "Run a spider: history (-a url=URL [-a since=2010] [-a until=2016] [-a archive=ia]) or watch "
            "([-a policies=policies.toml] [-a only=NAME,NAME]). Ends with 0 done, 2 wrong arguments, 3 some policies not read (no answer, excluded, or left by a bound), "
            "4 errors in our code, 5 the store failed, 130 interrupted."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        private_log_file(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider: history or watch")
        assert self.crawler_process is not None
        assert self.settings is not None
        try:
            spider = self.crawler_process.spider_loader.load(args[0])
            if issubclass(spider, ArchiveSpider):
                spider.select(self.settings, **opts.spargs)
        except KeyError as error:
            raise UsageError(f"no spider is called {args[0]!r}; the spiders are history and watch") from error
        except ClausetrailError as error:
            print_message(f"clausetrail: {error}")
            self.exitcode = error.exit_code
            return
        crawler = self.crawler_process.create_crawler(spider)
        self.crawler_process.crawl(crawler, **opts.spargs)
        prevent = force_end_after_signal(self.crawler_process)
        self.crawler_process.start()
        prevent()
        if self.crawler_process.bootstrap_failed:
            self.exitcode = 1
        elif crawler.stats is not None:
            started = issubclass(spider, ArchiveSpider) and crawler.spider is not None
            unread = CrawlTally.of(crawler).not_read if started else 0
            self.exitcode = exit_code_of(crawler.stats.get_stats(), unread)
