"""Which capture's bytes stand for one that was not fetched, since an index lists both under one digest. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from clausetrail.snapshots.model import Capture, parse_timestamp


def has_same_bytes(held: Capture, capture: Capture) -> bool:
    """Return whether *held* is *capture*, or listed under its digest with its status, which a revisit does not repeat."""
    alike = capture.digest not in {"", "-"} and held.digest == capture.digest
    return held.id == capture.id or (alike and capture.statuscode in {None, held.statuscode})


def nearest_in_time(alike: Iterable[Capture], capture: Capture) -> Capture:
    """Return *capture* itself if it is among those that read *alike*, else the one of them nearest in time."""
    at = parse_timestamp(capture.timestamp)
    return min(
        alike, key=lambda held: (held.id != capture.id, abs(parse_timestamp(held.timestamp) - at), held.timestamp)
    )
