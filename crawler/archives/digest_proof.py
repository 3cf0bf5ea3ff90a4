"""Check whether a body is the payload that the index listed: by its digest, and where that differs by its headers.

An equal digest is a proof. An unequal one is no error: an index hashes the stored bytes, which may be compressed or
chunked, and early ARC indexes hashed one byte more (EDGI wayback, CdxRecord.digest).
"""

from __future__ import annotations

from collections.abc import Mapping

from clausetrail.snapshots.payload.digests import NONE, is_checkable, is_digest_of, kind_of

EQUAL_DECODED = "equal without the content coding"
UNEQUAL = "unequal, reason unknown"
# The bytes are kept, but what may be half a page must not remove a clause: the word "truncated" marks such a body.
TWICE = "unequal, twice the same bytes and no end of a page: perhaps truncated"
CHANGING = "unequal, and not the same bytes twice"

# The field of a WARC record that holds only a part of the payload, with the reason (ISO 28500). Our replay server sends
# it as a header.
TRUNCATED = "WARC-Truncated"
# The header in which our replay server says that the digest in its index is not the one that the record states.
COMPUTED = "X-Archive-Digest"
# The header in which our replay server says why it cannot play a capture that it lists.
REASON = "X-Archive-Reason"


def check_digest(
    digest: str,
    body: bytes,
    origin: Mapping[str, str],
    marked: str = "",
    decoded: bytes | None = None,
    computed: str = "",
) -> str:
    """Return "equal", or why *body* does not hash to *digest*; and that it is truncated, according to record or origin.

    *origin* holds the origin's headers by their names in lower case, *marked* is the reason in the record's field. A body
    that is shorter than the Content-Length of the origin was truncated by a crawler's limit or in transfer: its last
    clauses are missing, not deleted. *decoded* is the
    body without content codings, where it has any: an archive that adds a coding for the transport lists the digest of what
    it stored. *computed* says, of an archive file, why the digest in its index was computed from the file: then an equal one proves
    nothing about the record.
    """
    announced = origin.get("content-length", "").strip()
    is_coded = decoded is not None or origin.get("content-encoding", "identity").strip() not in {"", "identity"}
    if is_digest_of(digest, body):
        parts = ["equal", f"computed from the file: {computed[:80]}"] if computed else ["equal"]
    elif decoded is not None and is_digest_of(digest, decoded):
        parts = [EQUAL_DECODED]
    else:
        parts = [_reason(digest, origin, packed=is_coded)]
    if announced.isdigit() and len(body) < int(announced) and not is_coded:
        parts.append(f"truncated: {len(body):,} of {int(announced):,} bytes")
    elif marked:
        parts.append(f"truncated, as the record says: {marked[:80]}")
    return ", ".join(parts)


def _reason(digest: str, origin: Mapping[str, str], *, packed: bool) -> str:
    if digest == NONE:
        return "the index gives no digest"
    if not is_checkable(digest):
        return f"the index gives a digest of an unknown kind, {kind_of(digest)}"
    if packed:
        return "stored compressed"
    return "stored chunked" if "chunked" in origin.get("transfer-encoding", "") else UNEQUAL
