"""Verify an evidence pack: compare its record with hashes, readings and a comparison made again from its bytes.

No store is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from soupsieve import SelectorSyntaxError

from clausetrail.pipelines.code_version import reading_code, revision_code
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.evidence.evidence_record import Evidence, Side
from clausetrail.snapshots.model import Reading, Verdict
from clausetrail.snapshots.payload.digests import is_digest_of
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.text.fingerprint import fingerprint


def pack_differences(evidence: Evidence, bodies: tuple[bytes, bytes]) -> Iterator[str]:
    """Yield a sentence for each difference between the record *evidence* and what today's code derives from *bodies*.

    *bodies* are the bytes of the captures before and after the revision.
    """
    for (name, side), body in zip(evidence.sides, bodies, strict=True):
        yield from _body_differences(name, side, body)
        yield from _reading_differences(name, side, evidence, body)
    for name, side, version in (
        ("before", evidence.before, evidence.revision.before),
        ("after", evidence.after, evidence.revision.after),
    ):
        if side.fingerprint != version.fingerprint:
            yield f"{name}: the text that was read is not the one of version {version.number}"
        if side.elsewhere and fingerprint(side.clauses) != side.fingerprint:
            yield f"{name}: the text that was compared is not the reading without the clauses elsewhere on the page"
    is_switch = evidence.revision.switch is not None
    found = () if is_switch else changes(evidence.before.clauses, evidence.after.clauses)
    if found != evidence.revision.changes:
        yield f"the redline is not what comparing the two texts gives{_code_note(evidence.revision.code, revision_code())}"


def _body_differences(name: str, side: Side, body: bytes) -> Iterator[str]:
    if (len(body), hashlib.sha256(body).hexdigest()) != (side.size, side.sha256):
        yield f"{name}: the bytes are not those that the evidence names"
    if payload_digest(body) != side.sha1:
        yield f"{name}: the bytes do not have the SHA-1 that the evidence names"
    if side.capture.is_imported:
        return
    equal = is_digest_of(side.held.digest, body)
    if equal != (side.proof.partition(",")[0] == "equal"):
        result = "equal" if equal else "not equal"
        yield f"{name}: the bytes are {result} to the digest in the index, and the evidence states {side.proof[:100]!r}"
    if not side.is_exact and (side.held.digest != side.capture.digest or side.held.digest in {"", "-"}):
        yield f"{name}: the bytes are of another capture, which the index lists under another digest"


def _reading_differences(name: str, side: Side, evidence: Evidence, body: bytes) -> Iterator[str]:
    try:
        today = read(side.snapshot(body), evidence.policy, reading_code())
    except SelectorSyntaxError:
        yield f"{name}: the text cannot be read again: the policy's selectors are not valid"
        return
    codes = _code_note(side.code, reading_code())
    if today.verdict is not Verdict.POLICY:
        yield f"{name}: the bytes read as {today.verdict}{codes}"
    elif differing := _differing_parts(side, today):
        yield f"{name}: read again, the bytes give another {', '.join(differing)}{codes}"


def _differing_parts(side: Side, reading: Reading) -> list[str]:
    """Return the names of the parts in which *reading* differs from *side*."""
    return [{"clauses": "text"}.get(part, part) for part in side.differing_fields(reading)]


def _code_note(recorded: str, today: str) -> str:
    """Return a note that names both codes where they differ: another code may be the reason for a difference."""
    return "" if recorded == today else f" (made by {ascii(recorded[:60])[1:-1]}, today's code is {today})"
