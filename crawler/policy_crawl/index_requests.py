"""Find out which captures an archive has of a policy: request the newest memento, and query the index where that is not enough.

A query to the index costs twenty times a playback, so a run in which nothing is new makes none. A listing is complete where
it reaches the newest memento.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from clausetrail.crawler.archives.answers import Answer, newest_memento, original_of_memento
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.headers import location, lowercase_headers
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of, index_page, undecodable_reason
from clausetrail.crawler.policy_crawl.frame_requests import FrameRequests
from clausetrail.crawler.policy_crawl.state import IndexQuery, PolicyCrawl
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.address_links import address_key, followed_links
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Policy, iso_date, parse_timestamp
from clausetrail.snapshots.storage.address_status import AddressStatus
from clausetrail.snapshots.storage.facts import FailedRequest, Listing
from clausetrail.snapshots.store import Store

# Only the headers of a newest memento count: what is behind the first MiB of its body is not fetched each night.
_MOST_BYTES_OF_NEWEST = 2**20
# An index that moved within its host is followed for so many steps.
_MOST_REDIRECTS = 3
# "URI too long", "header fields too large", and what servers answer instead. A shorter URL is not at fault.
_TOO_LONG, _LONG_URL = {400, 413, 414, 431}, 2_000


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
        known = self._store.addresses.status(policy.name, self._archive.name, url)
        is_due = self._is_listing_due(policy, url, known)
        return self._query_newest(crawl, IndexQuery(url, self._since(policy, url), policy.until, is_due=is_due))

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
        url = self._archive.newest_url(query.url, _end_of_listing(query))
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
        headers = lowercase_headers(response.headers)
        newest = newest_memento(response.status, headers, last_second(query.until) if query.until else "")
        known = self._store.addresses.status(name, archive, query.url)
        if query.is_due:
            yield self._query_index(crawl, replace(query, playback=answer, stated=_stated(newest, headers, query.url)))
        elif (newest and newest <= known.newest) or (answer is Answer.NOT_ARCHIVED and not known.newest):
            self._store.addresses.record_probe(name, archive, query.url)
        elif answer.is_transient:
            detail = f"the playback answered {response.status} for {query.url}"
            self.record_absence(crawl, answer, query.url, detail)
        else:
            # There is a newer memento, or none where there was one: only the index has the answer. The newer memento may
            # be older than the overlap reaches back, where it was published late.
            since = max(crawl.policy.since, min(query.since, known.newest))
            stated = _stated(newest, headers, query.url)
            yield self._query_index(crawl, replace(query, since=since, playback=answer, stated=stated))

    # The index ----------------------------------------------------------------------------------------------

    def _query_index(self, crawl: PolicyCrawl, query: IndexQuery) -> Request:
        url = self._archive.index_url(query.url, query.since, query.until, query.resume, self._rows)
        return self._index_request(crawl, query, url)

    def _index_request(self, crawl: PolicyCrawl, query: IndexQuery, url: str) -> Request:
        request = self._requests.request(url, "index", self._index_answered, self._failed, crawl=crawl, query=query)
        crawl.query_sent()
        return request

    def without_answer(self, crawl: PolicyCrawl, asked: str, query: IndexQuery, answer: Answer) -> Iterator[Request]:
        """Yield what is requested where a query brought no response at all: the newest memento (*asked* is "newest") or a page."""
        if asked == "newest" and query.is_due and answer is Answer.ARCHIVE_FAULT:
            # The rows are worth having, though nothing confirms their end.
            yield self._query_index(crawl, replace(query, playback=answer))
        elif asked == "index" and answer is Answer.ARCHIVE_FAULT:
            yield from self._fallback(crawl, query)

    def _fallback(self, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        """Yield the same query to the archive's other index service, where it has one that was not asked yet.

        It goes on after the pages that are stored, within the same rate limit.
        """
        url = self._archive.fallback_url(query.url, query.since, query.until, self._rows)
        if url and not query.is_fallback:
            yield self._index_request(crawl, replace(query, is_fallback=True, resume="", waiting=()), url)

    def _index_answered(self, response: Response, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        try:
            yield from self._process_answer(response, crawl, query)
        finally:
            crawl.query_closed()  # also where our own code fails on the answer
        yield from self._advance(crawl)

    def _process_answer(self, response: Response, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        """Process an answer of an index: a page, a redirect to where it moved, or a failure."""
        answer = answer_of(response)
        target = urljoin(response.url, location(response.headers)) if 300 <= response.status < 400 else ""
        if answer is Answer.LISTED:
            page = index_page(response, self._archive)
            yield from self._process_page(_with_whole_keys(page, response.url), crawl, query)
        elif target and self._archive.is_own(target) and query.redirects < _MOST_REDIRECTS:
            yield self._index_request(crawl, replace(query, redirects=query.redirects + 1), target)
        else:
            if answer is Answer.ARCHIVE_FAULT and response.status == 200 and not undecodable_reason(response):
                self._store_rows(index_page(response, self._archive), crawl, query)
            others = list(self._fallback(crawl, query)) if answer is Answer.ARCHIVE_FAULT else []
            if not others:
                self.record_absence(crawl, answer, query.url, self._index_fault(response, query, target))
            yield from others

    def _index_fault(self, response: Response, query: IndexQuery, target: str) -> str:
        """Return why an answer of an index is no listing, or not a whole one."""
        if reason := undecodable_reason(response):
            return f"the index of {query.url} is {reason}"
        if target:
            return f"the index of {query.url} redirects to {target[:200]}, which is not followed"
        if response.status == 200 and (fault := index_page(response, self._archive).fault):
            return f"the index of {query.url} is incomplete: {fault}"
        if response.status in _TOO_LONG and len(query.url) > _LONG_URL:
            return f"the archive takes no URL of {counted(len(query.url), 'character')}: its index answered {response.status}"
        return f"the index answered {response.status} for {query.url}"

    def _process_page(self, page: IndexPage, crawl: PolicyCrawl, query: IndexQuery) -> Iterator[Request]:
        """Store one page of a listing if it is credible, and query the next page."""
        is_empty = not (page.rows or page.keys or query.pages)
        if fault := self._page_fault(page, query):
            self.record_absence(crawl, fault[0], query.url, fault[1])
            return
        if is_empty and (detail := self._vanished(crawl, query)):
            self.record_absence(crawl, Answer.ARCHIVE_FAULT, query.url, detail)
            return
        query.rows.update(hash((row.timestamp, row.original, row.digest)) for row in page.rows)
        query = replace(query, listed=max(query.listed, page.newest_line))
        is_timemap = self._archive.dialect == "timemap"
        is_limited = self._archive.is_full(page, self._rows)
        following = query.next_rows(page.newest) if is_limited else query.next_page(*page.keys, own=page.own)
        answer, fault_after = Answer.ARCHIVE_FAULT, self._fault_after(page, query, following, is_limited=is_limited)
        if not (following or fault_after):
            if query.lacks_newest and not query.is_repeated:
                following = query.end_again(is_whole=is_timemap)
            else:
                answer, fault_after = self._unconfirmed_end(crawl, query, page)
        reached = self._store_page(page, crawl, query, is_last=not (following or fault_after))
        if fault_after:
            self.record_absence(crawl, answer, query.url, fault_after)
        elif following:
            # A TimeMap that another one names is a part of the whole list, whatever its place in time.
            since = following.since if is_timemap else reached or following.since
            yield self._query_index(crawl, replace(following, since=since))

    def _unconfirmed_end(self, crawl: PolicyCrawl, query: IndexQuery, page: IndexPage) -> tuple[Answer, str]:
        """Return why the end of a listing is not confirmed by the newest memento, as an answer and its detail; "" where it is.

        An archive that plays nothing at all confirms no end, and contradicts none. Where nothing is listed, a playback that
        says nothing leaves it open, except within bounds or after what is known already: there mostly is nothing.
        """
        url = query.url
        found = (
            f"lists captures of {url} up to {iso_date(query.listed)}" if query.listed else f"lists nothing for {url}"
        )
        if query.lacks_newest:
            detail = f"the index {found}, but the playback has a capture of {iso_date(query.stated)}: not confirmed"
            return Answer.ARCHIVE_FAULT, detail
        known = self._store.addresses.status(crawl.policy.name, self._archive.name, url)
        is_open = not (query.listed or known.newest or query.since or query.until)
        if query.playback.is_transient or (is_open and not (query.stated or query.playback is Answer.NOT_ARCHIVED)):
            return query.playback, f"the index {found}, and the playback does not say whether that is all"
        return Answer.LISTED, ""

    def _fault_after(
        self, page: IndexPage, query: IndexQuery, following: IndexQuery | None, *, is_limited: bool
    ) -> str:
        """Return why the end of a listing cannot be seen after *page*, or ""."""
        if is_limited and not page.is_ordered:
            return (
                f"the index of {query.url} is limited to {counted(len(page.rows), 'row')}, and not in the order of time"
            )
        if following:
            return ""
        if is_limited:
            is_second_full = len(page.rows) >= self._rows
            return f"the index of {query.url} does not come to an end" if is_second_full or query.is_endless else ""
        if page.keys and query.is_endless:
            found = f"{counted(query.pages + 1, 'page was', 'pages were')} read, with {counted(len(query.rows), 'different row')}"
            return f"the index of {query.url} names one more page after each: {found}"
        is_loop = page.keys and self._archive.dialect != "timemap"
        return f"the index of {query.url} gave a key that leads nowhere" if is_loop else ""

    def _page_fault(self, page: IndexPage, query: IndexQuery) -> tuple[Answer, str] | None:
        """Return why *page* cannot be part of a listing, as an answer and its detail, or None where it can."""
        is_timemap = self._archive.dialect == "timemap"
        if page.malformed and not page.rows:
            return Answer.UNREADABLE, f"no index row: {page.malformed[0][:100]!r}"
        if query.resume and not page.rows and not page.keys and not is_timemap:
            return Answer.ARCHIVE_FAULT, f"the index of {query.url} gave a key to nothing"
        if query.continues and not page.rows:
            missing = f"lists nothing from {query.since} on, where it listed a capture before"
            return Answer.ARCHIVE_FAULT, f"the index of {query.url} {missing}"
        foreign = next((key for key in page.keys if is_timemap and not self._archive.is_own(key)), "")
        if foreign:
            return Answer.ARCHIVE_FAULT, f"the index of {query.url} goes on at another host: {foreign[:200]}"
        return None

    def _vanished(self, crawl: PolicyCrawl, query: IndexQuery) -> str:
        """Return that an index which lists nothing listed captures of the same time before, or "".

        A pywb whose own index is down answers an empty list, and its playback 404: only what is known already shows it.
        """
        newest = self._store.addresses.status(crawl.policy.name, self._archive.name, query.url).newest
        if not newest or newest < query.since or (query.until and last_second(query.until) < newest):
            return ""
        listed = f"the archive listed captures of {query.url} up to {iso_date(newest)} before"
        return f"{listed} and lists none now: they were removed, or its index is down"

    def _store_page(self, page: IndexPage, crawl: PolicyCrawl, query: IndexQuery, *, is_last: bool) -> str:
        """Store the rows of *page* in one transaction, and return the time up to which the listing is complete, or ""."""
        if is_last:
            reached = _end_of_listing(query)
        else:
            reached = page.newest if page.is_ordered and self._archive.dialect != "timemap" else ""
        self._store_rows(page, crawl, query, reached, is_last=is_last)
        return reached

    def _store_rows(
        self, page: IndexPage, crawl: PolicyCrawl, query: IndexQuery, reached: str = "", *, is_last: bool = False
    ) -> None:
        """Store the rows of *page* as captures. Without *reached* nothing is said of how far the listing is complete."""
        name, archive = crawl.policy.name, self._archive.name
        captures = [row.capture(name, archive) for row in dict.fromkeys(page.rows)]
        sources = {row.capture(name, archive): row.memento for row in page.rows if row.memento}
        outcome = Answer.ARCHIVE_FAULT if page.fault else Answer.LISTED
        detail = page.fault or (page.malformed[0] if page.malformed else "")
        listing = Listing(
            name, archive, query.url, query.since, reached, outcome, len(captures), len(page.malformed), detail[:200],
            clock.now(),
        )  # fmt: skip
        with self._store.transaction():
            endpoint = self._record_endpoint()
            new = self._store.facts.add_listing(listing, captures, endpoint, sources)
            if new:
                self._store.addresses.set_complete(name, complete=False)
            if not page.fault:
                is_whole = is_last and not query.until
                self._store.addresses.record_listing(name, archive, query.url, page.newest, to_the_end=is_whole)
        crawl.captures_listed(len(captures), new, len(page.malformed))

    def _record_endpoint(self) -> int:
        """Record that the archive answers at this endpoint. One that never answers is not recorded."""
        where = self._archive.home or self._archive.endpoint
        return self._store.facts.record_archive(self._archive.name, where, self._archive.dialect)

    def record_absence(self, crawl: PolicyCrawl, answer: Answer, url: str, detail: str) -> None:
        """Store that a query for *url* brought nothing, and why."""
        crawl.record_failure(answer, detail)
        self._store.facts.add_failed_request(FailedRequest(crawl.policy.name, url, answer, detail[:500]))


def _with_whole_keys(page: IndexPage, url: str) -> IndexPage:
    """Return *page*, from *url*, with its keys as whole URLs where they are the paths of other TimeMaps."""
    if not any(key.startswith("/") for key in (*page.keys, page.own)):
        return page
    return replace(page, keys=tuple(urljoin(url, key) for key in page.keys), own=page.own and urljoin(url, page.own))


def _stated(newest: str, headers: Mapping[str, str], url: str) -> str:
    """Return *newest*, the time of the newest memento by an answer, or "" where that is a memento of another page than *url*."""
    original = original_of_memento(headers)
    return newest if not original or address_key(original) == address_key(url) else ""


def _end_of_listing(query: IndexQuery) -> str:
    """Return the time up to which a complete listing reaches: the present, or the bound of the query."""
    now = _digits(clock.now())
    return min(now, last_second(query.until)) if query.until else now


def _digits(now: str) -> str:
    return "".join(character for character in now if character.isdigit())
