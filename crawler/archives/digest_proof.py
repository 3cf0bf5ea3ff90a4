"""Is a body the payload that the index listed? The SHA-1 decides; where it differs, the headers may say why.

Equal is proof. Unequal is no error: an index hashes what was stored, which may have been compressed or chunked,
and early ARC indexes hashed a byte more (EDGI wayback, CdxRecord.digest).
"""

from __future__ import annotations

from collections.abc import Mapping

from clausetrail.snapshots.storage.bodies import payload_digest

UNEQUAL = "unequal, reason unknown"
# The bytes are kept, but what may be half a page must not end a clause: "truncated" is read as that.
TWICE = "unequal, twice the same bytes and no end of a page: perhaps truncated"
CHANGING = "unequal, and not the same bytes twice"


# The field of a WARC record that holds a part of the payload only, with the reason (ISO 28500), as our playback hands it on.
TRUNCATED = "WARC-Truncated"


def check_digest(digest: str, body: bytes, origin: Mapping[str, str], marked: str = "") -> str:
    """Return "equal", or why *body* does not hash to *digest*; and that it is truncated, where record or origin said so.

    *origin* holds the origin's headers by their names in lower case, *marked* is what the record calls the reason. A body
    that is shorter than the length the origin announced was cut by a crawler's limit or on the way; its last clauses are
    missing, not deleted.
    """
    announced = origin.get("content-length", "").strip()
    packed = body.startswith(b"\x1f\x8b") or origin.get("content-encoding", "identity").strip() not in {"", "identity"}
    parts = ["equal" if payload_digest(body) == digest else _reason(digest, origin, packed=packed)]
    if announced.isdigit() and len(body) < int(announced) and not packed:
        parts.append(f"truncated: {len(body):,} of {int(announced):,} bytes")
    elif marked:
        parts.append(f"truncated, as the record says: {marked[:40]}")
    return ", ".join(parts)


def ends_as_a_page(body: bytes) -> bool:
    """Return whether *body* closes as HTML does: then it was hardly cut, whatever it hashes to.

    An archive that hands out decoded what it stored compressed gives no page its index's digest; asking for each of them
    twice would double the load for nothing.
    """
    tail = body.rstrip()[-300:].lower()
    return b"</html" in tail or b"</body" in tail


def _reason(digest: str, origin: Mapping[str, str], *, packed: bool) -> str:
    if digest == "-":
        return "the index gives no digest"
    if packed:
        return "stored compressed"
    return "stored chunked" if "chunked" in origin.get("transfer-encoding", "") else UNEQUAL
