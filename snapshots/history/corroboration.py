"""On how many independent looks a statement rests: which archives saw it, in which of their crawls, and how often.

One capture is one look of one crawler: at least one in ten neighbouring captures shows another page, for reasons that
lie in who asked from where (Hantke et al., CCS 2023). Pure: no store, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Observation, Revision, Version, repair_timestamp

SINGLE_CAPTURE = "Single capture"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Support:
    """What a version was seen by: its captures, their archives, and the crawls that brought them as far as these are told.

    An archive tells the crawl only of what was fetched from it; *unknown_collection* counts the captures whose crawl is not known.
    """

    captures: int
    archives: tuple[str, ...]
    collections: tuple[str, ...]
    unknown_collection: int


def collection(headers: Headers) -> str:
    """Return the archive's name of the crawl that brought a capture: the item of `x-archive-src: ITEM/FILE`, or "".

    The Internet Archive keeps each crawl, and each contributor's, in items of its own.
    """
    told = next((value for name, value in headers if name.lower() == "x-archive-src"), "")
    return told.strip().partition("/")[0]


def support(version: Version, sightings: Iterable[Observation], collections: Mapping[int, str]) -> Support:
    """Return what *version* was seen by, of *sightings*; *collections* are known by the number of a capture."""
    first, last = repair_timestamp(version.first.timestamp), repair_timestamp(version.last.timestamp)
    own = [
        sighting.capture
        for sighting in sightings
        if sighting.fingerprint == version.fingerprint and first <= repair_timestamp(sighting.capture.timestamp) <= last
    ]
    told = [collections.get(capture.id or 0, "") for capture in own]
    return Support(
        len(own), tuple(sorted({capture.archive for capture in own})), tuple(sorted({*told} - {""})), told.count("")
    )


def cautions(revision: Revision, collections: tuple[str, str] = ("", "")) -> tuple[str, ...]:
    """Return what weakens the statement that *revision* makes, a sentence each, the heaviest first.

    *collections* are those of the last capture before and the first one after.
    """
    before, after = revision.before, revision.after
    found = [
        f"{SINGLE_CAPTURE}: the {side} text rests on one capture alone, of {_minute(version)}."
        for side, version in (("earlier", before), ("later", after))
        if version.sightings == 1
    ]
    if after.candidate:
        found.append(
            "The later text is the newest known and has not stood for long: it may yet turn out to be a passing one."
        )
    if before.last.archive == after.first.archive:
        if collections[0] and collections[0] == collections[1]:
            found.append(
                f"Both captures come from one crawl of one archive: {collections[0]} of {before.last.archive}."
            )
        else:
            found.append(f"Both captures come from one archive: {before.last.archive}.")
    for side, version in (("earlier", before), ("later", after)):
        if version.is_imported:
            found.append(
                f"The {side} text was cleaned by others and imported: no archive's bytes stand behind it here."
            )
    return tuple(found)


def _minute(version: Version) -> str:
    digits = repair_timestamp(version.first.timestamp)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]} UTC"
