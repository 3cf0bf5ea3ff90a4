"""The laws of timelines, for any sightings."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from snapshots.model import Capture, Sighting
from snapshots.timeline import assemble, between, in_force


def capture(minute: int, digest: str = "A" * 32, status: int | None = 200) -> Capture:
    timestamp = (
        f"2010{1 + minute // 1440 // 28 % 12:02}{1 + minute // 1440 % 28:02}{minute // 60 % 24:02}{minute % 60:02}00"
    )
    return Capture(
        "acme", "archive.example", "example,acme)/", timestamp, "http://acme.example/", "text/html", status, digest
    )


@st.composite
def sightings(draw: st.DrawFn) -> list[Sighting]:
    minutes = draw(st.lists(st.integers(0, 400_000), unique=True, max_size=30))
    prints = st.sampled_from(["one", "two", "three", None])
    return [Sighting(capture(minute), seen, seen) for minute in minutes for seen in [draw(prints)]]


@given(sightings(), st.randoms())
def test_the_order_of_arrival_does_not_matter(seen: list[Sighting], chance: random.Random) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)
    assert assemble(shuffled) == assemble(seen)


@given(sightings())
def test_two_adjacent_versions_never_read_alike(seen: list[Sighting]) -> None:
    assert all(before.fingerprint != after.fingerprint for before, after in pairwise(assemble(seen)))


@given(sightings())
def test_every_readable_sighting_is_in_one_version(seen: list[Sighting]) -> None:
    assert sum(version.sightings for version in assemble(seen)) == sum(1 for sighting in seen if sighting.fingerprint)


@given(sightings(), st.integers(0, 400_000))
def test_an_unreadable_capture_changes_nothing(seen: list[Sighting], minute: int) -> None:
    assert assemble([*seen, Sighting(capture(minute, status=404), None)]) == assemble(seen)


@given(sightings())
def test_a_revisit_right_after_its_own_text_moves_last_seen_and_nothing_else(seen: list[Sighting]) -> None:
    versions = assemble(seen)
    if not versions:
        return
    last = versions[-1]
    later = replace(last.last, timestamp=f"2011{last.last.timestamp[4:]}", statuscode=None, mimetype="warc/revisit")
    again = assemble([*seen, Sighting(later, last.fingerprint, last.text)])
    assert again[:-1] == versions[:-1]
    assert again[-1] == replace(last, last=later, sightings=last.sightings + 1)


@given(sightings())
def test_versions_are_numbered_and_ordered(seen: list[Sighting]) -> None:
    versions = assemble(seen)
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert all(before.last.timestamp < after.first.timestamp for before, after in pairwise(versions))


def test_a_text_that_comes_back_is_a_version_of_its_own() -> None:
    seen = [Sighting(capture(1440 * day), name, name) for day, name in enumerate(["one", "two", "one"])]
    assert [version.fingerprint for version in assemble(seen)] == ["one", "two", "one"]


def test_a_revision_lies_between_two_captures() -> None:
    one, two = assemble([Sighting(capture(0), "one", "one"), Sighting(capture(50_000), "two", "two")])
    assert between(one, two) == "between 2010-01-01 and 2010-02-07"
    one, two = assemble([Sighting(capture(0), "one", "one"), Sighting(capture(61), "two", "two")])
    assert between(one, two) == "between 2010-01-01 00:00 and 2010-01-01 01:01"


def test_in_force_is_what_was_last_seen_by_then() -> None:
    versions = assemble([Sighting(capture(0), "one", "one"), Sighting(capture(50_000), "two", "two")])
    assert in_force(versions, "20090101000000") is None
    assert [v.number for moment in ("20100102", "20110101") if (v := in_force(versions, moment))] == [1, 2]
