"""Request the frames of a policy's pages, each at the time of the page that shows it, to find the frame that holds the text.

These playbacks only decide which frame is an address of the policy. The captures of that address are listed, fetched and
stored like those of every other address. Redirects are followed for a few steps, within the archive and within the site.
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
from clausetrail.crawler.archives.headers import header_pairs, location, lowercase_headers, split_origin_headers
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.download.retry import answer_of
from clausetrail.crawler.policy_crawl.state import PolicyCrawl
from clausetrail.pipelines.links.frame_pages import FrameContent, frame_content, store_shells
from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.addresses.ascii_urls import ascii_url
from clausetrail.snapshots.addresses.framesets import FrameAnswer, FrameRequest
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store

# A frame that was not archived is requested again after so many days.
_RETRY_DAYS = 90.0
# A redirect to the nearest capture, an archived redirect within the site, and a redirect from there.
_MOST_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class _Step:
    """One request on the way to the content of *frame*: for *capture*, which no index has listed."""

    frame: FrameRequest
    capture: Capture
    number: int = 1


class FrameRequests:
    """Requests frames. *advance* is called with a policy's crawl whenever one of its queries is closed."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        requests: ArchiveRequests,
        advance: Callable[[PolicyCrawl], Iterator[Request]],
        failed: Callable[..., Any],
    ) -> None:
        self._store = store
        self._archive = archive
        self._requests = requests
        self._advance = advance
        self._failed = failed

    def new_requests(self, crawl: PolicyCrawl, policy: Policy) -> Iterator[Request]:
        """Yield a request for each frame of the stored pages of *policy* that is needed and was not requested yet."""
        store_shells(self._store, policy)
        stale = clock.days_ago(_RETRY_DAYS)
        for frame in self._store.frames.framesets(policy).frames_to_request(self._archive.name, stale):
            if address_key(frame.url) not in crawl.frames:
                crawl.frame_requested(address_key(frame.url))
                capture = Capture(policy.name, self._archive.name, "", frame.at, frame.url, "", None, "-")
                yield self._request(crawl, _Step(frame, capture))

    def _request(self, crawl: PolicyCrawl, step: _Step) -> Request:
        url = self._archive.raw_url(step.capture)
        request = self._requests.request(url, "newest", self._played, self._failed, crawl=crawl, step=step)
        crawl.query_sent()
        return request

    def _played(self, response: Response, crawl: PolicyCrawl, step: _Step) -> Iterator[Request]:
        try:
            answer = answer_of(response)
            target = _redirect_target(response, step)
            if answer.is_transient:
                self._record_absence(crawl, answer, response)
            elif target and site(target.original) == site(step.frame.url) and step.number <= _MOST_REDIRECTS:
                yield self._request(crawl, replace(step, capture=target, number=step.number + 1))
            else:
                self._store_answer(response, answer, crawl, step)
        finally:
            crawl.query_closed()  # also where our own code fails on the answer
        yield from self._advance(crawl)

    def _store_answer(self, response: Response, answer: Answer, crawl: PolicyCrawl, step: _Step) -> None:
        """Store how many words of a policy the frame holds, or why that is not known."""
        served = memento_time(lowercase_headers(response.headers))
        at = f"{served:%Y%m%d%H%M%S}" if served else ""
        found, outcome = FrameContent(), str(answer)
        if served and response.status == 200:
            own, origin = split_origin_headers(header_pairs(response.headers))
            policy = self._store.facts.policy(crawl.policy.name)
            snapshot = Snapshot(step.capture, response.body, response.url, response.status, own, origin)
            found = frame_content(snapshot, policy)
            outcome = str(Answer.CAPTURE)
        elif 300 <= response.status < 400:
            outcome = "redirected elsewhere"
        elif served:
            outcome = f"archived error {response.status}"
        else:
            self._record_absence(crawl, answer, response)
        played = FrameAnswer(self._archive.name, step.frame.url, outcome, at, found.words, found.frames)
        self._store.frames.add_answer(crawl.policy.name, played)

    def _record_absence(self, crawl: PolicyCrawl, answer: Answer, response: Response) -> None:
        detail = f"a frame of the policy's page: the archive answered {response.status}"
        crawl.record_failure(answer, f"{response.url}: {detail}", essential=answer.is_transient)
        self._store.facts.add_failed_request(FailedRequest(crawl.policy.name, response.url, answer, detail))


def _redirect_target(response: Response, step: _Step) -> Capture | None:
    """Return the capture that an answer redirects to: another time of the URL, or where the origin had moved the page.

    None where the answer is no redirect, or one that the archive itself makes to a URL that is no memento.
    """
    target = location(response.headers)
    if not 300 <= response.status < 400 or not target:
        return None
    memento = split_memento_url(target)
    if memento is None:
        # The origin's own Location: an archive that rewrites no redirects passes it on.
        is_archived = memento_time(lowercase_headers(response.headers)) is not None
        return replace(step.capture, original=_joined(step.capture.original, target)) if is_archived else None
    at = memento[0] if len(memento[0]) == 14 else step.capture.timestamp
    return replace(step.capture, timestamp=at, original=memento[1])


def _joined(base: str, target: str) -> str:
    try:
        return ascii_url(urljoin(base, target))
    except ValueError:
        return ""
