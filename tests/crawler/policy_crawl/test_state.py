"""The state machine of one policy's crawl: each transition, each refusal, and the law that it ends once."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.policy_crawl.state import (
    FetchPlan,
    IllegalTransition,
    IndexQuery,
    Phase,
    PolicyCrawl,
    PolicyResult,
)
from clausetrail.pipelines.derive.derive_timeline import DerivationResult
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.model import Capture, Policy
from tests.conftest import ROOT

URL = "http://kites.example/privacy"


def capture(number: int) -> Capture:
    return Capture("kites", "a", "k", f"2010{number:010}", URL, "text/html", 200, f"D{number}", None, number)


def listing() -> PolicyCrawl:
    """Return a crawl in LISTING with one open query."""
    crawl = PolicyCrawl(Policy("kites", (URL,)))
    crawl.query_sent()
    return crawl


def planning() -> PolicyCrawl:
    crawl = listing()
    crawl.query_closed()
    return crawl


def fetching(captures: int = 1, *, replan: bool = False, requested: bool = True) -> PolicyCrawl:
    """Return a crawl in FETCHING whose captures are open where they were *requested*."""
    crawl = planning()
    crawl.plan_made(FetchPlan([capture(number) for number in range(1, captures + 1)], replan=replan))
    if requested:
        crawl.request_captures(captures)
    return crawl


def following() -> PolicyCrawl:
    crawl = planning()
    crawl.plan_made(FetchPlan())
    return crawl


def done() -> PolicyCrawl:
    crawl = following()
    crawl.finished()
    return crawl


def failed() -> PolicyCrawl:
    crawl = planning()
    crawl.planning_failed()
    return crawl


STARTS: dict[Phase, Callable[[], PolicyCrawl]] = {
    Phase.LISTING: listing,
    Phase.PLANNING: planning,
    Phase.FETCHING: fetching,
    Phase.FOLLOWING: following,
    Phase.DONE: done,
    Phase.FAILED: failed,
}
# Each event, and the phase that it leads to from each phase that allows it, with the crawls above.
EVENTS: dict[str, tuple[Callable[[PolicyCrawl], object], dict[Phase, Phase]]] = {
    "query_sent": (
        lambda crawl: crawl.query_sent(),
        {Phase.LISTING: Phase.LISTING, Phase.FOLLOWING: Phase.LISTING},
    ),
    "query_closed": (lambda crawl: crawl.query_closed(), {Phase.LISTING: Phase.PLANNING}),
    "address_queried": (
        lambda crawl: crawl.address_queried("kites.example/"),
        {Phase.LISTING: Phase.LISTING, Phase.FOLLOWING: Phase.FOLLOWING},
    ),
    "frame_requested": (
        lambda crawl: crawl.frame_requested("kites.example/frame"),
        {Phase.LISTING: Phase.LISTING, Phase.FOLLOWING: Phase.FOLLOWING},
    ),
    "captures_listed": (lambda crawl: crawl.captures_listed(3, 2, 1), {Phase.LISTING: Phase.LISTING}),
    "plan_made": (lambda crawl: crawl.plan_made(FetchPlan([capture(1)])), {Phase.PLANNING: Phase.FETCHING}),
    "plan_made, empty": (lambda crawl: crawl.plan_made(FetchPlan()), {Phase.PLANNING: Phase.FOLLOWING}),
    "planning_failed": (lambda crawl: crawl.planning_failed(), {Phase.PLANNING: Phase.FAILED}),
    "abandoned": (
        lambda crawl: crawl.abandoned(),
        dict.fromkeys((Phase.LISTING, Phase.PLANNING, Phase.FETCHING, Phase.FOLLOWING), Phase.FAILED),
    ),
    "record_own_error": (lambda crawl: crawl.record_own_error(), {phase: phase for phase in Phase}),
    "request_captures": (lambda crawl: crawl.request_captures(32), {Phase.FETCHING: Phase.FETCHING}),
    "capture_received": (
        lambda crawl: crawl.capture_received(truncated=False),
        {Phase.FETCHING: Phase.FETCHING},
    ),
    "capture_failed": (
        lambda crawl: crawl.capture_failed(1, is_transient=True),
        {Phase.FETCHING: Phase.FETCHING},
    ),
    "digest_mismatched": (
        lambda crawl: crawl.digest_mismatched(capture(1), "sha"),
        {Phase.FETCHING: Phase.FETCHING},
    ),
    "capture_settled": (lambda crawl: crawl.capture_settled(), {Phase.FETCHING: Phase.FOLLOWING}),
    "finished": (lambda crawl: crawl.finished(), {Phase.FOLLOWING: Phase.DONE}),
    "record_failure": (
        lambda crawl: crawl.record_failure(Answer.THROTTLED, "429"),
        {Phase.LISTING: Phase.LISTING, Phase.FETCHING: Phase.FETCHING},
    ),
}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_leads_to_its_phase_or_is_refused(event: str, phase: Phase) -> None:
    crawl, (call, targets) = STARTS[phase](), EVENTS[event]
    assert crawl.phase is phase
    if phase in targets:
        call(crawl)
        assert crawl.phase is targets[phase]
    else:
        before = (crawl.open_queries, crawl.open_captures, crawl.planned, crawl.settled_count)
        with pytest.raises(IllegalTransition, match=event.partition(",")[0]):
            call(crawl)
        assert crawl.phase is phase
        assert (crawl.open_queries, crawl.open_captures, crawl.planned, crawl.settled_count) == before
    assert crawl.is_over is (crawl.phase in {Phase.DONE, Phase.FAILED})


def test_every_method_that_changes_the_crawl_is_an_event_of_the_table() -> None:
    methods = {name for name, value in vars(PolicyCrawl).items() if callable(value) and not name.startswith("_")}
    assert methods == {event.partition(",")[0] for event in EVENTS}


def test_no_other_module_changes_a_field_of_a_crawl() -> None:
    changed = []
    for path in (ROOT / "crawler").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            changed += [
                f"{path.name}:{target.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == "crawl"
            ]
    assert changed == []


def test_listing_ends_with_the_last_of_its_queries() -> None:
    crawl = listing()
    crawl.query_sent()
    crawl.query_closed()
    assert (crawl.phase, crawl.open_queries) == (Phase.LISTING, 1)
    crawl.query_closed()
    assert (crawl.phase, crawl.open_queries) == (Phase.PLANNING, 0)


def test_a_query_cannot_be_closed_before_one_was_sent() -> None:
    with pytest.raises(IllegalTransition, match="kites: query_closed in phase listing, with 0 queries"):
        PolicyCrawl(Policy("kites", (URL,))).query_closed()


def test_no_more_captures_are_open_than_allowed_and_they_are_requested_in_order() -> None:
    crawl = fetching(5, requested=False)
    assert [one.id for one in crawl.request_captures(2)] == [1, 2]
    assert crawl.request_captures(2) == []
    crawl.capture_settled()
    assert [one.id for one in crawl.request_captures(2)] == [3]
    assert (crawl.planned, crawl.open_captures, crawl.settled_count) == (5, 2, 1)


def test_a_capture_cannot_be_settled_before_it_was_requested() -> None:
    with pytest.raises(IllegalTransition, match="capture_settled"):
        fetching(2, requested=False).capture_settled()


def test_fetching_goes_on_while_captures_wait() -> None:
    crawl = fetching(2, requested=False)
    crawl.request_captures(1)
    crawl.capture_settled()
    assert (crawl.phase, crawl.open_captures) == (Phase.FETCHING, 0)


def test_a_plan_that_depends_on_these_captures_is_made_after_the_last_of_them() -> None:
    crawl = fetching(2, replan=True)
    crawl.capture_settled()
    assert crawl.phase is Phase.FETCHING
    crawl.capture_settled()
    assert crawl.phase is Phase.PLANNING
    crawl.plan_made(FetchPlan([capture(3)]))
    crawl.request_captures(1)
    crawl.capture_settled()
    assert crawl.phase is Phase.FOLLOWING  # the need for a new plan ended with that plan


@pytest.mark.parametrize(("transient", "phase"), [(True, Phase.FOLLOWING), (False, Phase.PLANNING)])
def test_a_capture_that_cannot_be_played_leaves_its_payload_to_another_one(transient: bool, phase: Phase) -> None:
    crawl = fetching()
    crawl.capture_failed(1, is_transient=transient)
    crawl.capture_settled()
    assert (crawl.unplayable, crawl.phase) == ({1}, phase)


def test_a_body_with_the_wrong_digest_is_compared_with_the_one_before_it_once() -> None:
    crawl = fetching()
    assert [crawl.digest_mismatched(capture(1), sha) for sha in "abc"] == ["", "a", ""]
    assert crawl.digest_mismatched(capture(2), "d") == ""


def test_a_plan_replaces_what_the_last_one_left_unexplained() -> None:
    left = (CoverageGap(None, None, None, 9, 300.0),)
    crawl = planning()
    crawl.plan_made(FetchPlan([capture(1)], {7}, left, budget_cut=True, replan=True))
    assert (crawl.unplayable, crawl.unexplained, crawl.budget_cut) == ({7}, left, True)
    crawl.request_captures(1)
    crawl.capture_settled()
    crawl.plan_made(FetchPlan())
    assert (crawl.unplayable, crawl.unexplained, crawl.budget_cut, crawl.planned) == ({7}, (), False, 1)


def test_an_error_of_our_own_is_counted_and_so_is_a_failed_plan() -> None:
    crawl = fetching()
    crawl.record_own_error()
    assert (crawl.own_errors, failed().own_errors, done().own_errors) == (1, 1, 0)
    assert PolicyResult(crawl, None).failed
    assert not PolicyResult(done(), DerivationResult((), (), (), code_changed=False, readings_made=0)).failed


def test_counts_of_what_was_found() -> None:
    crawl = listing()
    crawl.captures_listed(10, 4, 1)
    crawl.captures_listed(2, 0, 0)
    assert (crawl.listed, crawl.new_captures, crawl.malformed, crawl.may_follow) == (12, 4, 1, False)
    crawl.address_queried("kites.example/")
    crawl.frame_requested("kites.example/frame")
    assert (crawl.addresses, crawl.frames, crawl.may_follow) == ({"kites.example/"}, {"kites.example/frame"}, True)
    received = fetching()
    received.capture_received(truncated=True)
    assert (received.fetched, received.truncated, received.may_follow) == (1, 1, True)


@pytest.mark.parametrize(
    ("answer", "essential", "unread"),
    [
        (Answer.THROTTLED, True, True),
        (Answer.NOT_PERMITTED, True, True),
        (Answer.EXCLUDED, True, False),
        (Answer.NOT_ARCHIVED, True, False),
        (Answer.ARCHIVE_FAULT, False, False),
    ],
)
def test_a_policy_is_unread_where_the_archive_may_give_later_what_the_timeline_needs(
    answer: Answer, essential: bool, unread: bool
) -> None:
    crawl = listing()
    crawl.record_failure(answer, "the first", essential=essential)
    crawl.record_failure(Answer.EXCLUDED, "the second")
    crawl.record_failure(Answer.EXCLUDED, "the third")
    assert (crawl.unread, crawl.first_failure, crawl.failures.get(answer, 0) > 0) == (unread, "the first", True)
    assert crawl.failure_summary.endswith("excluded (2x)" if answer is not Answer.EXCLUDED else "excluded (3x)")


def test_an_index_key_that_was_used_before_and_a_thousandth_page_end_a_listing() -> None:
    query = IndexQuery(URL, "2010", "")
    assert query.next_page("") is None
    second = query.next_page("a")
    assert second is not None
    assert (second.resume, second.pages, second.since) == ("a", 1, "2010")
    assert second.next_page("a") is None
    for number in range(1, 1_000):
        second.rows.update((2 * number, 2 * number + 1))
        following = second.next_page(f"key {number}")
        assert following is not None
        second = following
    assert second.next_page("one more") is None
    assert query == IndexQuery(URL, "2010", "")


def test_pages_that_bring_no_new_rows_end_a_listing_long_before() -> None:
    query: IndexQuery | None = IndexQuery(URL, "", "")
    pages = 0
    while query and (query := query.next_page(f"key {pages}")):
        query.rows.add(pages)  # one new row with every page
        pages += 1
    assert 20 < pages < 60


def test_keys_that_wait_are_queried_once_and_a_page_is_not_led_back_to_itself() -> None:
    first = IndexQuery(URL, "", "").next_page("b", "c", own="a")
    assert first is not None
    second = first.next_page("a", "c", "d", own="b")
    assert second is not None
    third = second.next_page("b", "d", own="c")
    assert third is not None
    assert [query.resume for query in (first, second, third)] == ["b", "c", "d"]
    assert third.next_page("c", own="d") is None


def test_a_limited_page_is_followed_from_its_last_row_on() -> None:
    query = IndexQuery(URL, "", "")
    second = query.next_rows("20100101000000")
    assert second is not None
    assert (second.since, second.continues, second.pages) == ("20100101000000", True, 1)
    assert second.next_rows("20100101000000") is None


class Simulation:
    """A crawl whose archive answers open requests in any order, and in any way until nothing new is left.

    A query is closed after it has led to other queries. A capture is settled after it was received, failed for now or
    failed for good, perhaps after a second request.
    """

    def __init__(self, data: st.DataObject, window: int) -> None:
        self.crawl = PolicyCrawl(Policy("kites", (URL,)))
        self.data = data
        self.window = window
        self.left = {"queries": 12, "captures": 30, "addresses": 3, "plans": 4}
        self.queries = 0
        self.captures: list[int] = []  # the open ones, by number
        self.number = 0
        self.ends = 0

    def draw(self, most: int, what: str) -> int:
        count = self.data.draw(st.integers(0, min(most, self.left[what])))
        self.left[what] -= count
        return count

    def send_queries(self, count: int) -> None:
        for _ in range(count):
            self.crawl.query_sent()
            self.queries += 1

    def answer_query(self) -> None:
        self.send_queries(self.draw(2, "queries"))
        self.crawl.query_closed()
        self.queries -= 1

    def answer_capture(self) -> None:
        number = self.captures.pop(self.data.draw(st.integers(0, len(self.captures) - 1)))
        answer = self.data.draw(st.sampled_from(["received", "failed for now", "failed for good", "wrong digest"]))
        if answer == "received":
            self.crawl.capture_received(truncated=False)
        elif answer != "wrong digest":
            self.crawl.capture_failed(number, is_transient=answer == "failed for now")
        elif not self.crawl.digest_mismatched(capture(number), "sha"):
            self.captures.append(number)  # requested a second time, and still open
            return
        self.crawl.capture_settled()

    def advance(self) -> None:
        """Do what the spider does after each answer."""
        if self.crawl.phase is Phase.PLANNING:
            captures = [capture(self.number + step) for step in range(1, self.draw(9, "captures") + 1)]
            self.number += len(captures)
            self.crawl.plan_made(FetchPlan(captures, replan=bool(captures and self.draw(1, "plans"))))
        if self.crawl.phase is Phase.FETCHING:
            self.captures += [one.id or 0 for one in self.crawl.request_captures(self.window)]
        elif self.crawl.phase is Phase.FOLLOWING:
            found = self.draw(2, "addresses")
            self.send_queries(found)
            if not found:
                self.crawl.finished()
                self.ends += 1


@given(st.data(), st.integers(1, 4), st.integers(1, 5))
def test_any_order_of_answers_ends_done_once_with_all_requests_settled(
    data: st.DataObject, addresses: int, window: int
) -> None:
    run = Simulation(data, window)
    run.send_queries(addresses)
    while run.queries or run.captures:
        assert not (run.queries and run.captures)
        if run.queries:
            run.answer_query()
        else:
            run.answer_capture()
        run.advance()
        assert (run.crawl.open_queries, run.crawl.open_captures) == (run.queries, len(run.captures))
        assert len(run.captures) <= window
    assert (run.crawl.phase, run.ends) == (Phase.DONE, 1)
    assert run.crawl.settled_count == run.crawl.planned == run.number
