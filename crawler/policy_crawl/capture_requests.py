"""Plan and request the captures of a policy, and judge the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Set

from scrapy import Request
from scrapy.http import Response

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.digest_proof import (
    CHANGING,
    COMPUTED,
    REASON,
    TRUNCATED,
    TWICE,
    UNEQUAL,
    check_digest,
)
from clausetrail.crawler.archives.headers import header_pairs, location, lowercase_headers, split_origin_headers
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.gated_handler import CUT_AT_LIMIT
from clausetrail.crawler.download.retry import answer_of, cut_coding, stored_body, undecodable_reason
from clausetrail.crawler.planning.capture_plan import (
    FetchMode,
    FetchOptions,
    all_unfetched,
    fetch_mode,
    listed_captures,
    next_captures,
    redirects_to_fetch,
    unfetched_payloads,
)
from clausetrail.crawler.planning.known_texts import fingerprints
from clausetrail.crawler.policy_crawl.state import FetchPlan, Phase, PolicyCrawl
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.sightings import stored_twins
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.history.coverage import coverage_gaps
from clausetrail.snapshots.model import Capture, Policy, Snapshot, iso_date
from clausetrail.snapshots.payload.content_coding import ends_as_a_page
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store

# A capture that could not be played is requested again after so many days.
_RETRY_DAYS = 90.0
# How many captures of one policy are open at once: enough to use up the playback budget, and few enough for the memory.
WINDOW = 32


class CaptureRequests:
    """Requests the captures of policies.

    *settled* is called with the crawl of a policy whenever one of its captures failed, *failed* is the errback.
    """

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

    def plan(self, crawl: PolicyCrawl) -> FetchPlan:
        """Return the captures to fetch next: none that is stored, and none that the archive could not play before.

        A policy without new captures that an earlier run has settled needs none.
        """
        name = crawl.policy.name
        settled = self._store.addresses.is_complete(name) and self._options.mode is not FetchMode.ALL
        if not crawl.new_captures and not crawl.unplayable and settled:
            return FetchPlan()
        captures = list(self._store.facts.captures(name))
        stored = {capture.id for capture in self._store.facts.fetched_captures(name) if capture.id}
        twins = stored_twins(captures, stored)
        stored |= twins.keys()
        unplayable = crawl.unplayable | self.unplayable(name)
        candidates = [
            capture
            for capture in captures
            if capture.archive == self._archive.name and _is_within_bounds(capture, crawl.policy)
        ]
        left = None if self._options.budget is None else max(0, self._options.budget - crawl.planned)
        plan = self._choose(crawl.policy, candidates, stored, unplayable, left, twins)
        chosen = [*plan.captures, *redirects_to_fetch(candidates, stored | unplayable)]
        return FetchPlan(
            captures=chosen[:left],
            unplayable=unplayable,
            unexplained=plan.unexplained,
            budget_cut=left is not None and len(chosen) > left,
            replan=plan.replan,
        )

    def _choose(
        self,
        policy: Policy,
        candidates: list[Capture],
        stored: Set[int],
        unplayable: Set[int],
        left: int | None,
        twins: Mapping[int, int],
    ) -> FetchPlan:
        """Return the pages among *candidates* to fetch; a budget of *left* captures is not applied to them yet."""
        mode = fetch_mode(candidates, self._options)
        captures: list[Capture] = []
        if mode is not FetchMode.BISECT:
            choose = all_unfetched if mode is FetchMode.ALL else unfetched_payloads
            captures = list(choose(candidates, stored, unplayable))
            if left is None or len(captures) <= left:
                return FetchPlan(captures)
        texts = fingerprints(self._store, self._store.facts.policy(policy.name))
        texts |= {twin: texts[fetched] for twin, fetched in twins.items() if fetched in texts}
        sequence = listed_captures(candidates, texts, unplayable)
        # A budget too small for all captures is spread over the whole past, not spent on its beginning.
        spread = next_captures(sequence, self._options.gap_days, left)
        captures = spread if mode is FetchMode.BISECT else spread or captures
        # The texts of these decide what is requested after them, and how much stays unexplained.
        return FetchPlan(captures, unexplained=coverage_gaps(sequence), replan=bool(captures[:left]))

    def unplayable(self, policy: str) -> set[int]:
        """Return the captures that are not requested: tried twice within the last 90 days without a playback."""
        return self._store.facts.unplayable(policy, clock.days_ago(_RETRY_DAYS))

    def next_requests(self, crawl: PolicyCrawl) -> Iterator[Request]:
        """Yield requests for the next captures of the plan, as many as may be open at once."""
        while crawl.phase is Phase.FETCHING and (
            next_one := crawl.request_captures(min(WINDOW, crawl.open_captures + 1))
        ):
            request = None
            try:
                request = self._request(crawl, next_one[0])
            finally:
                if request is None:
                    _close_failed(crawl, next_one[0])
            yield request

    def _played(self, response: Response, crawl: PolicyCrawl, capture: Capture) -> Iterator[Snapshot | Request]:
        judged = False
        try:
            found = self._judge(response, crawl, capture)
            judged = True
        finally:
            if not judged:
                _close_failed(crawl, capture)
        if found is None:
            yield from self._settled(crawl)
        else:
            # The capture stays open: as an item until the pipelines have processed it, or as the second request for it.
            yield found

    def _judge(self, response: Response, crawl: PolicyCrawl, capture: Capture) -> Snapshot | Request | None:
        """Return what *response* brought, or a second request for *capture*, or None where it brought nothing."""
        answer = answer_of(response)
        if answer not in {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}:
            said = location(response.headers) or lowercase_headers(response.headers).get(REASON.lower(), "")
            detail = undecodable_reason(response) or f"{response.status} {said}".strip()
            self.record_absence(crawl, answer, response.url, detail, capture)
            return None
        own, origin = split_origin_headers(header_pairs(response.headers))
        truncated_field = lowercase_headers(response.headers).get(TRUNCATED.lower(), "")
        computed = lowercase_headers(response.headers).get(COMPUTED.lower(), "")
        origin_fields = {name.lower(): value for name, value in origin}
        content = stored_body(response)
        decoded = content if content != response.body else None
        proof = check_digest(capture.digest, response.body, origin_fields, truncated_field, decoded, computed)
        if CUT_AT_LIMIT in response.flags:  # its digest cannot be compared, and a second request brings the same bytes
            proof = f"truncated: larger than the limit of {len(response.body):,} bytes (DOWNLOAD_MAXSIZE)"
        is_packed = content is response.body and bool(undecodable_reason(response))  # too large: its end is unknown
        is_known = response.status != 200 or CUT_AT_LIMIT in response.flags or proof.startswith("equal")
        if (not is_known and cut_coding(response)) or (proof == UNEQUAL and not (is_packed or ends_as_a_page(content))):
            proof = _compare_with_earlier(crawl, capture, response.body)
            if proof == UNEQUAL:
                return self._request(crawl, capture)
            if proof == CHANGING:
                self.record_absence(crawl, Answer.ARCHIVE_FAULT, response.url, proof, capture)
                return None
        truncated = "truncated" in proof
        if truncated:
            crawl.record_failure(Answer.ARCHIVE_FAULT, f"{iso_date(capture.timestamp)}: {proof}", essential=False)
        crawl.capture_received(truncated=truncated)
        url = self._store.facts.source(capture) or self._archive.memento_url(capture)
        return Snapshot(capture, response.body, url, response.status, own, origin, clock.now(), proof)

    def _request(self, crawl: PolicyCrawl, capture: Capture) -> Request:
        url = self._archive.raw_url(capture)
        return self._requests.request(url, "capture", self._played, self._failed, crawl=crawl, capture=capture)

    def record_absence(self, crawl: PolicyCrawl, answer: Answer, url: str, detail: str, capture: Capture) -> None:
        """Store that *capture*, requested at *url*, brought nothing, and why."""
        crawl.record_failure(answer, detail, essential=answer.is_transient)
        crawl.capture_failed(capture.id, is_transient=answer.is_transient)
        self._store.facts.add_failed_request(FailedRequest(crawl.policy.name, url, answer, detail[:500], capture.id))


def _close_failed(crawl: PolicyCrawl, capture: Capture) -> None:
    """Close *capture* after an error of our own: it is not requested again in this run, and not complete for the next one."""
    crawl.capture_failed(capture.id, is_transient=True)
    crawl.capture_settled()


def _compare_with_earlier(crawl: PolicyCrawl, capture: Capture, body: bytes) -> str:
    """Return what two bodies with the wrong digest prove together; UNEQUAL for the first one.

    Half a body has another digest and looks like deleted clauses. Two equal bodies are kept, as perhaps truncated: the
    archive has nothing better.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    earlier = crawl.digest_mismatched(capture, sha256)
    if not earlier:
        return UNEQUAL
    return TWICE if earlier == sha256 else CHANGING


def _is_within_bounds(capture: Capture, policy: Policy) -> bool:
    """Return whether *capture* lies between the bounds of *policy*."""
    until = last_second(policy.until) if policy.until else capture.timestamp
    return policy.since <= capture.timestamp <= until
