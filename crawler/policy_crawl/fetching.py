"""The payloads of a policy: planned, asked for a window at a time, judged when they come, and planned again."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator

from scrapy import Request
from scrapy.http import Response

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.digest_proof import CHANGING, TRUNCATED, TWICE, UNEQUAL, check_digest, ends_as_a_page
from clausetrail.crawler.archives.headers import header_pairs, lowercase_headers, split_origin_headers
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of
from clausetrail.crawler.planning.capture_plan import (
    FetchMode,
    FetchOptions,
    all_unfetched,
    fetch_mode,
    next_captures,
    places,
    redirects,
    unfetched_payloads,
)
from clausetrail.crawler.planning.known_texts import fingerprints
from clausetrail.crawler.policy_crawl.state import PolicyCrawl
from clausetrail.snapshots import clock
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.history.coverage import coverage_gaps
from clausetrail.snapshots.model import Capture, Policy, Snapshot, iso_date
from clausetrail.snapshots.storage.facts import Absence
from clausetrail.snapshots.store import Store

# After so many days a capture that could not be played is tried again.
_PATIENCE_DAYS = 90.0
# How many captures of one policy are on their way at once: enough for the playback budget, and flat in memory.
WINDOW = 32


class CaptureRequests:
    """Fetches captures of policies. *settled* is called with a crawl whenever one of its captures failed to come."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        requests: ArchiveRequests,
        options: FetchOptions,
        settled: Callable[[PolicyCrawl], Iterator[Request]],
        failed: Callable[..., Iterator[Request]],
    ) -> None:
        self._store = store
        self._archive = archive
        self._requests = requests
        self._options = options
        self._settled = settled
        self._failed = failed

    def plan(self, crawl: PolicyCrawl) -> deque[Capture]:
        """Return the captures to fetch next, none of which is held or was refused before.

        Where the past is bisected, the plan is asked again when they have been read.
        """
        name = crawl.policy.name
        settled = self._store.addresses.is_settled(name) and self._options.mode is not FetchMode.ALL
        if not crawl.new_captures and not crawl.unplayable and settled:
            return deque()
        held = {capture.id for capture in self._store.facts.fetched(name) if capture.id}
        crawl.unplayable |= self.unplayable(name)
        candidates = [
            capture
            for capture in self._store.facts.captures(name)
            if capture.archive == self._archive.name and _within(capture, crawl.policy)
        ]
        left = None if self._options.budget is None else max(0, self._options.budget - crawl.planned)
        plan = self._looks(crawl, candidates, held, left)
        plan += redirects(candidates, held | crawl.unplayable)
        crawl.budget_cut = left is not None and len(plan) > left
        plan = plan[:left]
        crawl.planned += len(plan)
        return deque(plan)

    def _looks(self, crawl: PolicyCrawl, candidates: list[Capture], held: set[int], left: int | None) -> list[Capture]:
        fetch = fetch_mode(candidates, self._options)
        if fetch is not FetchMode.BISECT:
            whole = all_unfetched if fetch is FetchMode.ALL else unfetched_payloads
            looks = list(whole(candidates, held, crawl.unplayable))
            if left is None or len(looks) <= left:
                crawl.unexplained = ()
                return looks
        said = fingerprints(self._store, self._store.facts.policy(crawl.policy.name))
        sequence = places(candidates, said, crawl.unplayable)
        crawl.unexplained = coverage_gaps(sequence)
        # A budget that does not reach for all is spread over the whole past, not spent on its beginning.
        spread = next_captures(sequence, self._options.gap_days, left)
        looks = spread if fetch is FetchMode.BISECT else spread or looks
        # What these say decides what is asked for then, and how much is left unexplained.
        crawl.again = crawl.again or bool(looks[:left])
        return looks

    def unplayable(self, policy: str) -> set[int]:
        """Return the captures that are not asked for: tried twice of late without a playback."""
        return self._store.facts.unplayable(policy, clock.days_ago(_PATIENCE_DAYS))

    def next_window(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield requests for the next captures of the plan, as many as may be on their way."""
        while crawl.plan and crawl.open < WINDOW:
            capture = crawl.plan.popleft()
            crawl.open += 1
            yield self._request(crawl, capture)

    def _played(self, response: Response, crawl: PolicyCrawl, capture: Capture) -> Iterator[Snapshot | Request]:
        answer = answer_of(response)
        if answer not in {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}:
            where = (response.headers.get("Location") or b"").decode("latin-1")
            self.absent(crawl, answer, response.url, f"{response.status} {where}".strip(), capture)
            yield from self._settled(crawl)
            return
        own, origin = split_origin_headers(header_pairs(response.headers))
        marked = lowercase_headers(response.headers).get(TRUNCATED.lower(), "")
        told = check_digest(capture.digest, response.body, {name.lower(): value for name, value in origin}, marked)
        if told == UNEQUAL and not ends_as_a_page(response.body):
            told = self._compared(crawl, capture, response.body)
            if told == UNEQUAL:
                yield self._request(crawl, capture)
                return
            if told == CHANGING:
                self.absent(crawl, Answer.ARCHIVE_FAULT, response.url, told, capture)
                yield from self._settled(crawl)
                return
        if "truncated" in told:
            crawl.record_failure(Answer.ARCHIVE_FAULT, f"{iso_date(capture.timestamp)}: {told}", essential=False)
            crawl.truncated += 1
        crawl.fetched += 1
        where = self._archive.memento_url(capture)
        # Stays open as an item, until it has gone through the pipelines.
        yield Snapshot(capture, response.body, where, response.status, own, origin, clock.now(), told)

    def _compared(self, crawl: PolicyCrawl, capture: Capture, body: bytes) -> str:
        """Return what two answers with the wrong digest say together; of the first one, that it is unequal.

        Half a body hashes otherwise and looks like deleted clauses. One that comes twice alike is kept, as perhaps
        truncated: it is all that the archive has.
        """
        seen = hashlib.sha256(body).hexdigest()
        first = crawl.doubted.pop(capture.timestamp + capture.original, "")
        if not first:
            crawl.doubted[capture.timestamp + capture.original] = seen
            return UNEQUAL
        return TWICE if first == seen else CHANGING

    def _request(self, crawl: PolicyCrawl, capture: Capture) -> Request:
        url = self._archive.raw_url(capture)
        return self._requests.request(url, "capture", self._played, self._failed, crawl=crawl, capture=capture)

    def absent(self, crawl: PolicyCrawl, answer: Answer, asked: str, detail: str, capture: Capture) -> None:
        """Keep that a capture did not come, and why. Its payload is left to another capture of the same bytes."""
        crawl.record_failure(answer, detail, essential=answer.is_transient)
        if capture.id:
            crawl.unplayable.add(capture.id)
            crawl.again = crawl.again or not answer.is_transient
        self._store.facts.add_absence(Absence(crawl.policy.name, asked, answer, detail[:500], capture.id))


def _within(capture: Capture, policy: Policy) -> bool:
    """Return whether *capture* lies in the bounds that were asked for."""
    until = last_second(policy.until) if policy.until else capture.timestamp
    return policy.since <= capture.timestamp <= until
