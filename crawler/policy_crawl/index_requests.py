"""Find out which captures an archive has of a policy: ask for the newest memento where that is enough, else query the index.

A query to the index costs twenty times a playback, so a run in which nothing is new makes none.
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
from clausetrail.crawler.download.retry import answer_of, decoded_text, undecodable_reason
from clausetrail.crawler.policy_crawl.frame_requests import FrameRequests
from clausetrail.crawler.policy_crawl.state import IndexQuery, PolicyCrawl
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.address_links import address_key, followed_links
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.storage.address_status import AddressStatus
from clausetrail.snapshots.storage.facts import FailedRequest, Listing
from clausetrail.snapshots.store import Store

# Only the headers of a newest memento count: what is behind the first MiB of its body is not fetched each night.
_MOST_BYTES_OF_NEWEST = 2**20


class IndexPage(NamedTuple):
    """One answer of an index: its rows, the lines that are no rows, and the key of the next page or ""."""

    rows: Sequence[CdxRow]
    malformed: Sequence[str]
    resume: str


class IndexRequests:
    """Lists the captures of policies. *advance* is called with a policy's crawl whenever one of its queries is closed."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        requests: ArchiveRequests,
        settings: BaseSettings,
        advance: Callable[[PolicyCrawl], Iterator[Request]],
        failed: Callable[..., Any],
    ) -> None:
        self._store = store
        self._archive = archive
        self._requests = requests
        self._advance = advance
        self._failed = failed
        self._frames = FrameRequests(store, archive, requests, advance, failed)
        self._rows = settings.getint("ARCHIVE_INDEX_ROWS")
        self._overlap = timedelta(days=settings.getint("ARCHIVE_OVERLAP_DAYS"))
        self._relist_days = settings.getfloat("ARCHIVE_RELIST_DAYS")

    def first_requests(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield the first query for each address of the policy, those found by earlier runs included."""
        for url in crawl.policy.urls:
            yield self._first_query(crawl, crawl.policy, url)
        yield from self.new_address_requests(crawl)

    def new_address_requests(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield the first query for each address that redirects and frames lead to and that was not queried yet.

        Frames that are not known yet are requested first. A new address counts from when it was first seen as a target:
        before that it may have held something else.
        """
        policy = self._store.facts.policy(crawl.policy.name)
        yield from self._frames.new_requests(crawl, policy)
        for link in followed_links(policy, self._store.frames.links(policy)):
            if address_key(link.target) not in crawl.addresses:
                since = max(crawl.policy.since, link.since)
                yield self._first_query(crawl, replace(crawl.policy, since=since), link.target)

    def _first_query(self, crawl: PolicyCrawl, policy: Policy, url: str) -> Request:
        crawl.address_queried(address_key(url))
        query = IndexQuery(url, self._since(policy, url), policy.until)
        known = self._store.addresses.status(policy.name, self._archive.name, url)
        if self._is_listing_due(policy, url, known):
            return self._query_index(crawl, query)
        return self._query_newest(crawl, query)

    def _is_listing_due(self, policy: Policy, url: str, known: AddressStatus) -> bool:
        """Return whether the index must be queried: it was not read to its end, not so far back, or long ago."""
        reached = self._store.facts.listed_until(policy.name, self._archive.name, url, policy.since)
        if not known.listed_at or not reached or policy.until:
            return True
        # Between half and one and a half times the days, by a checksum of the URL: the same on every machine.
        days = self._relist_days * (0.5 + zlib.crc32(url.encode()) % 1000 / 1000)
        return datetime.fromisoformat(clock.now()) - datetime.fromisoformat(known.listed_at) > timedelta(days=days)

    def _since(self, policy: Policy, url: str) -> str:
        """Return the time from which to list: what an earlier listing reached, less the overlap."""
        reached = self._store.facts.listed_until(policy.name, self._archive.name, url, policy.since)
        return (
            max(policy.since, f"{parse_timestamp(reached) - self._overlap:%Y%m%d%H%M%S}") if reached else policy.since
        )

    # The newest memento -------------------------------------------------------------------------------------

    def _query_newest(self, crawl: PolicyCrawl, query: IndexQuery) -> Request:
        url = self._archive.newest_url(query.url, _digits(clock.now()))
        request = self._requests.request(url, "newest", self._newest_answered, self._failed, crawl=crawl, query=query)
        request.meta["most_bytes"] = _MOST_BYTES_OF_NEWEST
        crawl.query_sent()
        return request

    def _newest_answered(self, response: Response, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        try:
            yield from self._process_newest(response, crawl, query)
        finally:
            crawl.query_closed()  # also where our own code fails on the answer
        yield from self._advance(crawl)

    def _process_newest(self, response: Response, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        name, archive = crawl.policy.name, self._archive.name
        answer = answer_of(response)
        newest = newest_memento(response.status, lowercase_headers(response.headers))
        known = self._store.addresses.status(name, archive, query.url)
        if query.verifies_empty:
            self._verify_empty_index(crawl, query, answer, newest)
        elif (newest and newest <= known.newest) or (answer is Answer.NOT_ARCHIVED and not known.newest):
            self._store.addresses.record_probe(name, archive, query.url)
        elif answer.is_transient:
            detail = f"the playback answered {response.status} for {query.url}"
            self.record_absence(crawl, answer, query.url, detail)
        else:
            # There is a newer memento, or none where there was one: only the index has the answer. The newer memento may
            # be older than the overlap reaches back, where it was published late.
            since = max(crawl.policy.since, min(query.since, known.newest))
            yield self._query_index(crawl, replace(query, since=since))

    def _verify_empty_index(self, crawl: PolicyCrawl, query: IndexQuery, answer: Answer, newest: str) -> None:
        """Store that the index has no captures only where the playback confirms it."""
        name, archive, url = crawl.policy.name, self._archive.name, query.url
        if answer is Answer.NOT_ARCHIVED:
            listing = Listing(name, archive, url, "", _end_of_listing(query), Answer.LISTED, asked_at=clock.now())
            self._record_endpoint()
            self._store.facts.add_listing(listing)
            self._store.addresses.record_listing(name, archive, url, "", to_the_end=True)
        elif newest:
            detail = f"the index lists nothing for {url}, but the playback has a capture of {newest[:8]}"
            self.record_absence(crawl, Answer.ARCHIVE_FAULT, url, detail)
        else:
            detail = f"the index lists nothing for {url}, and the playback does not say"
            self.record_absence(crawl, answer, url, detail)

    # The index ----------------------------------------------------------------------------------------------

    def _query_index(self, crawl: PolicyCrawl, query: IndexQuery) -> Request:
        url = self._archive.index_url(query.url, query.since, query.until, query.resume, self._rows)
        request = self._requests.request(url, "index", self._index_answered, self._failed, crawl=crawl, query=query)
        crawl.query_sent()
        return request

    def _index_answered(self, response: Response, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        try:
            answer = answer_of(response)
            if answer is Answer.LISTED:
                page = IndexPage(*self._archive.parse_index(decoded_text(response)))
                yield from self._process_page(page, crawl, query)
            else:
                self.record_absence(crawl, answer, query.url, _index_fault(response, query))
        finally:
            crawl.query_closed()  # also where our own code fails on the answer
        yield from self._advance(crawl)

    def _process_page(self, page: IndexPage, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        """Store one page of a listing if it is credible, and query the next page."""
        if fault := _page_fault(page, query):
            self.record_absence(crawl, fault[0], query.url, fault[1])
        elif not (page.rows or page.resume or self._is_empty_credible(crawl, query)):
            yield self._query_newest(crawl, replace(query, verifies_empty=True))
        else:
            reached = self._store_page(page, crawl, query)
            if following := query.next_page(page.resume):
                yield self._query_index(crawl, replace(following, since=reached or query.since))
            elif page.resume:
                detail = f"the index of {query.url} gave a key that leads nowhere"
                self.record_absence(crawl, Answer.ARCHIVE_FAULT, query.url, detail)

    def _is_empty_credible(self, crawl: PolicyCrawl, query: IndexQuery) -> bool:
        """Return whether an index that lists nothing is credible without a playback.

        A troubled index lists nothing as well. Within bounds, or after what is known already, there mostly is nothing.
        """
        known = self._store.addresses.status(crawl.policy.name, self._archive.name, query.url)
        return bool(known.newest or query.since or query.until or query.verifies_empty)

    def _store_page(self, page: IndexPage, crawl: PolicyCrawl, query: IndexQuery) -> str:
        """Store the rows of *page* in one transaction, and return the time up to which the listing is complete."""
        name, archive = crawl.policy.name, self._archive.name
        captures = [row.capture(name, archive) for row in dict.fromkeys(page.rows)]
        sources = {row.capture(name, archive): row.memento for row in page.rows if row.memento}
        newest = max((row.timestamp for row in page.rows), default="")
        reached = newest if page.resume else _end_of_listing(query)
        listing = Listing(
            name, archive, query.url, query.since, reached, Answer.LISTED, len(captures), len(page.malformed),
            page.malformed[0][:200] if page.malformed else "", clock.now(),
        )  # fmt: skip
        is_whole = not (page.resume or query.until)
        with self._store.transaction():
            endpoint = self._record_endpoint()
            new = self._store.facts.add_listing(listing, captures, endpoint, sources)
            if new:
                self._store.addresses.set_complete(name, complete=False)
            self._store.addresses.record_listing(name, archive, query.url, newest, to_the_end=is_whole)
        crawl.captures_listed(len(captures), new, len(page.malformed))
        return reached

    def _record_endpoint(self) -> int:
        """Record that the archive answers at this endpoint. One that never answers is not recorded."""
        where = self._archive.home or self._archive.endpoint
        return self._store.facts.record_archive(self._archive.name, where, self._archive.dialect)

    def record_absence(self, crawl: PolicyCrawl, answer: Answer, url: str, detail: str) -> None:
        """Store that a query for *url* brought nothing, and why."""
        crawl.record_failure(answer, detail)
        self._store.facts.add_failed_request(FailedRequest(crawl.policy.name, url, answer, detail[:500]))


def _index_fault(response: Response, query: IndexQuery) -> str:
    """Return why an answer of an index is no listing."""
    reason = undecodable_reason(response)
    return (
        f"the index of {query.url} is {reason}" if reason else f"the index answered {response.status} for {query.url}"
    )


def _page_fault(page: IndexPage, query: IndexQuery) -> tuple[Answer, str] | None:
    """Return why *page* cannot be part of a listing, as an answer and its detail, or None where it can."""
    if page.malformed and not page.rows:
        return Answer.UNREADABLE, f"no index row: {page.malformed[0][:100]!r}"
    if query.resume and not page.rows and not page.resume:
        return Answer.ARCHIVE_FAULT, f"the index of {query.url} gave a key to nothing"
    return None


def _end_of_listing(query: IndexQuery) -> str:
    """Return the time up to which a complete listing reaches: the present, or the bound of the query."""
    now = _digits(clock.now())
    return min(now, last_second(query.until)) if query.until else now


def _digits(now: str) -> str:
    return "".join(character for character in now if character.isdigit())
