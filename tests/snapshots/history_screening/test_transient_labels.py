"""Labels that appear only for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clausetrail.snapshots.history_screening.observation_runs import runs, text_of
from clausetrail.snapshots.history_screening.transient_labels import end_runs, transient_labels
from clausetrail.snapshots.model import Capture, Observation


def observed(texts: str, days: int = 1) -> list[Observation]:
    """Return observations of *texts*, one letter each, numbered from 1, one every so many *days*."""
    start = datetime(2010, 1, 1, tzinfo=UTC)
    captures = (
        Capture("acme", "a.example", "", f"{start + n * timedelta(days=days):%Y%m%d%H%M%S}", "", "", 200, "A", id=n + 1)
        for n in range(len(texts))
    )
    return [Observation(capture, text, text) for capture, text in zip(captures, texts, strict=True)]


@pytest.mark.parametrize(
    ("texts", "days", "numbers"),
    [
        ("aabaa", 1, [3]),
        ("aabbbb", 1, []),
        ("aba", 500, [2]),
        ("ababaa", 500, []),
        ("ababac", 20, [2, 4]),
        ("aaab", 1, []),
        ("abbbabbba", 1, []),
        ("", 1, []),
    ],
)
def test_a_label_between_observations_of_another_is_transient(texts: str, days: int, numbers: list[int]) -> None:
    found = [*transient_labels(observed(texts, days), text_of)]
    assert sorted({one.number for one in found}) == numbers
    assert all((one.label, one.lasting) == ("b", "a") for one in found)


@pytest.mark.parametrize(
    ("texts", "days", "ends"),
    [
        ("aab", 1, ["b"]),
        ("abb", 1, ["bb", "a"]),
        ("ab", 1, ["b"]),
        ("abb", 500, ["bb"]),
        ("aa", 1, []),
        ("", 1, []),
    ],
)
def test_the_first_run_is_left_out_where_captures_are_rare(texts: str, days: int, ends: list[str]) -> None:
    found = end_runs(runs(observed(texts, days), text_of))
    assert ["".join(map(text_of, spell)) for spell, _ in found] == ends


def test_a_label_that_alternates_for_a_day_after_a_long_gap_is_transient() -> None:
    times = ["20220101000000", "20220301000000", "20240501000000", "20240501060000", "20240501180000", "20240502000000"]
    seen = [
        replace(one, capture=replace(one.capture, timestamp=time))
        for one, time in zip(observed("aababa", 1), times, strict=True)
    ]
    assert [(one.number, one.lasting) for one in transient_labels(seen, text_of)] == [(3, "a"), (5, "a")]
