"""Which captures record one request of one crawler."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.addresses.sightings import group_sightings, stored_twins
from clausetrail.snapshots.model import Capture

A, B, C = ("A" * 32, "B" * 32, "C" * 32)


def capture(
    number: int,
    digest: str = A,
    second: int = 1,
    archive: str = "a.example",
    url: str = "http://kites.example/privacy",
    status: int | None = 200,
) -> Capture:
    return Capture("kites", archive, "", f"201501010000{second:02}", url, "text/html", status, digest, id=number)


def groups(*captures: Capture, **payloads: set[str]) -> list[list[int | None]]:
    named = {int(name[1:]): names for name, names in payloads.items()}
    return [[one.id for one in records] for records in group_sightings(captures, named)]


def test_one_request_in_two_archives_is_one_sighting() -> None:
    assert groups(capture(1), capture(2, archive="b.example")) == [[1, 2]]


def test_spellings_of_one_address_are_one_address() -> None:
    spelled = capture(2, archive="b.example", url="http://kites.example:80/privacy")
    assert groups(capture(1), spelled) == [[1, 2]]


def test_another_second_another_page_or_another_payload_is_another_sighting() -> None:
    assert groups(capture(1), capture(2, second=2)) == [[1], [2]]
    assert groups(capture(1), capture(2, url="http://kites.example/terms")) == [[1], [2]]
    assert groups(capture(1), capture(2, B)) == [[1], [2]]
    assert groups(capture(1), capture(2, B, archive="b.example")) == [[1], [2]]


def test_one_digest_under_two_statuses_is_two_sightings_and_a_revisit_has_none() -> None:
    assert groups(capture(1, status=301), capture(2, status=302)) == [[1], [2]]
    assert groups(capture(1), capture(2, status=None, archive="b.example")) == [[1, 2]]


def test_unknown_payloads_are_never_equal() -> None:
    assert groups(capture(1, "-"), capture(2, "-", archive="b.example")) == [[1], [2]]


def test_hashes_of_the_bytes_count_where_indexes_hash_different_forms() -> None:
    other = capture(2, B, archive="b.example")
    assert groups(capture(1), other, _1={"x"}, _2={"x"}) == [[1, 2]]
    assert groups(capture(1, "-"), other, _1={"x"}, _2={"x"}) == [[1, 2]]
    assert groups(capture(1), other, _1={"x"}, _2={"y"}) == [[1], [2]]


def test_a_third_record_joins_two_that_share_nothing() -> None:
    assert groups(capture(1, A), capture(2, B), capture(3, C), _3={A, B}) == [[1, 2, 3]]


def test_a_stored_record_saves_fetching_the_others() -> None:
    listed = (capture(1), capture(2, archive="b.example"), capture(3, second=2), capture(4, B, second=2))
    assert stored_twins(listed, {2, 3}) == {1: 2}


@given(st.lists(st.tuples(st.sampled_from((A, B, "-")), st.integers(1, 3)), max_size=12), st.randoms())
def test_each_capture_is_in_one_group_whatever_the_order(rows: list[tuple[str, int]], order: random.Random) -> None:
    rows.sort(key=lambda row: row[1])
    listed = [capture(number, digest, second) for number, (digest, second) in enumerate(rows, start=1)]
    shuffled = sorted(order.sample(listed, len(listed)), key=lambda one: one.timestamp)
    first, second = groups(*listed), groups(*shuffled)
    assert sorted(number or 0 for group in first for number in group) == [one.id for one in listed]
    assert sorted(first, key=str) == sorted(second, key=str)
