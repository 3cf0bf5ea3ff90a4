"""Which captures were read, and what was not read between them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history.coverage import (
    UNREADABLE,
    Interval,
    ListedCapture,
    coverage_gaps,
    days_between,
    intervals,
    sort_captures,
    time_of,
)
from clausetrail.snapshots.model import Capture

SIGNS = {".": None, "-": UNREADABLE}


def listed(signs: str) -> list[ListedCapture]:
    """Return daily captures: "." was not read, "-" does not show the policy, a letter is the text of what was read."""
    return [
        ListedCapture(
            Capture("acme", "a.example", "", f"201001{day:02}000000", "http://acme.example/", "text/html", 200, sign),
            SIGNS.get(sign, sign),
        )
        for day, sign in enumerate(signs, start=1)
    ]


def test_intervals_run_from_one_end_to_the_other() -> None:
    assert [*intervals(listed(".a-.ab"))] == [
        Interval(-1, 1, None),
        Interval(1, 4, True, (2,)),
        Interval(4, 5, False),
        Interval(5, 6, None),
    ]


def test_stretches_lie_between_captures_that_were_read_whatever_they_show() -> None:
    (interval,) = [one for one in intervals(listed("a..-.-a")) if one.same_text]
    assert (interval.unread, interval.unread_stretches) == (3, [(0, 3), (3, 5)])


@pytest.mark.parametrize(
    ("signs", "lines"),
    [
        ("a.a", ["2 days between 2010-01-01 and 2010-01-03, which read alike: 1 capture unseen"]),
        ("a..b", ["3 days between 2010-01-01 and 2010-01-04, which read differently: 2 captures unseen"]),
        (".a", ["1 day before 2010-01-02: 1 capture unseen"]),
        ("a..", ["2 days after 2010-01-01: 2 captures unseen"]),
        ("..", ["1 day, in which nothing readable was seen: 2 captures unseen"]),
        ("ab-", []),
        ("", []),
    ],
)
def test_a_gap_is_described_in_a_line(signs: str, lines: list[str]) -> None:
    assert [gap.line for gap in coverage_gaps(listed(signs))] == lines


def test_the_widest_gap_is_first() -> None:
    assert [gap.days for gap in coverage_gaps(listed("a.a...a"))] == [4, 2]


def test_times_are_repaired_and_sorted() -> None:
    captures = listed("ab")
    assert sort_captures(captures[::-1]) == captures
    assert days_between(captures, -1, 2) == 1
    assert time_of("20100102000000").day == 2


@given(st.text(".-ab", max_size=25))
def test_every_capture_is_an_end_of_an_interval_or_inside_one(signs: str) -> None:
    captures = listed(signs)
    found = [*intervals(captures)]
    assert (found[0].before, found[-1].after) == (-1, len(captures))
    assert all(one.after == other.before for one, other in itertools.pairwise(found))
    assert sum(one.unread for one in found) == signs.count(".")
    assert sum(len(one.unreadable) for one in found) == signs.count("-")
    assert sum(gap.captures for gap in coverage_gaps(captures)) == signs.count(".")
