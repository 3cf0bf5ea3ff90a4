"""Which captures to fetch, given what is known: pure.

Every payload is fetched at most once: rows of one digest and one status hold the same bytes, and a revisit is
a sighting of bytes that another row has. Of a deep history not even every payload: `clausetrail.crawler.planning.bisection` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby

from clausetrail.crawler.planning.bisection import cuts
from clausetrail.snapshots.history.coverage import UNREADABLE, ListedCapture, sort_captures
from clausetrail.snapshots.model import Capture

# What an index says of bytes that cannot be a policy's words; everything else is fetched and looked at.
NEVER_TEXT = ("image/", "video/", "audio/", "font/", "text/css", "application/javascript", "text/javascript")


class FetchMode(StrEnum):
    """How much of a policy's past is fetched."""

    AUTO = "auto"
    ALL = "all"
    DISTINCT = "distinct"
    BISECT = "bisect"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How far a plan goes: *widest* days between looks that agree, and at most *budget* captures, where it is not None.

    AUTO fetches each payload of a policy that has up to *whole* of them, and bisects a deeper past.
    """

    mode: FetchMode = FetchMode.DISTINCT
    gap_days: float = 90.0
    budget: int | None = None
    bisect_above: int = 500


def payload_key(capture: Capture) -> tuple[str, int | None]:
    """Return what tells one payload from another: equal digests under different status are not equal pages."""
    return capture.digest, capture.statuscode


def worth_fetching(capture: Capture) -> bool:
    """Return whether the bytes of *capture* may hold the policy, as far as the index tells.

    Redirects and errors stay sightings: the index has told all that matters of them here.
    """
    return capture.statuscode in {200, None} and not capture.mimetype.startswith(NEVER_TEXT)


def redirects(captures: Iterable[Capture], held: Set[int], most: int = 12) -> list[Capture]:
    """Return the archived redirects worth asking for: the first and the last of each run of them, the newest *most*.

    The index does not say where a redirect leads, and all empty bodies share one digest.
    """
    ends: list[Capture] = []
    for _, address in groupby(sorted(captures, key=lambda c: (c.urlkey, c.timestamp)), key=lambda c: c.urlkey):
        for is_redirect, run in groupby(address, key=lambda c: c.statuscode is not None and 300 <= c.statuscode < 400):
            if is_redirect:
                seen = list(run)
                ends += dict.fromkeys((seen[0], seen[-1]))
    newest = sorted(ends, key=lambda c: c.timestamp)[-most:]
    return [capture for capture in newest if capture.id not in held]


def unfetched_payloads(
    captures: Iterable[Capture], held: Set[int], given_up: Set[int] = frozenset()
) -> Iterator[Capture]:
    """Yield one capture for each payload of *captures* whose bytes are not held, oldest first.

    *held* and *given_up* are numbers of captures: of the first, the bytes are there; of the second, the archive
    has said that it cannot play them, so another capture of the same payload is asked for instead.
    """
    candidates = [capture for capture in captures if worth_fetching(capture)]
    known = {payload_key(capture) for capture in candidates if capture.id in held}
    # A revisit repeats no status: its payload is known where any readable row of its digest is.
    digests = {digest for digest, _ in known}
    originals = (capture for capture in candidates if capture.statuscode is not None)
    revisits = (capture for capture in candidates if capture.statuscode is None)
    for capture in chain(originals, revisits):
        seen = capture.digest in digests if capture.statuscode is None else payload_key(capture) in known
        if seen or capture.id in given_up:
            continue
        if capture.digest != "-":  # rows without a digest may each hold another page
            known.add(payload_key(capture))
            digests.add(capture.digest)
        yield capture


def fetch_mode(captures: Sequence[Capture], options: FetchOptions) -> FetchMode:
    """Return how *captures* are fetched: AUTO becomes DISTINCT or BISECT by how many payloads there are, held or not.

    So the choice stays the same while they are fetched.
    """
    if options.mode is not FetchMode.AUTO:
        return options.mode
    payloads = sum(1 for _ in unfetched_payloads(captures, frozenset()))
    return FetchMode.DISTINCT if payloads <= options.bisect_above else FetchMode.BISECT


def all_unfetched(captures: Iterable[Capture], held: Set[int], given_up: Set[int]) -> Iterator[Capture]:
    """Yield all *captures* that may hold the policy, the same bytes again too, oldest first."""
    known = held | given_up
    return (capture for capture in captures if worth_fetching(capture) and capture.id not in known)


def places(captures: Iterable[Capture], said: Mapping[int, str], given_up: Set[int]) -> list[ListedCapture]:
    """Return the captures that may hold the policy in their order in time, with what is known of each one's payload.

    *said* holds the fingerprint, or SILENT, of captures that were read, by their number. All addresses of a policy are
    one sequence. A capture that was given up shows nothing, unless its payload was read elsewhere.
    """
    candidates = [capture for capture in captures if worth_fetching(capture)]
    read = [(capture, said[capture.id]) for capture in candidates if capture.id is not None and capture.id in said]
    known = {payload_key(capture): says for capture, says in read if capture.digest != "-"}
    revisited = {capture.digest: says for capture, says in read if capture.digest != "-"}

    def says(capture: Capture) -> str | None:
        found = said.get(capture.id or 0, known.get(payload_key(capture)))
        if found is None and capture.statuscode is None:
            found = revisited.get(capture.digest)
        return UNREADABLE if found is None and capture.id in given_up else found

    return sort_captures([ListedCapture(capture, says(capture)) for capture in candidates])


def next_captures(sequence: Sequence[ListedCapture], widest: float, most: int | None) -> list[Capture]:
    """Return the captures to fetch next of a sequence that is bisected, each of another payload.

    They may be fetched at once, and the plan be asked again when they have come. Without a budget all intervals are cut
    at once; with one, whatever is less urgent waits, and no more than *most* captures are returned.
    """
    found = cuts(sequence, widest)
    if most is not None:
        found = [cut for cut in found if cut.reason == found[0].reason][: max(0, most)]
    return list(unfetched_payloads((sequence[cut.position].capture for cut in found), frozenset()))
