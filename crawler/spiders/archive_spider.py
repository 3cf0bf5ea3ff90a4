"""What all spiders of archives share: policies taken in hand a few at a time, and the word that a policy is done.

Thin: what to ask is in `clausetrail.crawler.policy_crawl.indexing` and `clausetrail.crawler.policy_crawl.fetching`, the archives' languages and the judgement of
answers are pure and below them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of_failure
from clausetrail.crawler.planning.fetch_options import options_from
from clausetrail.crawler.policy_crawl.fetching import CaptureRequests
from clausetrail.crawler.policy_crawl.indexing import IndexRequests
from clausetrail.crawler.policy_crawl.state import PolicyCrawl, PolicyResult
from clausetrail.pipelines.item_pipelines.compare_pipeline import ComparePipeline
from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Capture, Policy, Reading, Snapshot

# Sent with `crawl` whenever one more capture of a policy has been dealt with, and with `result` when a policy is done.
capture_settled = object()
policy_done = object()


def concurrent_policies(settings: BaseSettings) -> int:
    """Return how many policies are crawled at once: CONCURRENT_POLICIES, or its old name where only that one was set."""
    is_default = (settings.getpriority("CONCURRENT_POLICIES") or 0) <= SETTINGS_PRIORITIES["project"]
    if is_default and settings.get("POLICIES_IN_HAND") is not None:
        return settings.getint("POLICIES_IN_HAND")
    return settings.getint("CONCURRENT_POLICIES")


class ArchiveSpider(Spider):
    """Reads policies from one archive. Subclasses say which policies."""

    def __init__(self, policies: Iterable[Policy], archive: Archive, settings: BaseSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._policies = policies
        self._archive = archive
        self._requests = ArchiveRequests(archive, settings)
        self._options = options_from(settings)
        self._concurrent = concurrent_policies(settings)
        self._crawls: dict[str, PolicyCrawl] = {}
        self.fatal: StoreError | None = None

    @classmethod
    def select(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        """Return the policies and the archive that spider arguments name. Raises ClausetrailError."""
        raise NotImplementedError

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        # Raised here, a wrong argument ends the run with a code; raised in start(), Scrapy would exit with 0.
        policies, archive = cls.select(crawler.settings, **kwargs)
        spider = super().from_crawler(crawler, policies, archive, crawler.settings)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider._item_settled, signal=signal)
        crawler.signals.connect(spider._item_failed, signal=signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        self._store = store_of(self.crawler)
        where = self._archive.home or self._archive.endpoint
        self._store.facts.use_archive(self._archive.name, where, self._archive.dialect)
        parts = (self._store, self._archive, self._requests)
        self._indexing = IndexRequests(*parts, self.settings, self._go_on, self._failed)
        self._fetching = CaptureRequests(*parts, self._options, self._settled, self._failed)
        self._hands = asyncio.Semaphore(self._concurrent)
        for policy in self._policies:
            # Waiting here keeps a million policies out of the scheduler's memory.
            await self._hands.acquire()
            # The bounds of one question say nothing of how the policy is read.
            self._store.facts.declare(replace(policy, since="", until=""))
            crawl = self._crawls[policy.name] = PolicyCrawl(policy)
            for request in list(self._indexing.begin(crawl)):  # all are counted before the first is answered
                yield request

    def _go_on(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Ask for the next captures of *crawl*, or finish it where nothing is left to ask."""
        if crawl.questions or self.fatal:
            return
        if crawl.plan is None and not crawl.open:
            crawl.plan = self._planned(crawl)
        yield from self._fetching.next_window(crawl)
        if crawl.open:
            return
        # What was fetched may lead to addresses that nobody has named.
        found = list(self._indexing.begin_found(crawl)) if crawl.fetched or crawl.frames else []
        if found:
            crawl.plan = None
            yield from found
        else:
            self._finish(crawl)

    def _planned(self, crawl: PolicyCrawl) -> deque[Capture]:
        planned = False
        try:
            plan = self._fetching.plan(crawl)
            planned = True
            return plan
        finally:
            # Planning reads what is held: where our own code fails on it, the policy is done with, and said to be.
            if not planned:
                self._finish(crawl)

    def _failed(self, failure: Failure) -> Iterator[Request]:
        """Take note that no response came at all."""
        request: Request = failure.request  # type: ignore[attr-defined]
        crawl, capture, error = request.cb_kwargs["crawl"], request.cb_kwargs.get("capture"), failure.value
        assert error is not None
        answer, detail = answer_of_failure(error), str(error) or type(error).__name__
        if capture:
            self._fetching.absent(crawl, answer, request.url, detail, capture)
            yield from self._settled(crawl)
        else:
            self._indexing.absent(crawl, answer, request.url, detail)
            crawl.questions -= 1
            yield from self._go_on(crawl)

    def _item_settled(self, item: Reading | Snapshot) -> None:
        crawl = self._crawls.get(item.capture.policy)
        if crawl:
            for request in self._settled(crawl):
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(request)

    def _item_failed(self, item: Reading | Snapshot, failure: Failure) -> None:
        if isinstance(failure.value, StoreError):
            self._abort(failure.value)
        else:
            self._item_settled(item)

    def _settled(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Close one capture of *crawl*, and go on."""
        crawl.open -= 1
        if crawl.again and not crawl.open and not crawl.plan:
            crawl.plan, crawl.again = None, False
        self.crawler.signals.send_catch_log(capture_settled, crawl=crawl)
        yield from self._go_on(crawl)

    def _finish(self, crawl: PolicyCrawl) -> None:
        outcome, name = None, crawl.policy.name
        del self._crawls[name]
        try:
            pipeline = self.crawler.get_item_pipeline(ComparePipeline)
            assert pipeline is not None
            outcome = pipeline.finish(name)
            nothing_left = not (
                crawl.unread or crawl.budget_cut or crawl.unexplained
            ) and crawl.unplayable <= self._fetching.unplayable(name)
            bounded = crawl.policy.since or crawl.policy.until  # then more may be left outside the bounds
            self._store.addresses.settle(name, settled=nothing_left and not bounded)
        except StoreError as error:
            self._abort(error)
        finally:
            self._hands.release()
            self.crawler.signals.send_catch_log(policy_done, result=PolicyResult(crawl, outcome))

    def _abort(self, error: StoreError) -> None:
        """Stop at once: what the store refuses to keep must not be asked for."""
        if self.fatal is None:
            self.fatal = error
            self.log(f"{error}", logging.CRITICAL)
            assert self.crawler.engine is not None
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="store_error"))
