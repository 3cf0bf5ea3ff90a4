"""Versions: laws that hold for any observations."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history.versions import (
    assemble_versions,
    between_dates,
    earlier_occurrences,
    first_and_last_day,
    seen_on,
    uncertainty,
    version_at_time,
)
from clausetrail.snapshots.model import Capture, Observation, TransientText, Version


def capture(minute: int, digest: str = "A" * 32, status: int | None = 200) -> Capture:
    timestamp = (
        f"2010{1 + minute // 1440 // 28 % 12:02}{1 + minute // 1440 % 28:02}{minute // 60 % 24:02}{minute % 60:02}00"
    )
    return Capture(
        "acme", "archive.example", "example,acme)/", timestamp, "http://acme.example/", "text/html", status, digest
    )


def versions_of(texts: str, days: int = 1) -> tuple[Version, ...]:
    """Return the versions of texts that were seen one after the other, one every so many *days*."""
    start = datetime(2010, 1, 1, tzinfo=UTC)
    times = (start + timedelta(days=days * place) for place in range(texts.count(" ") + 1))
    return assemble_versions(
        Observation(replace(capture(0), timestamp=f"{time:%Y%m%d%H%M%S}"), text, text)
        for time, text in zip(times, texts.split(), strict=True)
    )


@st.composite
def observations(draw: st.DrawFn) -> list[Observation]:
    minutes = draw(st.lists(st.integers(0, 400_000), unique=True, max_size=30))
    prints = st.sampled_from(["one", "two", "three", None])
    return [Observation(capture(minute), seen, seen) for minute in minutes for seen in [draw(prints)]]


@given(observations(), st.randoms())
def test_the_order_of_arrival_does_not_matter(seen: list[Observation], chance: random.Random) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)
    assert assemble_versions(shuffled) == assemble_versions(seen)


@given(observations())
def test_two_adjacent_versions_never_read_alike(seen: list[Observation]) -> None:
    assert all(before.fingerprint != after.fingerprint for before, after in pairwise(assemble_versions(seen)))


@given(observations())
def test_every_readable_observation_is_in_one_version_or_one_of_its_transient_texts(seen: list[Observation]) -> None:
    versions = assemble_versions(seen)
    counted = sum(version.sightings + sum(face.sightings for face in version.faces) for version in versions)
    assert counted == sum(1 for one in seen if one.fingerprint)


@given(observations(), st.integers(0, 400_000))
def test_an_unreadable_capture_changes_nothing(seen: list[Observation], minute: int) -> None:
    assert assemble_versions([*seen, Observation(capture(minute, status=404), None)]) == assemble_versions(seen)


@given(observations())
def test_a_revisit_right_after_its_own_text_moves_last_seen_and_ends_no_version(seen: list[Observation]) -> None:
    versions = assemble_versions(seen)
    if not versions or versions[-1].faces:
        return
    last = versions[-1]
    later = replace(last.last, timestamp=f"2011{last.last.timestamp[4:]}", statuscode=None, mimetype="warc/revisit")
    again = assemble_versions([*seen, Observation(later, last.fingerprint, last.text)])
    assert again[:-1] == versions[:-1]
    assert again[-1] == replace(last, last=later, sightings=last.sightings + 1, candidate=False)


@given(observations())
def test_versions_are_numbered_and_ordered(seen: list[Observation]) -> None:
    versions = assemble_versions(seen)
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert all(before.last.timestamp < after.first.timestamp for before, after in pairwise(versions))


def test_a_text_that_lasted_and_returns_is_a_version_of_its_own() -> None:
    versions = versions_of("one one two two one one", days=20)
    assert [version.fingerprint for version in versions] == ["one", "two", "one"]
    assert earlier_occurrences(versions) == {3: 1}


def test_a_text_seen_once_is_transient_where_the_version_before_is_present_again() -> None:
    (version,) = versions_of("one two one")
    assert (version.sightings, version.candidate) == (2, False)
    assert [(face.fingerprint, face.sightings, face.turns) for face in version.faces] == [("two", 1, 1)]


def test_two_alternating_texts_are_one_version_with_a_transient_text() -> None:
    versions = versions_of("one two two one two one one two two one two one one")
    assert [(version.fingerprint, [face.turns for face in version.faces]) for version in versions] == [("one", [4])]


def test_a_text_that_alternates_and_then_stays_is_a_version_from_where_it_was_seen_more() -> None:
    versions = versions_of("one one one two one two one two one two two two one" + 40 * " two")
    assert [version.fingerprint for version in versions] == ["one", "two"]
    assert [face.fingerprint for version in versions for face in version.faces] == ["two", "one"]
    assert not versions[-1].candidate


def test_the_newest_text_is_a_candidate_until_it_is_seen_again() -> None:
    assert [version.candidate for version in versions_of("one one two")] == [False, True]
    assert [version.candidate for version in versions_of("one one two two")] == [False, False]
    assert [version.candidate for version in versions_of("one two", days=400)] == [False, False], (
        "the next may be years away"
    )
    assert [version.candidate for version in versions_of("one two one two two")][-1], (
        "it alternates, and has not lasted yet"
    )


def test_rare_captures_do_not_show_how_long_a_text_was_present() -> None:
    assert len(versions_of("one two three", days=400)) == 3
    assert len(versions_of("one two one", days=400)) == 3


def test_of_alternating_texts_the_lasting_changes_are_found_and_hardly_another() -> None:
    """A trial shows one visitor in a few another text, and the policy itself changes up to five times for all of them."""
    true = found_true = found_all = 0
    for seed in range(60):
        dice = random.Random(seed)
        share, changes = dice.uniform(0.02, 0.5), dice.randint(0, 5)
        days = [(text, dice.random() < share) for text in range(changes + 1) for _ in range(dice.randint(40, 200))]
        versions = versions_of(" ".join(f"{text}{'b' if trial else 'a'}" for text, trial in days))
        lasting = [version.fingerprint[0] for version in versions if not version.candidate]
        true += changes
        found_true += sum(before != after for before, after in pairwise(lasting))
        found_all += len(lasting) - 1
    assert found_true >= 0.98 * true
    assert found_true >= 0.98 * found_all


def test_a_revision_is_dated_between_two_captures() -> None:
    one, two = assemble_versions([Observation(capture(0), "one", "one"), Observation(capture(50_000), "two", "two")])
    assert between_dates(one, two) == "between 2010-01-01 and 2010-02-07"
    one, two = assemble_versions([Observation(capture(0), "one", "one"), Observation(capture(61), "two", "two")])
    assert between_dates(one, two) == "between 2010-01-01 00:00 and 2010-01-01 01:01"


def test_the_version_at_a_time_is_the_newest_first_seen_by_then() -> None:
    versions = assemble_versions([Observation(capture(0), "one", "one"), Observation(capture(50_000), "two", "two")])
    assert version_at_time(versions, "20090101000000") is None
    assert [v.number for moment in ("20100102", "20110101") if (v := version_at_time(versions, moment))] == [1, 2]


def test_a_version_is_described_by_its_first_and_last_day() -> None:
    (version,) = versions_of("one one")
    assert seen_on(version) == "present on 2010-01-01 and 2010-01-02"
    assert first_and_last_day(version.first, version.first) == "2010-01-01"


def test_a_capture_of_the_day_leaves_a_doubt_about_the_rest_of_it_only() -> None:
    first, second = two_versions("20190301080000", "20210301093000")
    text = uncertainty((first, second), first, "20190301235959")
    assert text.startswith("Seen that day at 08:00 UTC; for the rest of the day no capture shows")
    assert "the next text is present on 2021-03-01" in text
    assert uncertainty((first, second), second, "20210301235959") == (
        "Seen that day at 09:30 UTC; no later capture shows a policy."
    )
    assert uncertainty((first, second), first, "20190301080000") == ""
    assert uncertainty((first, second), first, "20190302000000").endswith(
        "no capture shows which of the two was valid on 2019-03-02."
    )


def test_two_texts_of_one_day_are_both_named() -> None:
    first, second = two_versions("20190301080000", "20190301153000")
    assert "the next text is present at 15:30 UTC" in uncertainty((first, second), first, "20190301120000")
    assert uncertainty((first, second), second, "20190301235959").startswith(
        "Version 1 was seen earlier that day, at 08:00 UTC. Seen that day at 15:30 UTC"
    )


def test_a_transient_text_of_the_time_is_named() -> None:
    first, _ = two_versions("20190301080000", "20210301093000")
    seen = replace(first.first, timestamp="20190515080000")
    lasting = replace(
        first, last=replace(seen, timestamp="20190901080000"), faces=(TransientText("f", "t", seen, seen, 1, 1),)
    )
    assert "Another text appeared and disappeared meanwhile, present on 2019-05-15." in uncertainty(
        (lasting,), lasting, "20190515235959"
    )
    assert uncertainty((lasting,), lasting, "20190516235959") == ""


def two_versions(*times: str) -> tuple[Version, Version]:
    first, second = (replace(capture(0), timestamp=time) for time in times)
    return Version(1, "1", "1", first, first, 1), Version(2, "2", "2", second, second, 1)
