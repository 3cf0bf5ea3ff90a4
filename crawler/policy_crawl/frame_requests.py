"""The frames of a policy's pages, asked for at the time of the page that shows them, so that the one with its words is known.

What is played here only decides which frame is an address of the policy: its captures are listed, fetched and kept like
those of every other address. The archive's hops are gone along with, a few steps, on the archive and within the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from clausetrail.crawler.archives.answers import Answer, memento_time
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.headers import header_pairs, lowercase_headers, split_origin_headers
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of
from clausetrail.crawler.policy_crawl.state import PolicyCrawl
from clausetrail.pipelines.links.frame_pages import FrameContent, frame_content, store_shells
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.framesets import Played, Wanted
from clausetrail.snapshots.addresses.lineage import address
from clausetrail.snapshots.addresses.memento_urls import split
from clausetrail.snapshots.history_screening.other_documents import site
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.facts import Absence
from clausetrail.snapshots.store import Store

# What was not archived is asked for again after so many days.
_PATIENCE_DAYS = 90.0
# A hop to the nearest capture, an archived redirect within the site, and a hop from there.
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class _Step:
    """One request on the way to what a frame showed: the *capture* that is asked for, which no index has listed."""

    frame: Wanted
    capture: Capture
    number: int = 1


class FrameRequests:
    """Asks for frames. *go_on* is called with a crawl whenever one of its questions is closed."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        requests: ArchiveRequests,
        go_on: Callable[[PolicyCrawl], Iterator[Request]],
        failed: Callable[..., Any],
    ) -> None:
        self._store = store
        self._archive = archive
        self._requests = requests
        self._go_on = go_on
        self._failed = failed

    def begin(self, crawl: PolicyCrawl, policy: Policy) -> Iterator[Request]:
        """Yield a request for each frame of what is held of *policy* that is to be looked at and was not asked for yet."""
        store_shells(self._store, policy)
        stale = clock.days_ago(_PATIENCE_DAYS)
        for frame in self._store.frames.framesets(policy).wanted(self._archive.name, stale):
            if address(frame.url) not in crawl.frames:
                crawl.frames.add(address(frame.url))
                capture = Capture(policy.name, self._archive.name, "", frame.at, frame.url, "", None, "-")
                yield self._ask(crawl, _Step(frame, capture))

    def _ask(self, crawl: PolicyCrawl, step: _Step) -> Request:
        crawl.questions += 1
        url = self._archive.raw_url(step.capture)
        return self._requests.request(url, "newest", self._played, self._failed, crawl=crawl, step=step)

    def _played(self, response: Response, crawl: PolicyCrawl, step: _Step) -> Iterator[Request]:
        answer = answer_of(response)
        onward = _onward(response, step)
        if answer.is_transient:
            self._absent(crawl, answer, response)
        elif onward and site(onward.original) == site(step.frame.url) and step.number <= _MOST_STEPS:
            yield self._ask(crawl, replace(step, capture=onward, number=step.number + 1))
        else:
            self._keep(response, answer, crawl, step)
        crawl.questions -= 1
        yield from self._go_on(crawl)

    def _keep(self, response: Response, answer: Answer, crawl: PolicyCrawl, step: _Step) -> None:
        """Keep what became of a frame: how much of a policy stands there, or why that is not known."""
        served = memento_time(lowercase_headers(response.headers))
        at = f"{served:%Y%m%d%H%M%S}" if served else ""
        found, said = FrameContent(), str(answer)
        if served and response.status == 200:
            own, origin = split_origin_headers(header_pairs(response.headers))
            policy = self._store.facts.policy(crawl.policy.name)
            found = frame_content(
                Snapshot(step.capture, response.body, response.url, response.status, own, origin), policy
            )
            said = str(Answer.CAPTURE)
        elif 300 <= response.status < 400:
            said = "redirected elsewhere"
        elif served:
            said = f"archived error {response.status}"
        else:
            self._absent(crawl, answer, response)
        played = Played(self._archive.name, step.frame.url, said, at, found.words, found.frames)
        self._store.frames.keep_played(crawl.policy.name, played)

    def _absent(self, crawl: PolicyCrawl, answer: Answer, response: Response) -> None:
        detail = f"a frame of the policy's page: the archive answered {response.status}"
        crawl.record_failure(answer, f"{response.url}: {detail}", essential=answer.is_transient)
        self._store.facts.add_absence(Absence(crawl.policy.name, response.url, answer, detail))


def _onward(response: Response, step: _Step) -> Capture | None:
    """Return the capture that an answer leads to, if to any: another time, or where the origin had moved the page."""
    location = (response.headers.get("Location") or b"").decode("latin-1")
    if not 300 <= response.status < 400 or not location:
        return None
    memento = split(location)
    if memento is None:
        # In the letters of the origin; an archive that rewrites none hands it on.
        is_archived = memento_time(lowercase_headers(response.headers)) is not None
        return replace(step.capture, original=_joined(step.capture.original, location)) if is_archived else None
    at = memento[0] if len(memento[0]) == 14 else step.capture.timestamp
    return replace(step.capture, timestamp=at, original=memento[1])


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""
