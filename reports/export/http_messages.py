"""Rebuild the HTTP response of a snapshot, with the headers that still describe the stored bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import responses
from itertools import chain

from clausetrail.snapshots.model import Snapshot
from clausetrail.snapshots.payload.content_coding import (
    Undecodable,
    coding_names,
    declared_codings,
    decode_content,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_REWRITTEN = re.compile(r"/\d{14}(?:[a-z]{2}_)?/([a-z]+:.+)\Z", re.IGNORECASE)


def http_response(snapshot: Snapshot) -> bytes:
    """Return *snapshot* as an HTTP response: status line, the origin's headers, body.

    A header that no longer describes the body is renamed to X-Archive-Orig-…. Headers are latin-1 (RFC 9110, 5.5).
    """
    head = [f"HTTP/1.1 {snapshot.status} {responses.get(snapshot.status, 'Unknown')}"]
    head += [f"{in_one_line(name)}: {in_one_line(value)}" for name, value in _headers(snapshot)]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1", "backslashreplace") + snapshot.body


def in_one_line(value: str) -> str:
    """Return *value* in one line, so that no archived header can begin another."""
    return _CONTROL.sub(" ", value)


def _headers(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    codings = _codings(snapshot)
    named = False
    for name, value in chain(snapshot.origin_headers, _location(snapshot)):
        if name.lower() == "content-encoding":
            describes = not named and bool(codings) and coding_names(((name, value),)) == codings
            named = named or describes
        else:
            describes = _describes(name, value, snapshot.body)
        yield (name if describes else f"X-Archive-Orig-{name}"), value
    if codings and not named:
        yield "Content-Encoding", ", ".join(codings)


def _codings(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the content codings that the stored bytes have, in the order in which they were applied (RFC 9110, 8.4).

    They are those that the bytes show, for archives replay coded bytes without the header and decoded bytes with it. A body that
    cannot be decoded keeps what its headers name.
    """
    try:
        return decode_content(snapshot.body, declared_codings(snapshot)).codings[::-1]
    except Undecodable:
        return coding_names(snapshot.origin_headers) or coding_names(snapshot.archive_headers)


def _describes(name: str, value: str, body: bytes) -> bool:
    """Return whether a header is true of *body*, which is stored without transfer and content coding."""
    match name.lower():
        case "transfer-encoding":
            return False
        case "content-length":
            return value.strip() == str(len(body))
    return True


def _location(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the target of the origin's redirect. Archives do not copy that header: theirs leads to a memento of the target."""
    if 300 <= snapshot.status < 400 and not any(name.lower() == "location" for name, _ in snapshot.origin_headers):
        for name, value in snapshot.archive_headers:
            if name.lower() == "location":
                rewritten = _REWRITTEN.search(value)
                yield name, rewritten[1] if rewritten else value
