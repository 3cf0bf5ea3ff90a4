"""Snapshots of an invented policy, as an archive served them."""

from __future__ import annotations

from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.bodies import payload_digest

KITES = Policy("kites", ("http://kites.example/privacy",))
TIME = "20120304050607"


def capture(timestamp: str = TIME, statuscode: int | None = 200, digest: str = "A" * 32) -> Capture:
    mimetype = "text/html" if statuscode else "warc/revisit"
    url = KITES.urls[0]
    return Capture("kites", "archive.example", "example,kites)/privacy", timestamp, url, mimetype, statuscode, digest)


def snapshot(
    body: bytes,
    headers: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    seen: Capture | None = None,
    proof: str = "",
) -> Snapshot:
    memento = f"https://archive.example/web/{TIME}id_/{KITES.urls[0]}"
    return Snapshot(
        seen or capture(digest=payload_digest(body)), body, memento, status, (), headers, "2026-01-02T03:04:05Z", proof
    )
