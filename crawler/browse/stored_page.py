"""The stored bytes of a capture for a browser: shown as they are, without scripts and without a request to anywhere."""

from __future__ import annotations

from collections.abc import Callable

from clausetrail.reports.templating import web_link
from clausetrail.snapshots.model import Capture, Snapshot
from clausetrail.snapshots.payload.content_coding import declared_codings, decode_content
from clausetrail.snapshots.store import Store

# A sandbox without permissions runs no script and submits no form (w3.org/TR/CSP3, section 6.2.9). What is not inline is not loaded.
CONTENT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
PREFIX = "/captures/"
_SHOWN = ("text/html", "text/plain", "application/xhtml+xml")


def playable_link(store: Store, link: Callable[[Capture], str], site: str) -> Callable[[Capture], str]:
    """Return *link*, or the stored page below *site* for the captures of local files, which no archive serves."""

    def playable(capture: Capture) -> str:
        url = link(capture)
        if web_link(url) or not (capture.id and store.facts.body_sha256(capture)):
            return url
        return f"{site}{PREFIX}{capture.id}"

    return playable


def stored_page(store: Store, number: int) -> tuple[bytes, dict[str, str]] | None:
    """Return the stored page of the capture with *number* and its HTTP headers, or None where none is stored.

    Raises Undecodable.
    """
    capture = store.facts.find_capture(number)
    if capture is None or not store.facts.body_sha256(capture):
        return None
    snapshot = store.facts.snapshot(capture)
    return decode_content(snapshot.body, declared_codings(snapshot)).body, _headers(snapshot)


def _headers(snapshot: Snapshot) -> dict[str, str]:
    """Return the declared type of a page or a text; everything else is a download."""
    declared = next((value for name, value in snapshot.origin_headers if name.lower() == "content-type"), "text/html")
    if declared.partition(";")[0].strip().lower() in _SHOWN and declared.isascii() and declared.isprintable():
        return {"Content-Type": declared}
    name = f"capture-{snapshot.capture.timestamp}.bin"
    return {"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{name}"'}
