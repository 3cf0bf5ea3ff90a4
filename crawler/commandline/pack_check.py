"""Check an evidence pack: its bag, bytes, texts, pages and time-stamp, without store and network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from clausetrail.pipelines.code_version import page_code
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
    """The result of a check: the hash of the pack, its differences, further notes, and what was checked and what was not."""

    digest: str
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_recomputed: bool = False  # both readings and the redline, and the pages where those are equal
    is_page_compared: bool = True
    is_signature_checked: bool = False

    @property
    def extent(self) -> str:
        """A sentence on what was checked and what was not: no check of a pack shows that an archive served its bytes."""
        recomputed = "both readings, the redline and the pages, by recomputing them from the bytes in the pack"
        checked = ["the hash of every file in the pack"]
        pages = ["whether its pages say what its evidence says: other code wrote them"]
        if self.is_page_compared:
            pages = []
        else:
            recomputed = "both readings and the redline, by recomputing them from the bytes in the pack"
        unchecked = [
            *pages,
            "whether an archive served these bytes at these times",
            "the headers as they were received",
        ]
        (checked if self.is_recomputed else unchecked).append(recomputed)
        (checked if self.is_signature_checked else unchecked).append("the signature of a time-stamp")
        return f"checked: {'; '.join(checked)}. Not checked: {'; '.join(unchecked)}"


def check_pack(path: Path, roots: bytes = b"") -> PackCheck:
    """Return the result of checking the pack at *path*; *roots* are certificates for its time-stamp, in PEM.

    Raises UnusablePack for a file that is not a pack.
    """
    bag = bagit.read_bag(path)
    result = PackCheck(bag.digest, [visible(fault) for fault in bagit.find_faults(bag)])
    missing = [name for name in (DOCUMENT, *BODIES) if name not in bag.files]
    if missing:
        result.differences.append(f"without {', '.join(missing)} nothing can be recomputed")
    else:
        found = [*_content_differences(bag)]
        result.is_recomputed = not any(bagit.find_faults(bag)) and not found
        result.differences += map(visible, found)
        result.is_page_compared = _are_pages_todays(bag)
    _check_stamp(bag, roots, result)
    return result


def _content_differences(bag: Bag) -> Iterator[str]:
    """Yield the differences between the evidence in *bag* and its bytes, and between its pages and the evidence."""
    try:
        evidence = from_json(bag.files[DOCUMENT])
    except UnusablePack as error:
        if not any(bagit.find_faults(bag)):
            raise  # undamaged, but not in a form that we know
        yield str(error)
        return
    bodies = bag.files[BODIES[0]], bag.files[BODIES[1]]
    found = [*pack_differences(evidence, bodies)]
    yield from found
    yield from _page_differences(evidence, bodies, bag, certain=not found)


def _are_pages_todays(bag: Bag) -> bool:
    """Return whether today's code wrote the pages of *bag*; where it did not, their wording may be another."""
    try:
        return from_json(bag.files[DOCUMENT]).page_code == page_code()
    except UnusablePack:
        return True


def _page_differences(evidence: Evidence, bodies: tuple[bytes, bytes], bag: Bag, *, certain: bool) -> Iterator[str]:
    if certain:
        yield from payload_differences(evidence, bodies, bag.files, page_code())
    else:
        yield "the pages of the pack were not recomputed, since their evidence differs"


def _check_stamp(bag: Bag, roots: bytes, result: PackCheck) -> None:
    answer = bag.files.get(bagit.STAMP)
    if answer is None:
        result.notes.append("no time-stamp is attached")
        return
    if not IS_INSTALLED:
        result.notes.append(f"a time-stamp is attached and was not checked: {INSTALL_COMMAND}")
        return
    try:
        seen = read_time_stamp(answer, roots)
    except UnusablePack as error:
        result.differences.append(visible(f"{bagit.STAMP}: {error}"))
        return
    if seen.hashed != bag.digest:
        result.differences.append(f"{bagit.STAMP} stamps another hash: {seen.hashed}")
    elif seen.signed:
        result.is_signature_checked = True
        result.notes.append(f"time-stamped {seen.at}, signed under the certificates given")
    else:
        result.notes.append(
            f"time-stamped {seen.at} according to itself; its signature was not checked, which needs --roots FILE"
        )
