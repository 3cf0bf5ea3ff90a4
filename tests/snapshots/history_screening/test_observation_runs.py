"""Runs of neighbouring observations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history_screening.observation_runs import (
    capture_numbers,
    is_habit,
    lasts,
    runs,
    runs_with_neighbours,
    span,
    text_of,
)
from clausetrail.snapshots.model import Capture, Observation


def observed(texts: str) -> list[Observation]:
    """Return observations of *texts*, one letter each, numbered from 1."""
    captures = (
        Capture("acme", "a.example", "", f"2010010{n}000000", "http://acme.example/", "text/html", 200, "A", id=n)
        for n in range(1, len(texts) + 1)
    )
    return [Observation(capture, text, text) for capture, text in zip(captures, texts, strict=True)]


def test_a_run_has_the_texts_just_before_and_after_it() -> None:
    found = [("".join(map(text_of, spell)), beside) for spell, beside in runs_with_neighbours(observed("aabcc"))]
    assert found == [("aa", ["b"]), ("b", ["a", "c"]), ("cc", ["b"])]
    assert next(iter(runs_with_neighbours(observed("a"))))[1] == []


def test_captures_are_numbered() -> None:
    assert [*capture_numbers(observed("ab"))] == [1, 2]


def test_an_observation_without_a_text_has_no_fingerprint() -> None:
    with pytest.raises(AssertionError):
        text_of(Observation(observed("a")[0].capture, None))


@given(st.text("abc", max_size=9))
def test_runs_hold_every_observation_in_order(texts: str) -> None:
    seen = observed(texts)
    found = runs(seen, text_of)
    assert [*chain(*found)] == seen
    assert all(text_of(one[0]) != text_of(other[0]) for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("days", "lasting", "habitual"), [((1, 30), False, False), ((1, 31), True, False), ((1, 9, 31), True, True)]
)
def test_a_run_lasts_from_thirty_days_on_and_is_a_habit_with_three_captures(
    days: tuple[int, ...], lasting: bool, habitual: bool
) -> None:
    (one,) = observed("a")
    spell = [Observation(replace(one.capture, timestamp=f"201001{day:02}000000"), "a", "a") for day in days]
    assert span(spell[0], spell[-1]) == timedelta(days=days[-1] - 1)
    assert (lasts(spell), is_habit(spell)) == (lasting, habitual)
