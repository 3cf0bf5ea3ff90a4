"""Since when something is present: bounded by two captures, never on a day."""

from __future__ import annotations

import pytest

from clausetrail.reports.timeline.date_phrases import (
    absence_phrases,
    appearance_document,
    appeared_phrase,
    since_phrase,
)
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from tests.support.small_timelines import TEXTS, link, timeline

VERSIONS = timeline().versions


@pytest.mark.parametrize(
    ("number", "phrase"),
    [(1, "by 2001-03-01 (no earlier capture is stored)"), (2, "between 2001-09-01 and 2002-03-01")],
)
def test_a_version_appeared_between_two_captures(number: int, phrase: str) -> None:
    assert appeared_phrase(VERSIONS, number) == phrase
    assert appearance_document(VERSIONS, number, link)["when"] == phrase


def test_the_first_version_has_no_lower_bound() -> None:
    assert since_phrase(VERSIONS, 1) == "since 2001-03-01 or before (no earlier capture is stored)"
    assert appearance_document(VERSIONS, 1, link)["not_before"] is None
    assert since_phrase(VERSIONS, 3) == "since between 2002-09-01 and 2003-03-01"


def test_an_absence_that_has_not_ended_is_listed_last() -> None:
    tracker, _ = track_clauses(timeline(), TEXTS.__getitem__)
    history = tracker.histories[0]
    history.absences, history.removed_in = [(2, 3)], 4
    assert absence_phrases(VERSIONS, history) == [
        "absent from version 2: removed between 2001-09-01 and 2002-03-01, restored between 2002-09-01 and 2003-03-01",
        "absent since between 2003-09-01 and 2004-03-01",
    ]
