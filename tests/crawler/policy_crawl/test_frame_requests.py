"""The requests for the frames of a policy's page, and where their redirects are followed to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request

from clausetrail.crawler.policy_crawl import frame_requests
from clausetrail.crawler.policy_crawl.frame_requests import FrameRequests
from clausetrail.crawler.policy_crawl.state import Phase, PolicyCrawl
from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.addresses.framesets import FrameAnswer
from clausetrail.snapshots.store import Store
from tests.support.policy_crawls import ARCHIVE, POLICY, Requests, answer

FRAME = "http://kites.example/frame.html"
MEMENTO = "Fri, 01 Jan 2010 00:00:00 GMT"


class Run:
    """One wanted frame, its first request, and the answers that were stored."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stored: list[tuple[str, str]] = []
        wanted = SimpleNamespace(url=FRAME, at="20100101000000")
        framesets = SimpleNamespace(frames_to_request=lambda archive, stale: [wanted, wanted])
        frames = SimpleNamespace(framesets=lambda policy: framesets, add_answer=self._store)
        monkeypatch.setattr(frame_requests, "store_shells", lambda store, policy: None)
        self.requests = Requests(store)
        fake = SimpleNamespace(facts=store.facts, frames=frames)
        made = FrameRequests(fake, ARCHIVE, self.requests.makes, self.requests.advance, self.requests.failed)  # type: ignore[arg-type]
        self.crawl = PolicyCrawl(POLICY)
        self.first: list[Request] = list(made.new_requests(self.crawl, POLICY))

    def _store(self, policy: str, answer: FrameAnswer) -> None:
        self.stored.append((answer.answer, answer.served))


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(store, monkeypatch)


def test_a_frame_is_requested_once_at_the_time_of_its_page(run: Run) -> None:
    assert [request.url for request in run.first] == [f"http://127.0.0.1:1/web/20100101000000id_/{FRAME}"]
    assert (run.crawl.open_queries, run.crawl.frames) == (1, {address_key(FRAME)})


def test_a_played_frame_is_stored_and_closes_its_query(run: Run) -> None:
    assert answer(run.first[0], body="<p>Kites.</p>", Memento_Datetime=MEMENTO, Content_Type="text/html") == []
    assert run.stored == [("capture", "20100101000000")]
    assert (run.crawl.phase, run.requests.advanced) == (Phase.PLANNING, 1)


def test_redirects_are_followed_within_the_site_for_three_steps(run: Run) -> None:
    request, urls = run.first[0], []
    for step in range(4):
        location = f"http://127.0.0.1:1/web/2010010100000{step}id_/http://www.kites.example/{step}"
        found = answer(request, 302, Location=location)
        if not found:
            break
        (request,) = found
        urls.append(request.url)
        assert (run.crawl.phase, run.crawl.open_queries) == (Phase.LISTING, 1)
    assert [url[-1] for url in urls] == ["0", "1", "2"]
    assert run.stored == [("redirected elsewhere", "")]


def test_a_redirect_off_the_site_is_not_followed(run: Run) -> None:
    assert answer(run.first[0], 302, Location="/web/20100101000000id_/http://sold.example/") == []
    assert run.stored == [("redirected elsewhere", "")]


def test_a_troubled_archive_stores_an_absence_and_no_answer(run: Run) -> None:
    answer(run.first[0], 503)
    assert (run.stored, run.crawl.unread) == ([], True)
    assert [absence.answer for absence in run.requests.store.facts.failed_requests("kites")] == ["archive fault"]


def test_a_frame_that_was_not_archived_is_stored_as_that(run: Run) -> None:
    answer(run.first[0], 404)
    assert (run.stored, run.crawl.unread) == ([("not archived", "")], False)
