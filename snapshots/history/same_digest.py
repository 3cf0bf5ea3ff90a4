"""Find the fetched capture with the same bytes as one that was not fetched, by the digest in the archive's index. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from clausetrail.snapshots.model import Capture, parse_timestamp


def has_same_bytes(fetched: Capture, capture: Capture) -> bool:
    """Return whether *fetched* is *capture*, or has the same digest and status; a revisit does not repeat the status."""
    is_alike = capture.digest not in {"", "-"} and fetched.digest == capture.digest
    return fetched.id == capture.id or (is_alike and capture.statuscode in {None, fetched.statuscode})


def nearest_in_time(candidates: Iterable[Capture], capture: Capture) -> Capture:
    """Return *capture* itself if it is among *candidates*, else the one of them nearest in time, the earlier of two."""
    time = parse_timestamp(capture.timestamp)
    return min(
        candidates, key=lambda one: (one.id != capture.id, abs(parse_timestamp(one.timestamp) - time), one.timestamp)
    )
