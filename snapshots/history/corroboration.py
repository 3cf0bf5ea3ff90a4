"""Count the independent observations that support a version: its captures, their archives, and their crawls.

One capture is one observation by one crawler: at least one in ten neighbouring captures shows another page, for reasons
such as the location from which it was requested (Hantke et al., CCS 2023). Pure: no store, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Observation, Revision, Version, repair_timestamp

# How a caution begins that concerns a version with one capture only.
SINGLE_CAPTURE = "Single capture"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Support:
    """The number of a version's captures, their archives, and the crawls that made them, as far as these are known.

    An archive names the crawl only for what was fetched from it; *unknown_collection* counts the captures without one.
    """

    captures: int
    archives: tuple[str, ...]
    collections: tuple[str, ...]
    unknown_collection: int


def collection(headers: Headers) -> str:
    """Return the archive's name of the crawl that made a capture: the item of `x-archive-src: ITEM/FILE`, or "".

    The Internet Archive keeps each crawl, and each contributor's, in items of its own.
    """
    source = next((value for name, value in headers if name.lower() == "x-archive-src"), "")
    return source.strip().partition("/")[0]


def support(
    version: Version,
    observations: Iterable[Observation],
    collections: Mapping[int, str],
    archives: Mapping[int, str] | None = None,
) -> Support:
    """Return the support of *version* among *observations*; *collections* holds names of crawls by capture number.

    *archives* holds, by capture number too, the archives that captures in files were copied from.
    """
    first, last = repair_timestamp(version.first.timestamp), repair_timestamp(version.last.timestamp)
    own = [
        one.capture
        for one in observations
        if one.fingerprint == version.fingerprint and first <= repair_timestamp(one.capture.timestamp) <= last
    ]
    names = [collections.get(capture.id or 0, "") for capture in own]
    found = {(archives or {}).get(capture.id or 0, capture.archive) for capture in own}
    return Support(len(own), tuple(sorted(found)), tuple(sorted({*names} - {""})), names.count(""))


def cautions(
    revision: Revision, collections: tuple[str, str] = ("", ""), archives: Mapping[int, str] | None = None
) -> tuple[str, ...]:
    """Return what weakens the evidence for *revision*, a sentence each, the most serious first.

    *collections* are those of the last capture before and the first one after; *archives* as in `support`.
    """
    before, after = revision.before, revision.after
    origins = [(archives or {}).get(end.id or 0, end.archive) for end in (before.last, after.first)]
    sides = (("earlier", before), ("later", after))
    found = [
        f"{SINGLE_CAPTURE}: the {side} text rests on one capture alone, of {_minute(version)}."
        for side, version in sides
        if version.sightings == 1
    ]
    if after.candidate:
        found.append(
            "The later text is the newest known and has been present for a short time only: it may prove to be temporary."
        )
    if origins[0] == origins[1]:
        if collections[0] and collections[0] == collections[1]:
            found.append(f"Both captures are from one crawl of one archive: {collections[0]} of {origins[0]}.")
        else:
            found.append(f"Both captures are from one archive: {origins[0]}.")
    found += [
        f"The {side} text was cleaned by others and imported: there are no archived bytes to check it against."
        for side, version in sides
        if version.is_imported
    ]
    return tuple(found)


def _minute(version: Version) -> str:
    digits = repair_timestamp(version.first.timestamp)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]} UTC"
