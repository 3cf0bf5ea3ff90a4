"""What an archive has of a policy: probed by its newest memento where that may do, listed by its index where it must.

An index question costs twenty times a playback, so a night without news asks none.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from clausetrail.crawler.archives.answers import Answer, newest_memento
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.headers import lowercase_headers
from clausetrail.crawler.archives.index_row import CdxRow
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of
from clausetrail.crawler.policy_crawl.frame_requests import FrameRequests
from clausetrail.crawler.policy_crawl.state import IndexQuery, PolicyCrawl
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.lineage import address, followed
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.storage.facts import Absence, Listing
from clausetrail.snapshots.storage.probes import Address
from clausetrail.snapshots.store import Store


class Page(NamedTuple):
    """One answer of an index: its rows, the lines that are none, and the key of the next page or ""."""

    rows: Sequence[CdxRow]
    malformed: Sequence[str]
    resume: str


class IndexRequests:
    """Lists the captures of policies. *go_on* is called with a crawl whenever one of its questions is closed."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        requests: ArchiveRequests,
        settings: BaseSettings,
        go_on: Callable[[PolicyCrawl], Iterator[Request]],
        failed: Callable[..., Any],
    ) -> None:
        self._store = store
        self._archive = archive
        self._requests = requests
        self._go_on = go_on
        self._failed = failed
        self._framing = FrameRequests(store, archive, requests, go_on, failed)
        self._rows = settings.getint("ARCHIVE_INDEX_ROWS")
        self._overlap = timedelta(days=settings.getint("ARCHIVE_OVERLAP_DAYS"))
        self._relist = settings.getfloat("ARCHIVE_RELIST_DAYS")

    def begin(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield the first question for each address of *crawl*."""
        for url in crawl.policy.urls:
            yield self._first(crawl, crawl.policy, url)
        yield from self.begin_found(crawl)

    def begin_found(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield the first question for each address that archived redirects and frames lead to and that was not asked for yet.

        Frames are looked at before one of them is followed. A new address counts from when it was first seen to be led
        to: before that it may have held something else.
        """
        policy = self._store.facts.policy(crawl.policy.name)
        yield from self._framing.begin(crawl, policy)
        for link in followed(policy, self._store.frames.links(policy)):
            if address(link.target) not in crawl.addresses:
                since = max(crawl.policy.since, link.since)
                yield self._first(crawl, replace(crawl.policy, since=since), link.target)

    def _first(self, crawl: PolicyCrawl, policy: Policy, url: str) -> Request:
        crawl.addresses.add(address(url))
        question = IndexQuery(url, self._since(policy, url), policy.until)
        known = self._store.addresses.get(policy.name, self._archive.name, url)
        return self._list(crawl, question) if self._is_due(policy, url, known) else self._probe(crawl, question)

    def _is_due(self, policy: Policy, url: str, known: Address) -> bool:
        """Return whether only the index will do: it was not read to its end, not so far back, or long ago."""
        reached = self._store.facts.reached(policy.name, self._archive.name, url, policy.since)
        if not known.listed_at or not reached or policy.until:
            return True
        # Spread from half to one and a half times the days by a checksum of the URL, the same on every machine.
        days = self._relist * (0.5 + zlib.crc32(url.encode()) % 1000 / 1000)
        return datetime.fromisoformat(clock.now()) - datetime.fromisoformat(known.listed_at) > timedelta(days=days)

    def _since(self, policy: Policy, url: str) -> str:
        """Return from when on to ask: after what an earlier listing reached, less the overlap."""
        reached = self._store.facts.reached(policy.name, self._archive.name, url, policy.since)
        return (
            max(policy.since, f"{parse_timestamp(reached) - self._overlap:%Y%m%d%H%M%S}") if reached else policy.since
        )

    # The newest memento -------------------------------------------------------------------------------------

    def _probe(self, crawl: PolicyCrawl, question: IndexQuery) -> Request:
        crawl.questions += 1
        url = self._archive.newest_url(question.url, _digits(clock.now()))
        return self._requests.request(url, "newest", self._probed, self._failed, crawl=crawl, question=question)

    def _probed(self, response: Response, crawl: PolicyCrawl, question: IndexQuery) -> Iterator[Request]:
        name, archive = crawl.policy.name, self._archive.name
        answer = answer_of(response)
        newest = newest_memento(response.status, lowercase_headers(response.headers))
        known = self._store.addresses.get(name, archive, question.url)
        if question.doubted:
            self._judge_nothing(crawl, question, answer, newest)
        elif (newest and newest <= known.newest) or (answer is Answer.NOT_ARCHIVED and not known.newest):
            self._store.addresses.probed(name, archive, question.url)
        elif answer.is_transient:
            self.absent(crawl, answer, question.url, f"the playback answered {response.status} for {question.url}")
        else:
            # Something newer, or nothing where there was something: only the index can say. The newer one may lie before
            # what the overlap reaches back to, where it was published late.
            since = max(crawl.policy.since, min(question.since, known.newest))
            yield self._list(crawl, replace(question, since=since))
        crawl.questions -= 1
        yield from self._go_on(crawl)

    def _judge_nothing(self, crawl: PolicyCrawl, question: IndexQuery, answer: Answer, newest: str) -> None:
        """Keep an index's word that it has nothing only where the playback says so too."""
        name, archive, url = crawl.policy.name, self._archive.name, question.url
        if answer is Answer.NOT_ARCHIVED:
            listing = Listing(name, archive, url, "", _horizon(question), Answer.LISTED, asked_at=clock.now())
            self._store.facts.add_listing(listing)
            self._store.addresses.listed(name, archive, url, "", to_the_end=True)
        elif newest:
            detail = f"the index lists nothing for {url}, but the playback has a capture of {newest[:8]}"
            self.absent(crawl, Answer.ARCHIVE_FAULT, url, detail)
        else:
            self.absent(crawl, answer, url, f"the index lists nothing for {url}, and the playback does not say")

    # The index ----------------------------------------------------------------------------------------------

    def _list(self, crawl: PolicyCrawl, question: IndexQuery) -> Request:
        crawl.questions += 1
        url = self._archive.index_url(question.url, question.since, question.until, question.resume, self._rows)
        return self._requests.request(url, "index", self._listed, self._failed, crawl=crawl, question=question)

    def _listed(self, response: Response, crawl: PolicyCrawl, question: IndexQuery) -> Iterator[Request]:
        answer = answer_of(response)
        if answer is Answer.LISTED:
            yield from self._take(Page(*self._archive.parse_index(response.text)), crawl, question)
        else:
            self.absent(crawl, answer, question.url, f"the index answered {response.status} for {question.url}")
        crawl.questions -= 1
        yield from self._go_on(crawl)

    def _take(self, page: Page, crawl: PolicyCrawl, question: IndexQuery) -> Iterator[Request]:
        """Keep one page of a listing where it can be believed, and ask for the next one."""
        if doubt := _doubt(page, question):
            self.absent(crawl, *doubt)
        elif not (page.rows or page.resume or self._is_nothing_plausible(crawl, question)):
            yield self._probe(crawl, replace(question, doubted=True))
        else:
            reached = self._keep(page, crawl, question)
            if question.goes_on(page.resume):
                yield self._list(crawl, replace(question, since=reached or question.since))
            elif page.resume:
                detail = f"the index of {question.url} gave a key that leads nowhere"
                self.absent(crawl, Answer.ARCHIVE_FAULT, question.url, detail)

    def _is_nothing_plausible(self, crawl: PolicyCrawl, question: IndexQuery) -> bool:
        """Return whether an index that lists nothing is believed: the truth, or an index in trouble? The playback knows.

        Within bounds, and beyond what is known already, nothing is what there mostly is.
        """
        known = self._store.addresses.get(crawl.policy.name, self._archive.name, question.url)
        return bool(known.newest or question.since or question.until or question.doubted)

    def _keep(self, page: Page, crawl: PolicyCrawl, question: IndexQuery) -> str:
        """Keep the rows of *page* in one transaction, and return how far they reach."""
        name, archive = crawl.policy.name, self._archive.name
        captures = [row.capture(name, archive) for row in dict.fromkeys(page.rows)]
        newest = max((row.timestamp for row in page.rows), default="")
        reached = newest if page.resume else _horizon(question)
        listing = Listing(
            name, archive, question.url, question.since, reached, Answer.LISTED, len(captures), len(page.malformed),
            page.malformed[0][:200] if page.malformed else "", clock.now(),
        )  # fmt: skip
        is_whole = not (page.resume or question.until)
        with self._store.transaction():
            new = self._store.facts.add_listing(listing, captures)
            if new:
                self._store.addresses.settle(name, settled=False)
            self._store.addresses.listed(name, archive, question.url, newest, to_the_end=is_whole)
        crawl.new_captures += new
        crawl.listed += len(captures)
        crawl.malformed += len(page.malformed)
        return reached

    def absent(self, crawl: PolicyCrawl, answer: Answer, asked: str, detail: str) -> None:
        """Keep that a question brought nothing, and why."""
        crawl.record_failure(answer, detail)
        self._store.facts.add_absence(Absence(crawl.policy.name, asked, answer, detail[:500]))


def _doubt(page: Page, question: IndexQuery) -> tuple[Answer, str, str] | None:
    """Return why *page* is no part of a listing, as an absence, or None where nothing speaks against it."""
    if page.malformed and not page.rows:
        return Answer.UNREADABLE, question.url, f"no index row: {page.malformed[0][:100]!r}"
    if question.resume and not page.rows and not page.resume:
        return Answer.ARCHIVE_FAULT, question.url, f"the index of {question.url} gave a key to nothing"
    return None


def _horizon(question: IndexQuery) -> str:
    """Return up to when a complete answer reaches: the present, or the bound that was asked for."""
    now = _digits(clock.now())
    return min(now, last_second(question.until)) if question.until else now


def _digits(now: str) -> str:
    return "".join(character for character in now if character.isdigit())
