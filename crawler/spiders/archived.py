"""What all spiders of archives share: index, captures as facts, the distinct payloads, and the word that a policy is done.

Thin: the archives' languages, the plan and the judgement of answers are pure and elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.archives.answers import Answer
from crawler.archives.archive import Archive
from crawler.downloadermiddlewares import answer_of, answer_of_failure
from crawler.headers import pairs, parted
from crawler.planning import missing
from crawler.visits import Question, Result, Visit
from pipelines.compare import ComparePipeline
from pipelines.keep import store_of
from snapshots import clock
from snapshots.errors import StoreError
from snapshots.facts import Absence, Listing
from snapshots.model import Capture, Policy, Reading, Snapshot, moment

# How many captures of one policy are on their way at once: enough for the playback budget, and flat in memory.
_WINDOW = 32

# Sent with `visit` whenever one more capture of a policy has been dealt with, and with `result` when a policy is done.
capture_settled = object()
policy_done = object()


class ArchiveSpider(Spider):
    """Reads policies from one archive, a few at a time. Subclasses say which policies."""

    def __init__(self, policies: Iterable[Policy], archive: Archive, settings: BaseSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._policies = policies
        self._archive = archive
        self._rates = rates(archive, settings)
        self._rows = settings.getint("ARCHIVE_INDEX_ROWS")
        self._overlap = timedelta(days=settings.getint("ARCHIVE_OVERLAP_DAYS"))
        self._in_hand = settings.getint("POLICIES_IN_HAND")
        self._contact = settings["CONTACT"]
        self._visits: dict[str, Visit] = {}
        self.fatal: StoreError | None = None

    @classmethod
    def chosen(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        """Return the policies and the archive that spider arguments name. Raises ClausetrailError."""
        raise NotImplementedError

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        # Raised here, a wrong argument ends the run with a code; raised in start(), Scrapy would exit with 0.
        policies, archive = cls.chosen(crawler.settings, **kwargs)
        spider = super().from_crawler(crawler, policies, archive, crawler.settings)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider._item_settled, signal=signal)
        crawler.signals.connect(spider._item_failed, signal=signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        self._store = store_of(self.crawler)
        self._store.facts.use_archive(self._archive.name, self._archive.endpoint, self._archive.dialect)
        self._hands = asyncio.Semaphore(self._in_hand)
        for policy in self._policies:
            # Waiting here keeps a million policies out of the scheduler's memory.
            await self._hands.acquire()
            for request in self._begin(policy):
                yield request

    # Index --------------------------------------------------------------------------------------------------

    def _begin(self, policy: Policy) -> Iterator[Request]:
        # The bounds of one question say nothing of how the policy is read.
        self._store.facts.declare(replace(policy, since="", until=""))
        visit = self._visits[policy.name] = Visit(policy)
        for url in policy.urls:
            yield self._ask(visit, Question(url, self._since(policy, url), policy.until))

    def _since(self, policy: Policy, url: str) -> str:
        """Return from when on to ask: after what an earlier listing reached, less the overlap."""
        reached = self._store.facts.reached(policy.name, self._archive.name, url, policy.since)
        if not reached:
            return policy.since
        return max(policy.since, f"{moment(reached) - self._overlap:%Y%m%d%H%M%S}")

    def _ask(self, visit: Visit, question: Question) -> Request:
        visit.questions += 1
        url = self._archive.index_url(question.url, question.since, question.until, question.resume, self._rows)
        return self._request(url, "index", self._listed, {"visit": visit, "question": question})

    def _listed(self, response: Response, visit: Visit, question: Question) -> Iterator[Any]:
        answer = answer_of(_asked(response), response)
        if answer is Answer.LISTED:
            yield from self._keep_listing(response, visit, question)
        else:
            detail = f"the index answered {response.status} for {question.url}"
            self._absent(visit, answer, question.url, detail)
        visit.questions -= 1
        yield from self._next(visit)

    def _keep_listing(self, response: Response, visit: Visit, question: Question) -> Iterator[Request]:
        rows, malformed, resume = self._archive.parse_index(response.text)
        if malformed and not rows:
            self._absent(visit, Answer.UNREADABLE, question.url, f"no index row: {malformed[0][:100]!r}")
            return
        captures = [row.capture(visit.policy.name, self._archive.name) for row in dict.fromkeys(rows)]
        goes_on = question.goes_on(resume)
        reached = max((row.timestamp for row in rows), default="") if resume else self._horizon(question)
        listing = Listing(
            visit.policy.name, self._archive.name, question.url, question.since, reached, Answer.LISTED,
            len(captures), len(malformed), malformed[0][:200] if malformed else "", clock.now(),
        )  # fmt: skip
        visit.new_captures += self._store.facts.add_listing(listing, captures)
        visit.listed += len(captures)
        visit.malformed += len(malformed)
        if goes_on:
            yield self._ask(visit, replace(question, since=reached or question.since))
        elif resume:
            visit.trouble(Answer.ARCHIVE_FAULT, f"the index of {question.url} gave a key that leads nowhere")

    def _horizon(self, question: Question) -> str:
        """Return up to when a complete answer reaches: the present, or the bound that was asked for."""
        now = clock.now()
        digits = "".join(character for character in now if character.isdigit())
        return min(digits, question.until.ljust(14, "9")) if question.until else digits

    # Playback -----------------------------------------------------------------------------------------------

    def _plan(self, visit: Visit) -> deque[Capture]:
        """Return one capture for each payload that is not held and was not refused before."""
        name = visit.policy.name
        held = {capture.id for capture in self._store.facts.fetched(name) if capture.id}
        visit.given_up |= self._store.facts.unplayable(name)
        candidates = (
            capture
            for capture in self._store.facts.captures(name)
            if capture.archive == self._archive.name and _within(capture, visit.policy)
        )
        plan = deque(missing(candidates, held, visit.given_up))
        visit.planned += len(plan)
        return plan

    def _next(self, visit: Visit) -> Iterator[Request]:
        """Ask for the next captures of *visit*, a window at a time, or finish it where nothing is left to ask."""
        if visit.questions or self.fatal:
            return
        if visit.plan is None and not visit.open:
            visit.plan = self._plan(visit)
        while visit.plan and visit.open < _WINDOW:
            capture = visit.plan.popleft()
            visit.open += 1
            yield self._request(
                self._archive.raw_url(capture), "playback", self._played, {"visit": visit, "capture": capture}
            )
        if not visit.open:
            self._finish(visit)

    def _played(self, response: Response, visit: Visit, capture: Capture) -> Iterator[Any]:
        answer = answer_of(_asked(response), response)
        if answer in {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT} and self._is_whole(response):
            own, origin = parted(pairs(response.headers))
            visit.fetched += 1
            # Stays open as an item, until it has gone through the pipelines.
            yield Snapshot(capture, response.body, response.url, response.status, own, origin, clock.now())
        else:
            self._absent(visit, answer, response.url, self._said(response), capture)
            yield from self._settled(visit)

    def _is_whole(self, response: Response) -> bool:
        return "dataloss" not in response.flags

    def _said(self, response: Response) -> str:
        where = response.headers.get("Location", b"") or b""
        return f"{response.status} {where.decode('latin-1')}".strip()

    # What did not come --------------------------------------------------------------------------------------

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        visit, capture = request.cb_kwargs["visit"], request.cb_kwargs.get("capture")
        error = failure.value
        assert error is not None
        self._absent(visit, answer_of_failure(error), request.url, str(error) or type(error).__name__, capture)
        if capture:
            yield from self._settled(visit)
        else:
            visit.questions -= 1
            yield from self._next(visit)

    def _absent(self, visit: Visit, answer: Answer, asked: str, detail: str, capture: Capture | None = None) -> None:
        # A capture that cannot be played leaves its payload to another one, and otherwise a gap that is told.
        visit.trouble(answer, detail, essential=capture is None or answer.is_transient)
        if capture and capture.id:
            visit.given_up.add(capture.id)
            visit.again = visit.again or not answer.is_transient
        number = capture.id if capture else None
        self._store.facts.add_absence(Absence(visit.policy.name, asked, answer, detail[:500], number))

    # The end of a policy ------------------------------------------------------------------------------------

    def _item_settled(self, item: Reading | Snapshot) -> None:
        visit = self._visits.get(item.capture.policy)
        if visit:
            for request in self._settled(visit):
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(request)

    def _item_failed(self, item: Reading | Snapshot, failure: Failure) -> None:
        if isinstance(failure.value, StoreError):
            self._abort(failure.value)
        else:
            self._item_settled(item)

    def _settled(self, visit: Visit) -> Iterator[Request]:
        """Close one capture of *visit*, and go on."""
        visit.open -= 1
        if visit.again and not visit.open and not visit.plan:
            visit.plan, visit.again = None, False
        self.crawler.signals.send_catch_log(capture_settled, visit=visit)
        yield from self._next(visit)

    def _finish(self, visit: Visit) -> None:
        outcome = None
        del self._visits[visit.policy.name]
        try:
            pipeline = self.crawler.get_item_pipeline(ComparePipeline)
            assert pipeline is not None
            outcome = pipeline.finish(visit.policy.name)
        except StoreError as error:
            self._abort(error)
        finally:
            self._hands.release()
            self.crawler.signals.send_catch_log(policy_done, result=Result(visit, outcome))

    def _abort(self, error: StoreError) -> None:
        """Stop at once: what the store refuses to keep must not be asked for."""
        if self.fatal is None:
            self.fatal = error
            self.log(f"{error}", logging.CRITICAL)
            assert self.crawler.engine is not None
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="store_error"))

    def _request(self, url: str, kind: str, callback: Any, cb_kwargs: dict[str, Any]) -> Request:
        headers = {"User-Agent": f"{self.settings['USER_AGENT']} contact: {self._contact}"} if self._contact else None
        meta = {
            "budget": f"{urlsplit(self._archive.endpoint).netloc} {kind}",
            "per_minute": self._rates[kind],
            "download_slot": kind,
            # %2520 must stay %2520: the archive knows the URL in the letters of its index.
            "verbatim_url": url.isascii() and " " not in url,
        }
        return Request(
            url,
            callback,
            errback=self._failed,
            headers=headers,
            meta=meta,
            cb_kwargs=cb_kwargs,
            dont_filter=True,
        )


def _asked(response: Response) -> Request:
    assert response.request is not None
    return response.request


def _within(capture: Capture, policy: Policy) -> bool:
    """Return whether *capture* lies in the bounds that were asked for."""
    until = policy.until.ljust(14, "9") if policy.until else capture.timestamp
    return policy.since <= capture.timestamp <= until


def rates(archive: Archive, settings: BaseSettings) -> dict[str, float]:
    """Return how many requests of each kind may go to *archive* in a minute; 0 is no limit, on loopback only.

    Above what the Internet Archive grants nothing is set by accident: its firewall answers with an hour's block.
    """
    granted = {"index": 24.0, "playback": 480.0}
    asked = {
        "index": settings.getfloat("ARCHIVE_INDEX_PER_MINUTE"),
        "playback": settings.getfloat("ARCHIVE_PLAYBACK_PER_MINUTE"),
    }
    if archive.is_on_loopback:
        return asked
    return {kind: min(rate, granted[kind]) if rate > 0 else granted[kind] for kind, rate in asked.items()}
