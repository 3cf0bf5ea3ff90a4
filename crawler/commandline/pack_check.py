"""Checking an evidence pack: its bag, its bytes, its words, its pages and its time-stamp, with no store and no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from clausetrail.pipelines.derive.rfc3161 import INSTALL_COMMAND, IS_INSTALLED, read_time_stamp
from clausetrail.pipelines.derive.verify_pack import pack_differences
from clausetrail.reports.evidence_pack.pack_files import BODIES, DOCUMENT, payload_differences
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.evidence.evidence_record import Evidence, from_json


@dataclass(slots=True)
class PackCheck:
    """What came of a check: the differences, and what else is to be said."""

    digest: str
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_pack(path: Path, roots: bytes = b"") -> PackCheck:
    """Return what checking the pack at *path* brings; *roots* are certificates for its time-stamp, in PEM.

    Raises UnusablePack for a file that is no pack.
    """
    bag = bagit.read_bag(path)
    told = PackCheck(bag.digest, [visible(fault) for fault in bagit.find_faults(bag)])
    missing = [name for name in (DOCUMENT, *BODIES) if name not in bag.files]
    if missing:
        told.differences.append(f"without {', '.join(missing)} nothing can be told again")
    else:
        told.differences += map(visible, _content_differences(bag))
    _check_stamp(bag, roots, told)
    return told


def _content_differences(bag: Bag) -> Iterator[str]:
    """Yield what the evidence in *bag* says otherwise than its bytes do, and what its pages say otherwise than the evidence."""
    try:
        evidence = from_json(bag.files[DOCUMENT])
    except UnusablePack as error:
        if not any(bagit.find_faults(bag)):
            raise  # whole, and yet no form of ours
        yield str(error)
        return
    bodies = bag.files[BODIES[0]], bag.files[BODIES[1]]
    found = [*pack_differences(evidence, bodies)]
    yield from found
    yield from _page_differences(evidence, bodies, bag, certain=not found)


def _page_differences(evidence: Evidence, bodies: tuple[bytes, bytes], bag: Bag, *, certain: bool) -> Iterator[str]:
    if certain:
        yield from payload_differences(evidence, bodies, bag.files)
    else:
        yield "the pages of the pack were not made again, since what they tell differs"


def _check_stamp(bag: Bag, roots: bytes, told: PackCheck) -> None:
    answer = bag.files.get(bagit.STAMP)
    if answer is None:
        told.notes.append("no time-stamp is attached")
        return
    if not IS_INSTALLED:
        told.notes.append(f"a time-stamp is attached and was not looked at: {INSTALL_COMMAND}")
        return
    try:
        seen = read_time_stamp(answer, roots)
    except UnusablePack as error:
        told.differences.append(visible(f"{bagit.STAMP}: {error}"))
        return
    if seen.hashed != bag.digest:
        told.differences.append(f"{bagit.STAMP} was made of another hash: {seen.hashed}")
    elif seen.signed:
        told.notes.append(f"time-stamped {seen.at}, signed under the certificates given")
    else:
        told.notes.append(f"time-stamped {seen.at} as it says; its signature was not checked, which needs --roots FILE")
