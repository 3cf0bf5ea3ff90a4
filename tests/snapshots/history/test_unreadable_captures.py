"""Captures that do not show the policy, with the reason; and captures with the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history.same_digest import has_same_bytes, nearest_in_time
from clausetrail.snapshots.history.unreadable_captures import (
    CaptureCounts,
    LeftOut,
    UnreadableCapture,
    arrange_by_version,
    count_captures,
    group_by_reason,
    left_out,
    reasons_between,
    unreadable_captures,
)
from clausetrail.snapshots.model import Capture, Observation, TransientText, Version

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


def at(timestamp: str, reason: str = "wall", detail: str = "") -> UnreadableCapture:
    return UnreadableCapture(replace(CAPTURE, timestamp=timestamp), reason, detail)


def version(number: int, first: str, last: str, *texts: TransientText) -> Version:
    ends = replace(CAPTURE, timestamp=first), replace(CAPTURE, timestamp=last)
    return Version(number, f"f{number}", f"t{number}", *ends, 2, texts)


VERSIONS = (version(1, "20100201000000", "20100301000000"), version(2, "20100501000000", "20100501000000"))


@pytest.mark.parametrize(
    ("timestamp", "place"),
    [
        ("20100131235959", "before"),
        ("20100201000000", "inside 1"),
        ("20100215000000", "inside 1"),
        ("20100301000000", "inside 1"),
        ("20100401000000", "between 2"),
        ("20100501000000", "inside 2"),
        ("20100501000001", "after"),
        ("20000008241731", "before"),  # a row with a surplus "00"
    ],
)
def test_a_silent_capture_has_one_place_among_the_versions(timestamp: str, place: str) -> None:
    found = arrange_by_version([at(timestamp)], VERSIONS)
    places = {"before": found.before, "after": found.after}
    places |= {f"inside {number}": captures for number, captures in found.inside.items()}
    places |= {f"between {number}": captures for number, captures in found.between.items()}
    assert {name for name, captures in places.items() if captures} == {place}


@given(st.lists(st.integers(1, 28 * 12), max_size=30))
def test_no_silent_capture_is_lost_or_in_two_places(days: list[int]) -> None:
    captures = [at(f"2010{1 + (day - 1) // 28:02}{1 + (day - 1) % 28:02}000000") for day in days]
    found = arrange_by_version(captures, VERSIONS)
    placed = [*found.before, *found.after]
    placed += [one for some in (*found.inside.values(), *found.between.values()) for one in some]
    assert sorted(one.at for one in placed) == sorted(one.at for one in captures)
    assert sum(len(group.times) for group in group_by_reason(captures)) == len(captures)


def test_without_a_version_every_capture_is_before_the_first() -> None:
    assert len(arrange_by_version([at("20100101000000"), at("20200101000000")], ()).before) == 2


def test_a_group_has_the_detail_that_all_its_captures_share() -> None:
    captures = [
        at("20100102000000", detail="9 words"),
        at("20100101000000", detail="9 words"),
        at("20100103000000", "x"),
    ]
    first, second = group_by_reason(captures)
    assert (first.reason, first.detail, first.times) == ("wall", "9 words", ("20100101000000", "20100102000000"))
    assert (second.reason, len(second.times)) == ("x", 1)
    assert group_by_reason([*captures, at("20100104000000", detail="7 words")])[0].detail == ""


def test_the_counts_of_captures_add_up() -> None:
    text = TransientText("f", "t", CAPTURE, CAPTURE, 3, 1)
    counts = count_captures(
        [version(1, "20100201000000", "20100301000000", text)],
        [at("20100101000000"), at("20100102000000", "not fetched")],
    )
    assert counts == CaptureCounts(version=2, transient=3, nothing=1, unread=1)
    assert (counts.readable, counts.listed) == (5, 7)


def test_what_screening_left_out_is_counted_with_its_share_of_the_readable_captures() -> None:
    def seen(year: int, reason: str) -> UnreadableCapture:
        return UnreadableCapture(replace(CAPTURE, timestamp=f"{year}0101000000"), reason)

    captures = [
        *(seen(year, "other document") for year in (2012, 2011, 2013)),
        seen(2014, "truncated"),
        seen(2015, "wall"),
    ]
    assert left_out(captures, 6) == [
        LeftOut("other document", 3, 0.3, "20110101000000", "20130101000000"),
        LeftOut("truncated", 1, 0.1, "20140101000000", "20140101000000"),
    ]
    assert left_out([seen(2015, "wall")], 3) == []
