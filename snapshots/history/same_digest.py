"""Find the fetched capture with the same bytes as one that was not fetched, by the digest in the archive's index. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausetrail.snapshots.model import Capture, parse_timestamp


def has_same_bytes(fetched: Capture, capture: Capture) -> bool:
    """Return whether *fetched* is *capture*, or has the same digest and status; a revisit does not repeat the status."""
    is_alike = capture.digest not in {"", "-"} and fetched.digest == capture.digest
    return fetched.id == capture.id or (is_alike and capture.statuscode in {None, fetched.statuscode})


def by_payload(fetched: Iterable[Capture]) -> dict[tuple[str, int | None], Capture]:
    """Return the *fetched* captures that have a digest, by digest and status, and by digest alone (status None)."""
    found: dict[tuple[str, int | None], Capture] = {}
    for capture in fetched:
        if capture.digest not in {"", "-"}:
            found[capture.digest, capture.statuscode] = found[capture.digest, None] = capture
    return found


def with_same_payload(fetched: Mapping[tuple[str, int | None], Capture], capture: Capture) -> Capture | None:
    """Return the capture among *fetched*, as `by_payload` returns them, with the payload of *capture*, or None."""
    return fetched.get((capture.digest, capture.statuscode))


def nearest_in_time(candidates: Iterable[Capture], capture: Capture) -> Capture:
    """Return *capture* itself if it is among *candidates*, else the one of them nearest in time, the earlier of two."""
    time = parse_timestamp(capture.timestamp)
    return min(
        candidates, key=lambda one: (one.id != capture.id, abs(parse_timestamp(one.timestamp) - time), one.timestamp)
    )
