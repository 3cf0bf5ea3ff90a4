"""Texts that appear only for a while, and texts that last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history.flaps import Run, StablePeriod, is_candidate, stable_periods

START = datetime(2010, 1, 1, tzinfo=UTC)


def runs_of(texts: str, days: int = 1) -> list[Run]:
    """Return the runs of texts, one letter each, that were seen one after the other, one every so many *days*."""
    found, position = [], 0
    for text, group in groupby(texts):
        size = len([*group])
        first, last = (START + timedelta(days=days * n) for n in (position, position + size - 1))
        found.append(Run(text, first, last, size))
        position += size
    return found


def lasting(texts: str, days: int = 1) -> str:
    return "".join(period.fingerprint for period in stable_periods(runs_of(texts, days)))


@pytest.mark.parametrize(
    ("texts", "days", "expected"),
    [
        ("", 1, ""),
        ("a", 1, "a"),
        ("aabaa", 1, "a"),
        ("aabbaa", 1, "aba"),
        ("aabcaa", 1, "a"),
        ("aabbaa", 31, "aba"),
        ("aba", 365, "aba"),
        ("aba", 180, "a"),
        ("abbabaabbaa", 1, "a"),
        ("aabbaabbb" + 40 * "b", 1, "ab"),
        ("aaabbb", 1, "ab"),
    ],
)
def test_a_text_lasts_until_another_does(texts: str, days: int, expected: str) -> None:
    assert lasting(texts, days) == expected


@pytest.mark.parametrize(
    ("texts", "days", "candidate"),
    [
        ("a", 1, False),
        ("aab", 1, True),
        ("aabb", 1, False),
        ("aab", 400, False),
        ("aabab" + 9 * "b", 1, True),
        ("aabab" + 40 * "b", 1, False),
    ],
)
def test_the_newest_text_is_a_candidate_while_it_may_be_transient(texts: str, days: int, candidate: bool) -> None:
    runs = runs_of(texts, days)
    assert is_candidate(runs, stable_periods(runs)[-1]) is candidate


@given(st.text("abc", max_size=40), st.sampled_from([1, 5, 20, 200, 400]))
def test_periods_cover_every_run_and_neighbours_differ(texts: str, days: int) -> None:
    runs = runs_of(texts, days)
    periods = stable_periods(runs)
    borders = [0, *(period.stop for period in periods)]
    assert [StablePeriod(p.fingerprint, *ends) for p, ends in zip(periods, pairwise(borders), strict=True)] == periods
    assert borders[-1] == len(runs)
    assert all(one.fingerprint != other.fingerprint for one, other in pairwise(periods))
    assert all(
        period.fingerprint in {run.fingerprint for run in runs[period.start : period.stop]} for period in periods
    )
