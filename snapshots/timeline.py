"""From sightings to versions: what was seen, when first and when last. Pure: no store, no clock.

A sighting that shows nothing (unread, unreadable, a redirect) neither makes nor ends a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from snapshots.model import Sighting, Version, moment, repaired


def assemble(sightings: Iterable[Sighting]) -> tuple[Version, ...]:
    """Return the versions that *sightings* show, oldest first; the order of arrival does not matter.

    A version is a maximal run of sightings of one fingerprint, so two neighbours never read alike, and a text
    that comes back makes a version of its own.
    """
    readable = sorted((sighting for sighting in sightings if sighting.fingerprint), key=_place)
    runs = (list(run) for _, run in groupby(readable, key=lambda sighting: sighting.fingerprint))
    return tuple(_version(number, run) for number, run in enumerate(runs, start=1))


def _version(number: int, run: Sequence[Sighting]) -> Version:
    first, last = run[0], run[-1]
    assert first.fingerprint is not None
    assert first.text is not None
    return Version(number, first.fingerprint, first.text, first.capture, last.capture, len(run))


def _place(sighting: Sighting) -> tuple[str, str, str]:
    capture = sighting.capture
    return repaired(capture.timestamp), capture.original, capture.digest


def between(before: Version, after: Version) -> str:
    """Return when a revision happened, in the only words that captures support.

    "between 2012-10-23 and 2014-06-19"; two captures of one day are told to the minute.
    """
    earliest, latest = moment(before.last.timestamp), moment(after.first.timestamp)
    form = "%Y-%m-%d" if earliest.date() != latest.date() else "%Y-%m-%d %H:%M"
    return f"between {earliest.strftime(form)} and {latest.strftime(form)}"


def in_force(versions: Sequence[Version], timestamp: str) -> Version | None:
    """Return the version last seen at or before *timestamp*, or None before the first."""
    held = [version for version in versions if repaired(version.first.timestamp) <= repaired(timestamp)]
    return held[-1] if held else None
