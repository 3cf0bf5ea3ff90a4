"""The base class of the spiders: crawls a few policies at once and signals when one of them is done.

It only advances the state machine of each policy (`policy_crawl/state.py`). The requests are made in
`policy_crawl/index_requests.py` and `policy_crawl/capture_requests.py`; the archives' dialects and the judgement of their
answers are pure functions in `crawler/archives`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.claim_holder import has_ended, new_holder
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of_failure, is_own_error
from clausetrail.crawler.planning.fetch_options import options_from
from clausetrail.crawler.policy_crawl.capture_requests import CaptureRequests
from clausetrail.crawler.policy_crawl.index_requests import IndexRequests
from clausetrail.crawler.policy_crawl.state import Phase, PolicyCrawl, PolicyResult
from clausetrail.pipelines.item_pipelines.compare_pipeline import ComparePipeline
from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Policy, Reading, Snapshot

# Seconds that a claim on a policy lasts unless it is renewed, and after which all claims of a crawl are renewed. Only claims of
# other machines end by their time: a process of this machine that has ended is recognised at once.
_CLAIM_SECONDS = 6 * 3600.0
_RENEWAL_SECONDS = 600.0

# Sent with `policy` and `since` when another run is reading a policy; this one leaves it.
policy_claimed = object()
# Sent with `crawl` after each capture of a policy that is settled, and with `result` when a policy is done.
capture_settled = object()
policy_done = object()


def concurrent_policies(settings: BaseSettings) -> int:
    """Return how many policies are crawled at once: CONCURRENT_POLICIES, or its old name where only that one was set."""
    is_default = (settings.getpriority("CONCURRENT_POLICIES") or 0) <= SETTINGS_PRIORITIES["project"]
    if is_default and settings.get("POLICIES_IN_HAND") is not None:
        return settings.getint("POLICIES_IN_HAND")
    return settings.getint("CONCURRENT_POLICIES")


class ArchiveSpider(Spider):
    """Crawls policies in one archive. A subclass selects the policies.

    *fatal* is the error of the store that ended the crawl, or None; *asked_for* is the number of policies to crawl.
    """

    def __init__(self, policies: Iterable[Policy], archive: Archive, settings: BaseSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._policies = tuple(policies)
        self._archive = archive
        self._requests = ArchiveRequests(archive, settings)
        self._options = options_from(settings)
        self._concurrent = concurrent_policies(settings)
        self._crawls: dict[str, PolicyCrawl] = {}
        self._holder, self._renewed = new_holder(), clock.unix_seconds()
        self.fatal: StoreError | None = None
        self.asked_for = len(self._policies)

    @classmethod
    def select(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        """Return the policies and the archive that the spider's arguments name. Raises ClausetrailError."""
        raise NotImplementedError

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        # Raised here, a wrong argument ends the run with a code; raised in start(), Scrapy would exit with 0.
        policies, archive = cls.select(crawler.settings, **kwargs)
        spider = super().from_crawler(crawler, policies, archive, crawler.settings)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider._item_settled, signal=signal)
        crawler.signals.connect(spider._item_failed, signal=signals.item_error)
        crawler.signals.connect(spider._callback_failed, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        self._store = store_of(self.crawler)
        parts = (self._store, self._archive, self._requests)
        self._index = IndexRequests(*parts, self.settings, self._advance, self._failed)
        self._captures = CaptureRequests(*parts, self._options, self._capture_settled, self._failed)
        self._slots = asyncio.Semaphore(self._concurrent)
        claimed: list[Policy] = []
        async for policy in self._free_policies(self._policies, claimed.append):
            for request in self._begin(policy):
                yield request
        # By now the other runs may have finished theirs: then one playback shows that nothing is left to fetch.
        async for policy in self._free_policies(claimed, None):
            for request in self._begin(policy):
                yield request

    async def _free_policies(
        self, policies: Iterable[Policy], later: Callable[[Policy], None] | None
    ) -> AsyncIterator[Policy]:
        """Yield each of *policies* when there is room for it and no other run is reading it; *later* gets those claimed by one."""
        for policy in policies:
            # Waiting here keeps a million policies out of the scheduler's memory.
            await self._slots.acquire()
            # The bounds of one crawl are no property of the policy, so they are not stored.
            self._store.facts.declare(replace(policy, since="", until=""))
            since = self._store.runs.claim_policy(policy.name, self._holder, _CLAIM_SECONDS, has_ended)
            if not since:
                yield policy
                continue
            self._slots.release()
            if later:
                later(policy)
            else:
                self.crawler.signals.send_catch_log(policy_claimed, policy=policy, since=since)

    def _begin(self, policy: Policy) -> list[Request]:
        """Return the first requests for *policy*."""
        crawl = self._crawls[policy.name] = PolicyCrawl(policy)
        return list(self._index.first_requests(crawl))  # all are counted before the first is answered

    def closed(self, reason: str) -> None:
        """End the claims of a crawl that was interrupted. Scrapy calls it at the end of each crawl."""
        if self.fatal is None and hasattr(self, "_store"):
            self._store.runs.release_claims(self._holder)

    def _advance(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield the next requests of *crawl*, or finish it where there are none. Called whenever its phase may have changed."""
        if self.fatal:
            return
        if crawl.phase is Phase.PLANNING:
            self._plan(crawl)
        if crawl.phase is Phase.FETCHING:
            yield from self._captures.next_requests(crawl)
        elif crawl.phase is Phase.FOLLOWING:
            found = list(self._index.new_address_requests(crawl)) if crawl.may_follow else []
            if not found:
                crawl.finished()
                self._finish(crawl)
            yield from found

    def _plan(self, crawl: PolicyCrawl) -> None:
        plan = None
        try:
            plan = self._captures.plan(crawl)
        finally:
            # Planning reads stored bodies. Where our own code fails on one, the policy is finished and counted as failed.
            if plan is None:
                crawl.planning_failed()
                self._finish(crawl)
        crawl.plan_made(plan)

    def _failed(self, failure: Failure) -> Iterator[Request]:
        """Record that a request brought no response at all."""
        request: Request = failure.request  # type: ignore[attr-defined]
        crawl, capture, error = request.cb_kwargs["crawl"], request.cb_kwargs.get("capture"), failure.value
        assert error is not None
        if is_own_error(error):  # raised while the answer was judged, before any callback
            crawl.record_own_error()
            self.logger.error("our own code failed on %s", request.url, exc_info=error)
        answer, detail = answer_of_failure(error), str(error) or type(error).__name__
        if capture:
            self._captures.record_absence(crawl, answer, request.url, detail, capture)
            yield from self._capture_settled(crawl)
        else:
            asked, query = request.meta.get("asked", ""), request.cb_kwargs.get("query")
            others: list[Request] = []
            if query is not None and not is_own_error(error):
                others = list(self._index.without_answer(crawl, asked, query, answer))
            if not others:
                self._index.record_absence(crawl, answer, request.url, detail)
            yield from others
            crawl.query_closed()
            yield from self._advance(crawl)

    def _item_settled(self, item: Reading | Snapshot) -> None:
        if crawl := self._crawls.get(item.capture.policy):
            self._send(crawl, self._capture_settled(crawl))

    def _item_failed(self, item: Reading | Snapshot, failure: Failure) -> None:
        if isinstance(failure.value, StoreError):
            self._abort(failure.value)
        elif crawl := self._crawls.get(item.capture.policy):
            crawl.record_own_error()
            # A body that our own code fails on is requested once in a run, not once in each plan.
            crawl.capture_failed(item.capture.id, is_transient=True)
            self._item_settled(item)

    def _callback_failed(self, failure: Failure, response: Response | Failure) -> None:
        """Count an error of our own code in a callback, and go on with the policy: its query or capture is closed."""
        request: Request = response.request  # type: ignore[union-attr, assignment]
        crawl: PolicyCrawl | None = request.cb_kwargs.get("crawl")
        if isinstance(failure.value, StoreError):
            self._abort(failure.value)
        elif crawl is not None and crawl in self._crawls.values():
            crawl.record_own_error()
            self._send(crawl, self._advance(crawl))

    def _send(self, crawl: PolicyCrawl, requests: Iterator[Request]) -> None:
        """Send *requests* of *crawl* from outside of a callback. Where our own code fails on them, the policy still ends."""
        complete = False
        try:
            for request in requests:
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(request)
            complete = True
        except StoreError as error:
            self._abort(error)
        finally:
            if not complete:
                crawl.record_own_error()
            # Nothing open would end the phase, and the policy would keep its slot.
            if not (crawl.is_over or crawl.open_queries or crawl.open_captures or self.fatal):
                crawl.abandoned()
                self._finish(crawl)

    def _capture_settled(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Close one capture of *crawl*, and yield its next requests."""
        crawl.capture_settled()
        if not 0 <= clock.unix_seconds() - self._renewed < _RENEWAL_SECONDS:
            self._renewed = clock.unix_seconds()
            self._store.runs.renew_claims(self._holder, _CLAIM_SECONDS)
        self.crawler.signals.send_catch_log(capture_settled, crawl=crawl)
        yield from self._advance(crawl)

    def _finish(self, crawl: PolicyCrawl) -> None:
        """Derive the timeline of a policy whose crawl is over, and signal that it is done."""
        outcome, name = None, crawl.policy.name
        del self._crawls[name]
        try:
            pipeline = self.crawler.get_item_pipeline(ComparePipeline)
            assert pipeline is not None
            outcome = pipeline.finish(name)
            self._store.addresses.set_complete(name, complete=self._is_complete(crawl))
            self._store.runs.release_claims(self._holder, name)
        except StoreError as error:
            self._abort(error)
        finally:
            self._slots.release()
            self.crawler.signals.send_catch_log(policy_done, result=PolicyResult(crawl, outcome))

    def _is_complete(self, crawl: PolicyCrawl) -> bool:
        """Return whether the next run needs no plan unless it lists new captures.

        A crawl within bounds is never complete: more may be left outside them. Nor is one in which our own code failed.
        """
        incomplete = crawl.unread or crawl.budget_cut or crawl.unexplained or crawl.own_errors
        all_tried = crawl.unplayable <= self._captures.unplayable(crawl.policy.name)
        return not incomplete and all_tried and not (crawl.policy.since or crawl.policy.until)

    def _abort(self, error: StoreError) -> None:
        """Stop the crawl at once: nothing is requested that the store refuses to keep."""
        if self.fatal is None:
            self.fatal = error
            self.log(f"{error}", logging.CRITICAL)
            assert self.crawler.engine is not None
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="store_error"))
