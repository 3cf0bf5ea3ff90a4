"""The laws of bisecting a past, for any past."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.crawler.planning.bisection import MOST_UNREADABLE
from clausetrail.crawler.planning.capture_plan import (
    listed_captures,
    next_captures,
    payload_key,
)
from clausetrail.snapshots.history.coverage import ListedCapture, coverage_gaps, intervals
from clausetrail.snapshots.model import Capture

# No law is timed: the machine may be busy.
LAW = settings(max_examples=40)
URL = "http://kites.example/privacy"


def capture(number: int, digest: str = "", day: float = -1.0) -> Capture:
    at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=number if day < 0 else day)
    return Capture("kites", "a", "k", f"{at:%Y%m%d%H%M%S}", URL, "text/html", 200, digest or f"D{number}", None, number)


class Past:
    """A past with a known truth, and what a plan has seen of it. One capture a day; equal digests say the same."""

    def __init__(self, texts: str, digests: list[str] | None = None) -> None:
        self.captures = [capture(number + 1, digests[number] if digests else "") for number in range(len(texts))]
        self.texts = {one.id: "" if text == "." else text for one, text in zip(self.captures, texts, strict=True)}
        self.said: dict[int, str] = {}
        self.asked: list[Capture] = []

    @property
    def sequence(self) -> list[ListedCapture]:
        return listed_captures(self.captures, self.said, frozenset())

    def look(self, asked: list[Capture]) -> None:
        self.asked += asked
        self.said |= {one.id: self.texts[one.id] for one in asked if one.id}

    def run(self, gap_days: float, budget: int | None = None) -> Past:
        start = len(self.asked)
        while asked := next_captures(
            self.sequence, gap_days, None if budget is None else budget - len(self.asked) + start
        ):
            self.look(asked)
        return self


def texts(silent: bool = False) -> st.SearchStrategy[str]:
    """Runs of a few texts, so that some come back; with captures that show nothing where *silent*."""
    letters = st.sampled_from("ABC." if silent else "ABC")
    run = st.tuples(letters, st.integers(1, 24)).map(lambda pair: pair[0] * pair[1])
    return st.lists(run, min_size=1, max_size=6).map("".join)


GAPS = st.sampled_from([2.0, 7.0, 30.0, 1e9])


@LAW
@given(texts(), GAPS)
def test_each_change_is_located_and_no_interval_with_one_text_is_wider_than_stated(letters: str, gap: float) -> None:
    past = Past(letters).run(gap)
    seen = [place.fingerprint is not None for place in past.sequence]
    found = list(intervals(past.sequence))
    assert seen[0]
    assert seen[-1]
    assert not [one for one in found if not one.same_text and one.unread]
    assert all(one.days <= gap for one in coverage_gaps(past.sequence))


@LAW
@given(texts(silent=True), GAPS, st.integers(0, 60))
def test_every_step_is_located_or_inside_an_interval_that_is_listed(letters: str, gap: float, budget: int) -> None:
    past = Past(letters).run(gap, budget)
    listed = [
        ((one.after and one.after.id) or 0, (one.before and one.before.id) or len(letters) + 1)
        for one in coverage_gaps(past.sequence)
    ]
    readable = [(number, text) for number, text in enumerate(letters, 1) if text != "."]
    for (before, text), (after, other) in pairwise(readable):
        if text != other and not {before, after} <= set(past.said):
            assert any(start <= before and after <= end for start, end in listed)


@LAW
@given(texts(silent=True), GAPS, st.integers(1, 60))
def test_the_budget_is_kept_and_no_payload_is_asked_for_twice(letters: str, gap: float, budget: int) -> None:
    past = Past(letters, [f"{text}{number // 3}" for number, text in enumerate(letters)]).run(gap, budget)
    asked = [payload_key(one) for one in past.asked]
    assert len(asked) == len(set(asked)) <= budget


@LAW
@given(texts(silent=True), GAPS, st.randoms(use_true_random=False))
def test_a_run_that_is_broken_off_anywhere_ends_with_the_same_fetches(letters: str, gap: float, random: Random) -> None:
    broken = Past(letters)
    while asked := next_captures(broken.sequence, gap, None):
        broken.look(random.sample(asked, random.randint(1, len(asked))))  # the rest never came
    whole = Past(letters).run(gap)
    assert {one.id for one in broken.asked} == {one.id for one in whole.asked}


@LAW
@given(texts(), GAPS, st.integers(1, 5))
def test_small_budgets_run_after_run_end_where_one_run_ends(letters: str, gap: float, budget: int) -> None:
    past = Past(letters)
    while next_captures(past.sequence, gap, None):
        past.run(gap, budget)
    assert {one.id for one in past.asked} == {one.id for one in Past(letters).run(gap).asked}


@LAW
@given(texts(silent=True), st.randoms(use_true_random=False))
def test_the_order_of_the_index_does_not_matter(letters: str, random: Random) -> None:
    shuffled = Past(letters)
    random.shuffle(shuffled.captures)
    assert shuffled.run(7.0).asked == Past(letters).run(7.0).asked


@LAW
@given(texts(silent=True), GAPS)
def test_an_unreadable_capture_ends_no_interval_before_too_many_are_unreadable(letters: str, gap: float) -> None:
    past = Past(letters).run(gap)
    open_still = [one for one in intervals(past.sequence) if not one.same_text and one.unread]
    assert all(len(one.unreadable) >= MOST_UNREADABLE for one in open_still)


def test_beside_an_unreadable_capture_another_one_is_fetched() -> None:
    past = Past("A" * 50 + "." + "B" * 50)
    past.look([past.captures[0], past.captures[50], past.captures[100]])
    (asked,) = next_captures(past.sequence, 1e9, None)
    assert asked.id not in {1, 51, 101}
    assert {50, 51, 52} <= set(past.run(1e9).said)


def test_a_long_unreadable_interval_is_not_read_to_its_end() -> None:
    past = Past("A" * 300 + "." * 1000 + "B" * 300).run(1e9)
    assert {300, 301, 1300, 1301} <= set(past.said)  # its edges are known
    assert len(past.asked) < 80
    left = coverage_gaps(past.sequence)[0]
    assert (left.same_text, left.days) == (False, 1001.0)


def test_equal_payloads_are_fetched_once() -> None:
    letters = "A" * 60 + "B" * 60
    past = Past(letters, [f"{text}{number % 2}" for number, text in enumerate(letters)]).run(2.0)
    assert len(past.asked) == 4
    assert coverage_gaps(past.sequence) == ()


def test_a_passing_text_beside_a_known_change_is_found() -> None:
    letters = "A" * 500 + "B" * 11 + "A" * 8 + "B" * 481
    past = Past(letters).run(1e9)
    assert {500, 501, 511, 512, 519, 520} <= set(past.said)


def test_late_captures_between_known_ones_are_looked_at_only_where_something_changed() -> None:
    past = Past("A" * 64 + "B" * 64).run(1e9)
    before = len(past.asked)
    late = [capture(1000, day=10.5), capture(1001, day=64.5)]  # the second falls where A became B
    past.captures += late
    past.texts |= {1000: "A", 1001: "B"}
    past.run(1e9)
    assert [one.id for one in past.asked[before:]] == [1001]


@LAW
@given(st.integers(64, 600), st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_few_changes_cost_a_few_fetches(captures: int, changes: int, random: Random) -> None:
    steps = sorted(random.sample(range(1, captures), changes))
    letters = "".join(chr(ord("A") + sum(step <= number for step in steps)) for number in range(captures))
    past = Past(letters).run(1e9)
    halving = changes * math.log2(captures / changes) + 2 * changes + 2
    near = 10 * changes  # of both sides of each change: 1, 3, 9 … captures away, up to 16
    assert len(past.asked) <= halving + near
    assert set(steps) <= set(past.said)


def test_the_widest_interval_left_has_a_line_in_words() -> None:
    sequence = listed_captures([capture(number) for number in range(1, 31)], {1: "A", 30: "A"}, frozenset())
    (left,) = coverage_gaps(sequence)
    assert left.line == "29 days between 2010-01-02 and 2010-01-31, which read alike: 28 captures unseen"
