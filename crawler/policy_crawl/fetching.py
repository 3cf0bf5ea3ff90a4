"""The payloads of a policy: planned, asked for a window at a time, judged when they come, and planned again."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator

from scrapy import Request
from scrapy.http import Response

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.digest_proof import CHANGING, TRUNCATED, TWICE, UNEQUAL, ends_as_a_page, proof
from clausetrail.crawler.archives.headers import lowered, pairs, parted
from clausetrail.crawler.download.archive_requests import Asking
from clausetrail.crawler.download.retry import answer_of
from clausetrail.crawler.planning.capture_plan import (
    Fetch,
    Reach,
    chosen,
    everything,
    missing,
    next_looks,
    places,
    redirects,
)
from clausetrail.crawler.planning.known_texts import fingerprints
from clausetrail.crawler.policy_crawl.state import Visit
from clausetrail.snapshots import clock
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.history.coverage import unexplained
from clausetrail.snapshots.model import Capture, Policy, Snapshot, date
from clausetrail.snapshots.storage.facts import Absence
from clausetrail.snapshots.store import Store

# After so many days a capture that could not be played is tried again.
_PATIENCE_DAYS = 90.0
# How many captures of one policy are on their way at once: enough for the playback budget, and flat in memory.
WINDOW = 32


class Fetching:
    """Fetches captures of policies. *settled* is called with a visit whenever one of its captures failed to come."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        asking: Asking,
        reach: Reach,
        settled: Callable[[Visit], Iterator[Request]],
        failed: Callable[..., Iterator[Request]],
    ) -> None:
        self._store = store
        self._archive = archive
        self._asking = asking
        self._reach = reach
        self._settled = settled
        self._failed = failed

    def plan(self, visit: Visit) -> deque[Capture]:
        """Return the captures to fetch next, none of which is held or was refused before.

        Where the past is bisected, the plan is asked again when they have been read.
        """
        name = visit.policy.name
        settled = self._store.addresses.is_settled(name) and self._reach.fetch is not Fetch.ALL
        if not visit.new_captures and not visit.given_up and settled:
            return deque()
        held = {capture.id for capture in self._store.facts.fetched(name) if capture.id}
        visit.given_up |= self.unplayable(name)
        candidates = [
            capture
            for capture in self._store.facts.captures(name)
            if capture.archive == self._archive.name and _within(capture, visit.policy)
        ]
        left = None if self._reach.budget is None else max(0, self._reach.budget - visit.planned)
        plan = self._looks(visit, candidates, held, left)
        plan += redirects(candidates, held | visit.given_up)
        visit.cut = left is not None and len(plan) > left
        plan = plan[:left]
        visit.planned += len(plan)
        return deque(plan)

    def _looks(self, visit: Visit, candidates: list[Capture], held: set[int], left: int | None) -> list[Capture]:
        fetch = chosen(candidates, self._reach)
        if fetch is not Fetch.BISECT:
            whole = everything if fetch is Fetch.ALL else missing
            looks = list(whole(candidates, held, visit.given_up))
            if left is None or len(looks) <= left:
                visit.unexplained = ()
                return looks
        said = fingerprints(self._store, self._store.facts.policy(visit.policy.name))
        sequence = places(candidates, said, visit.given_up)
        visit.unexplained = unexplained(sequence)
        # A budget that does not reach for all is spread over the whole past, not spent on its beginning.
        spread = next_looks(sequence, self._reach.widest, left)
        looks = spread if fetch is Fetch.BISECT else spread or looks
        # What these say decides what is asked for then, and how much is left unexplained.
        visit.again = visit.again or bool(looks[:left])
        return looks

    def unplayable(self, policy: str) -> set[int]:
        """Return the captures that are not asked for: tried twice of late without a playback."""
        return self._store.facts.unplayable(policy, clock.days_ago(_PATIENCE_DAYS))

    def next_window(self, visit: Visit) -> Iterator[Request]:
        """Yield requests for the next captures of the plan, as many as may be on their way."""
        while visit.plan and visit.open < WINDOW:
            capture = visit.plan.popleft()
            visit.open += 1
            yield self._request(visit, capture)

    def _played(self, response: Response, visit: Visit, capture: Capture) -> Iterator[Snapshot | Request]:
        answer = answer_of(response)
        if answer not in {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}:
            where = (response.headers.get("Location") or b"").decode("latin-1")
            self.absent(visit, answer, response.url, f"{response.status} {where}".strip(), capture)
            yield from self._settled(visit)
            return
        own, origin = parted(pairs(response.headers))
        marked = lowered(response.headers).get(TRUNCATED.lower(), "")
        told = proof(capture.digest, response.body, {name.lower(): value for name, value in origin}, marked)
        if told == UNEQUAL and not ends_as_a_page(response.body):
            told = self._compared(visit, capture, response.body)
            if told == UNEQUAL:
                yield self._request(visit, capture)
                return
            if told == CHANGING:
                self.absent(visit, Answer.ARCHIVE_FAULT, response.url, told, capture)
                yield from self._settled(visit)
                return
        if "truncated" in told:
            visit.trouble(Answer.ARCHIVE_FAULT, f"{date(capture.timestamp)}: {told}", essential=False)
            visit.cut_off += 1
        visit.fetched += 1
        where = self._archive.memento_url(capture)
        # Stays open as an item, until it has gone through the pipelines.
        yield Snapshot(capture, response.body, where, response.status, own, origin, clock.now(), told)

    def _compared(self, visit: Visit, capture: Capture, body: bytes) -> str:
        """Return what two answers with the wrong digest say together; of the first one, that it is unequal.

        Half a body hashes otherwise and looks like deleted clauses. One that comes twice alike is kept, as perhaps
        truncated: it is all that the archive has.
        """
        seen = hashlib.sha256(body).hexdigest()
        first = visit.doubted.pop(capture.timestamp + capture.original, "")
        if not first:
            visit.doubted[capture.timestamp + capture.original] = seen
            return UNEQUAL
        return TWICE if first == seen else CHANGING

    def _request(self, visit: Visit, capture: Capture) -> Request:
        url = self._archive.raw_url(capture)
        return self._asking.request(url, "capture", self._played, self._failed, visit=visit, capture=capture)

    def absent(self, visit: Visit, answer: Answer, asked: str, detail: str, capture: Capture) -> None:
        """Keep that a capture did not come, and why. Its payload is left to another capture of the same bytes."""
        visit.trouble(answer, detail, essential=answer.is_transient)
        if capture.id:
            visit.given_up.add(capture.id)
            visit.again = visit.again or not answer.is_transient
        self._store.facts.add_absence(Absence(visit.policy.name, asked, answer, detail[:500], capture.id))


def _within(capture: Capture, policy: Policy) -> bool:
    """Return whether *capture* lies in the bounds that were asked for."""
    until = last_second(policy.until) if policy.until else capture.timestamp
    return policy.since <= capture.timestamp <= until
