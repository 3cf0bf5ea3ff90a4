"""The plan of a policy's captures, and what each answer of the playback does to its crawl."""

from __future__ import annotations

import gzip
from dataclasses import replace

import brotli
import pytest
from scrapy import Request

from clausetrail.crawler.planning.capture_plan import FetchMode, FetchOptions
from clausetrail.crawler.policy_crawl import capture_requests
from clausetrail.crawler.policy_crawl.capture_requests import WINDOW, CaptureRequests
from clausetrail.crawler.policy_crawl.state import Phase, PolicyCrawl
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.model import Capture, Snapshot, Verdict
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store
from tests.support.disturbed_archive import DISTURBANCES, Answer, disturbed
from tests.support.policy_crawls import ARCHIVE, POLICY, URL, Requests, answer

WHOLE, HALF = b"<html><body><p>We keep kites.</p></body></html>", b"<html><body><p>We keep"
MEMENTO = {"Memento_Datetime": "Fri, 01 Jan 2010 00:00:01 GMT"}


class Run:
    """The captures of a policy that were listed, and its crawl once its index was read."""

    def __init__(self, store: Store, captures: int = 1, options: FetchOptions = FetchOptions()) -> None:  # noqa: B008
        self.requests = Requests(store)
        self.fetches = CaptureRequests(
            store, ARCHIVE, self.requests.makes, options, self.requests.advance, self.requests.failed
        )
        digest = payload_digest(WHOLE)
        rows = [
            Capture("kites", ARCHIVE.name, "example,kites)/privacy", f"20100101{n:06}", URL, "text/html", 200,
                    digest if n == 1 else f"{n:032}".translate(str.maketrans("0189", "ABCD")))
            for n in range(1, captures + 1)
        ]  # fmt: skip
        store.facts.add_listing(Listing("kites", ARCHIVE.name, URL, "", "2011", "listed"), rows)
        self.crawl = PolicyCrawl(POLICY)
        self.crawl.query_sent()
        self.crawl.captures_listed(captures, captures, 0)
        self.crawl.query_closed()

    def fetch(self) -> list:
        self.crawl.plan_made(self.fetches.plan(self.crawl))
        return list(self.fetches.next_requests(self.crawl))

    def absences(self) -> list[str]:
        return [absence.answer for absence in self.requests.store.facts.failed_requests("kites")]


def test_each_new_payload_is_planned_and_requested_a_window_at_a_time(store: Store) -> None:
    run = Run(store, WINDOW + 3)
    requests = run.fetch()
    assert (len(requests), run.crawl.planned, run.crawl.open_captures) == (WINDOW, WINDOW + 3, WINDOW)
    assert requests[0].url == f"http://127.0.0.1:1/web/20100101000001id_/{URL}"
    assert list(run.fetches.next_requests(run.crawl)) == []


def test_a_budget_ends_the_plan_and_spreads_it_over_the_past(store: Store) -> None:
    run = Run(store, 9, FetchOptions(FetchMode.DISTINCT, budget=2))
    plan = run.fetches.plan(run.crawl)
    assert [capture.timestamp for capture in plan.captures] == ["20100101000001", "20100101000009"]
    assert (plan.budget_cut, plan.replan, [gap.captures for gap in plan.unexplained]) == (False, True, [9])


def test_a_policy_that_is_complete_and_has_nothing_new_needs_no_plan(store: Store) -> None:
    run = Run(store)
    store.addresses.set_complete("kites", complete=True)
    crawl = PolicyCrawl(POLICY)
    assert run.fetches.plan(crawl).captures == ()
    assert len(run.fetches.plan(run.crawl).captures) == 1  # it has a new capture


def test_a_body_with_its_digest_becomes_a_snapshot_that_stays_open(store: Store) -> None:
    run = Run(store)
    (request,) = run.fetch()
    (snapshot,) = answer(request, body=WHOLE, **MEMENTO, X_Archive_Orig_Server="kite")
    assert isinstance(snapshot, Snapshot)
    assert (snapshot.body, snapshot.proof, run.crawl.fetched) == (WHOLE, "equal", 1)
    assert ("Server", "kite") in snapshot.origin_headers
    assert (run.crawl.phase, run.crawl.open_captures, run.requests.advanced) == (Phase.FETCHING, 1, 0)


def test_half_a_body_is_requested_again_and_kept_as_truncated_where_it_is_the_same(store: Store) -> None:
    run = Run(store)
    (request,) = run.fetch()
    (again,) = answer(request, body=HALF, **MEMENTO)
    assert (again.url, run.crawl.open_captures) == (request.url, 1)
    (snapshot,) = answer(again, body=HALF, **MEMENTO)
    assert "perhaps truncated" in snapshot.proof
    assert (run.crawl.truncated, run.crawl.unread) == (1, False)


def test_two_different_wrong_bodies_are_a_fault_of_the_archive(store: Store) -> None:
    run = Run(store)
    (request,) = run.fetch()
    (again,) = answer(request, body=HALF, **MEMENTO)
    assert answer(again, body=HALF[:-1], **MEMENTO) == []
    assert (run.absences(), run.crawl.unread, run.requests.advanced) == (["archive fault"], True, 1)


@pytest.mark.parametrize("declared", [{"Content_Encoding": "br"}, {}])
def test_a_coded_stream_without_its_end_is_requested_again(store: Store, declared: dict[str, str]) -> None:
    page = b"<html><body>" + b"".join(b"<p>Kite %d keeps %d</p>" % (n, n * n) for n in range(400)) + b"</body></html>"
    coded = brotli.compress(page)
    run = Run(store)
    (request,) = run.fetch()
    (again,) = answer(request, body=coded[: len(coded) // 2], **MEMENTO, **declared)
    assert again.url == request.url
    (snapshot,) = answer(again, body=coded, **MEMENTO, **declared)
    assert (snapshot.proof, run.crawl.truncated) == ("stored compressed", 0)


def test_a_coded_stream_that_lacks_its_end_twice_is_kept_as_truncated(store: Store) -> None:
    run = Run(store)
    (request,) = run.fetch()
    cut = {"body": gzip.compress(HALF * 20)[:40], "Content_Encoding": "gzip", **MEMENTO}
    (again,) = answer(request, **cut)
    (snapshot,) = answer(again, **cut)
    assert "perhaps truncated" in snapshot.proof
    assert run.crawl.truncated == 1


def test_a_capture_that_is_not_played_is_absent_and_needs_a_new_plan(store: Store) -> None:
    run = Run(store)
    (request,) = run.fetch()
    answer(request, 404)
    assert (run.absences(), run.crawl.unplayable, run.requests.advanced) == (["not archived"], {1}, 1)
    run.crawl.capture_settled()
    assert run.crawl.phase is Phase.PLANNING
    assert run.fetches.plan(run.crawl).captures == []


def test_an_error_of_our_own_in_a_callback_closes_its_capture_for_this_run(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(store)
    (request,) = run.fetch()
    monkeypatch.setattr(capture_requests, "check_digest", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(request, 200, WHOLE, **MEMENTO)
    assert (run.crawl.open_captures, run.crawl.unplayable, run.crawl.phase) == (0, {1}, Phase.FOLLOWING)


def test_an_error_of_our_own_in_a_request_closes_that_capture_and_the_next_one_is_requested(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(store, 3)
    run.crawl.plan_made(run.fetches.plan(run.crawl))
    whole = type(ARCHIVE).raw_url
    broken = lambda archive, capture: 1 / 0 if capture.id == 2 else whole(archive, capture)  # noqa: E731
    monkeypatch.setattr(type(ARCHIVE), "raw_url", broken)
    requests = run.fetches.next_requests(run.crawl)
    assert next(requests).url.endswith(f"01id_/{URL}")
    with pytest.raises(ZeroDivisionError):
        next(requests)
    assert [request.url[-len(URL) - 6 : -len(URL) - 4] for request in run.fetches.next_requests(run.crawl)] == ["03"]
    assert (run.crawl.open_captures, run.crawl.unplayable) == (2, {2})


LONG = b"<html><body>%s</body></html>" % b"".join(
    b"<p>Rule %d of the kite field: whoever flies more than %d kites keeps %d metres from the trees.</p>"
    % (n, n, 9 * n)
    for n in range(1, 30)
)


@pytest.mark.parametrize("kind", [kind for kind in DISTURBANCES if kind not in {"drop", "reset", "cut"}])
def test_a_disturbed_playback_is_the_same_text_or_a_failure_that_is_recorded(
    store: Store, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.crawler.policy_crawl.test_capture_requests.WHOLE", LONG)
    run = Run(store)
    (request,) = run.fetch()
    usual = Answer(200, (("Content-Type", "text/html"), *((k.replace("_", "-"), v) for k, v in MEMENTO.items())), LONG)
    spoiled = disturbed(usual, kind)
    headers = {name.replace("-", "_"): value for name, value in spoiled.headers}
    found: list = [request]
    while found and isinstance(found[0], Request):  # the second request for a body of another digest
        found = answer(found[0], spoiled.status, spoiled.body, **headers)
    if not found:
        assert run.absences()
        return
    (snapshot,) = found
    text = read(snapshot, POLICY, "today")
    same = read(replace(snapshot, body=LONG, archive_headers=(), origin_headers=()), POLICY, "today")
    if text.fingerprint != same.fingerprint:
        assert text.verdict is not Verdict.POLICY or "truncated" in snapshot.proof
