"""Choose which captures to fetch, given what is known. Pure functions.

Every payload is fetched at most once: rows of one digest and one status hold the same bytes, and a revisit is another
sighting of the bytes of another row. Of a deep past not even every payload is fetched: `clausetrail.crawler.planning.bisection`
chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby

from clausetrail.crawler.planning.bisection import find_cuts
from clausetrail.snapshots.history.coverage import UNREADABLE, ListedCapture, sort_captures
from clausetrail.snapshots.model import Capture

# Media types, as an index states them, of bytes that cannot be a policy's text. Everything else is fetched and read.
NON_TEXT_TYPES = ("image/", "video/", "audio/", "font/", "text/css", "application/javascript", "text/javascript")


class FetchMode(StrEnum):
    """How much of a policy's past is fetched."""

    AUTO = "auto"
    ALL = "all"
    DISTINCT = "distinct"
    BISECT = "bisect"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How much of a policy's past is fetched.

    With BISECT, *gap_days* is the widest interval between two captures that read alike, if the archive has captures in
    it. *budget* is the most captures fetched in one run, None for no limit. AUTO fetches each payload of a policy that
    has up to *bisect_above* of them, and bisects a deeper past.
    """

    mode: FetchMode = FetchMode.DISTINCT
    gap_days: float = 90.0
    budget: int | None = None
    bisect_above: int = 500


def payload_key(capture: Capture) -> tuple[str, int | None]:
    """Return the digest and the status, which identify a payload: equal digests under different status are not equal pages."""
    return capture.digest, capture.statuscode


def may_hold_text(capture: Capture) -> bool:
    """Return whether the bytes of *capture* may hold the policy, according to the index.

    Redirects and errors are not fetched for their text: the index has all that matters about them here.
    """
    return capture.statuscode in {200, None} and not capture.mimetype.startswith(NON_TEXT_TYPES)


def redirects_to_fetch(captures: Iterable[Capture], stored: Set[int], most: int = 12) -> list[Capture]:
    """Return the archived redirects worth fetching: the first and the last of each run of them, the newest *most*.

    The index does not state the target of a redirect, and all empty bodies share one digest.
    """
    ends: list[Capture] = []
    for _, address in groupby(sorted(captures, key=lambda c: (c.urlkey, c.timestamp)), key=lambda c: c.urlkey):
        for is_redirect, run in groupby(address, key=lambda c: c.statuscode is not None and 300 <= c.statuscode < 400):
            if is_redirect:
                seen = list(run)
                ends += dict.fromkeys((seen[0], seen[-1]))
    newest = sorted(ends, key=lambda c: c.timestamp)[-most:]
    return [capture for capture in newest if capture.id not in stored]


def unfetched_payloads(
    captures: Iterable[Capture], stored: Set[int], unplayable: Set[int] = frozenset()
) -> Iterator[Capture]:
    """Yield one capture for each payload of *captures* whose bytes are not stored, oldest first.

    *stored* and *unplayable* are numbers of captures: of those whose bytes are stored, and of those that the archive
    cannot play. Instead of an unplayable capture another one of the same payload is chosen.
    """
    candidates = [capture for capture in captures if may_hold_text(capture)]
    known = {payload_key(capture) for capture in candidates if capture.id in stored}
    # A revisit repeats no status: its payload is known where any readable row of its digest is.
    digests = {digest for digest, _ in known}
    originals = (capture for capture in candidates if capture.statuscode is not None)
    revisits = (capture for capture in candidates if capture.statuscode is None)
    for capture in chain(originals, revisits):
        seen = capture.digest in digests if capture.statuscode is None else payload_key(capture) in known
        if seen or capture.id in unplayable:
            continue
        if capture.digest != "-":  # rows without a digest may each hold another page
            known.add(payload_key(capture))
            digests.add(capture.digest)
        yield capture


def fetch_mode(captures: Sequence[Capture], options: FetchOptions) -> FetchMode:
    """Return how *captures* are fetched: AUTO becomes DISTINCT or BISECT by the number of payloads, stored or not.

    So the choice stays the same while they are fetched.
    """
    if options.mode is not FetchMode.AUTO:
        return options.mode
    payloads = sum(1 for _ in unfetched_payloads(captures, frozenset()))
    return FetchMode.DISTINCT if payloads <= options.bisect_above else FetchMode.BISECT


def all_unfetched(captures: Iterable[Capture], stored: Set[int], unplayable: Set[int]) -> Iterator[Capture]:
    """Yield all *captures* that may hold the policy, repeated payloads included, oldest first."""
    known = stored | unplayable
    return (capture for capture in captures if may_hold_text(capture) and capture.id not in known)


def listed_captures(
    captures: Iterable[Capture], fingerprints: Mapping[int, str], unplayable: Set[int]
) -> list[ListedCapture]:
    """Return the captures that may hold the policy, in the order of time, with what is known about each one's payload.

    *fingerprints* holds the fingerprint, or UNREADABLE, of the captures that were read, by number. All addresses of a
    policy form one sequence. An unplayable capture counts as unreadable, unless its payload was read elsewhere.
    """
    candidates = [capture for capture in captures if may_hold_text(capture)]
    read = [
        (capture, fingerprints[capture.id])
        for capture in candidates
        if capture.id is not None and capture.id in fingerprints
    ]
    by_payload = {payload_key(capture): fingerprint for capture, fingerprint in read if capture.digest != "-"}
    by_digest = {capture.digest: fingerprint for capture, fingerprint in read if capture.digest != "-"}

    def fingerprint_of(capture: Capture) -> str | None:
        found = fingerprints.get(capture.id or 0, by_payload.get(payload_key(capture)))
        if found is None and capture.statuscode is None:
            found = by_digest.get(capture.digest)
        return UNREADABLE if found is None and capture.id in unplayable else found

    return sort_captures([ListedCapture(capture, fingerprint_of(capture)) for capture in candidates])


def next_captures(sequence: Sequence[ListedCapture], gap_days: float, most: int | None) -> list[Capture]:
    """Return the captures to fetch next of a sequence that is bisected, each of another payload.

    They may be fetched at once; the next ones depend on their texts. Without a budget all intervals are cut at once.
    With one, the less urgent cuts wait, and no more than *most* captures are returned.
    """
    found = find_cuts(sequence, gap_days)
    if most is not None:
        found = [cut for cut in found if cut.reason == found[0].reason][: max(0, most)]
    return list(unfetched_payloads((sequence[cut.position].capture for cut in found), frozenset()))
