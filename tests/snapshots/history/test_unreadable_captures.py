"""Captures that do not show the policy, with the reason; and captures with the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.snapshots.history.same_digest import has_same_bytes, nearest_in_time
from clausetrail.snapshots.history.unreadable_captures import (
    UnreadableCapture,
    reasons_between,
    unreadable_captures,
)
from clausetrail.snapshots.model import Capture, Observation

CAPTURE = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A", id=1)


@pytest.mark.parametrize(
    ("status", "verdicts", "answers", "reason"),
    [
        (200, {1: "wall"}, {1: "not played"}, "wall"),
        (200, {}, {1: "not played"}, "not played"),
        (301, {}, {}, "archived redirect"),
        (404, {}, {}, "archived error 404"),
        (200, {}, {}, "not fetched"),
        (None, {}, {}, "not fetched"),
    ],
)
def test_the_best_known_reason_is_given(
    status: int | None, verdicts: dict[int, str], answers: dict[int, str], reason: str
) -> None:
    seen = [Observation(replace(CAPTURE, statuscode=status), None), Observation(CAPTURE, "text", "text")]
    assert [one.reason for one in unreadable_captures(seen, verdicts, answers)] == [reason]


def test_reasons_between_two_times_are_counted() -> None:
    captures = [
        UnreadableCapture(replace(CAPTURE, timestamp=f"2010010{day}000000"), reason)
        for day, reason in enumerate(("wall", "not fetched", "not fetched", "wall"), start=1)
    ]
    assert reasons_between(captures, "20100101000000", "20100105000000") == "not fetched (2x), wall"
    assert reasons_between(captures, "20100104000000", "9") == ""


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"id": 1, "digest": "B"}, True),
        ({"id": 2}, True),
        ({"id": 2, "statuscode": None, "mimetype": "warc/revisit"}, True),
        ({"id": 2, "statuscode": 404}, False),
        ({"id": 2, "digest": "B"}, False),
    ],
)
def test_equal_digests_of_equal_status_are_the_same_bytes(other: dict[str, object], same: bool) -> None:
    assert has_same_bytes(CAPTURE, replace(CAPTURE, **other)) is same  # type: ignore[arg-type]


@pytest.mark.parametrize("digest", ["", "-"])
def test_a_missing_digest_is_equal_to_none(digest: str) -> None:
    one = replace(CAPTURE, digest=digest)
    assert not has_same_bytes(one, replace(one, id=2))


def test_the_capture_itself_is_nearest_then_the_earlier_of_two() -> None:
    captures = [replace(CAPTURE, timestamp=f"2010010{day}000000", id=day) for day in (1, 3, 9)]
    assert nearest_in_time(captures, captures[2]) == captures[2]
    assert nearest_in_time(captures, replace(CAPTURE, timestamp="20100102000000", id=7)) == captures[0]
