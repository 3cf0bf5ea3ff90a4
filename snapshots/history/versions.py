"""From sightings to versions: what was seen, when first and when last. Pure: no store, no clock.

A sighting that shows nothing (unread, unreadable, a redirect) neither makes nor ends a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.model import (
    Capture,
    Observation,
    TransientText,
    Version,
    iso_date,
    parse_timestamp,
    repair_timestamp,
)

# Neighbouring sightings of one text.
Spell = Sequence[Observation]


def assemble_versions(sightings: Iterable[Observation]) -> tuple[Version, ...]:
    """Return the versions that *sightings* show, oldest first; the order of arrival does not matter.

    Neighbouring versions never read alike. A text that came and went is a face of the version that stood; one
    that comes back after another has stood makes a version of its own.
    """
    readable = sorted((sighting for sighting in sightings if sighting.fingerprint), key=_place)
    spells = [list(spell) for _, spell in groupby(readable, key=lambda sighting: sighting.fingerprint)]
    runs = [_run(spell) for spell in spells]
    found = flaps.stable_periods(runs)
    last = len(found)
    return tuple(
        _version(number, stand, spells, candidate=number == last and flaps.is_candidate(runs, stand))
        for number, stand in enumerate(found, start=1)
    )


def _run(spell: Sequence[Observation]) -> flaps.Run:
    first, last = spell[0], spell[-1]
    return flaps.Run(
        first.fingerprint or "",
        parse_timestamp(first.capture.timestamp),
        parse_timestamp(last.capture.timestamp),
        len(spell),
    )


def _version(number: int, stand: flaps.StablePeriod, spells: Sequence[Spell], *, candidate: bool) -> Version:
    by_text: dict[str, list[Spell]] = {}
    for spell in spells[stand.start : stand.stop]:
        by_text.setdefault(spell[0].fingerprint or "", []).append(spell)
    own = _face(by_text.pop(stand.fingerprint))
    faces = tuple(_face(others) for others in by_text.values())
    return Version(number, own.fingerprint, own.text, own.first, own.last, own.sightings, faces, candidate)


def _face(spells: Sequence[Spell]) -> TransientText:
    first, last = spells[0][0], spells[-1][-1]
    assert first.fingerprint is not None
    assert first.text is not None
    seen = sum(len(spell) for spell in spells)
    return TransientText(first.fingerprint, first.text, first.capture, last.capture, seen, len(spells))


def _place(sighting: Observation) -> tuple[str, str, str]:
    capture = sighting.capture
    return repair_timestamp(capture.timestamp), capture.original, capture.digest


def seen_on(version: Version) -> str:
    """Return when *version* was seen, as its first and its last capture bound it: nobody looked beyond them."""
    return f"present on {first_and_last_day(version.first, version.last)}"


def first_and_last_day(first: Capture, last: Capture) -> str:
    """Return the days of two captures, and of nothing between them: "2012-10-23 and 2014-06-19"; one day is told once."""
    days = dict.fromkeys((iso_date(first.timestamp), iso_date(last.timestamp)))
    return " and ".join(days)


def between_dates(before: Version, after: Version) -> str:
    """Return when a revision happened, in the only words that captures support.

    "between 2012-10-23 and 2014-06-19"; two captures of one day are told to the minute.
    """
    earliest, latest = parse_timestamp(before.last.timestamp), parse_timestamp(after.first.timestamp)
    form = "%Y-%m-%d" if earliest.date() != latest.date() else "%Y-%m-%d %H:%M"
    return f"between {earliest.strftime(form)} and {latest.strftime(form)}"


def version_at_time(versions: Sequence[Version], timestamp: str) -> Version | None:
    """Return the version last seen at or before *timestamp*, or None before the first."""
    held = [version for version in versions if repair_timestamp(version.first.timestamp) <= repair_timestamp(timestamp)]
    return held[-1] if held else None


def earlier_occurrences(versions: Sequence[Version]) -> dict[int, int]:
    """Return the numbers of the versions whose very words had stood before, each with the latest such number."""
    latest: dict[str, int] = {}
    found = {}
    for version in versions:
        if version.fingerprint in latest:
            found[version.number] = latest[version.fingerprint]
        latest[version.fingerprint] = version.number
    return found
