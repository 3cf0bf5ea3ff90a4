"""How the bytes of a capture bear on what is said of it, in plain words: for a page, and for a pack of evidence. Pure."""

from __future__ import annotations

_STORED = (
    "and its index lists the hash of that form, so the two hashes cannot be held against each other. The bytes are what the "
    "archive played."
)
_PROOFS = (
    ("equal", "have the very SHA-1 that the archive's index lists: they are what it stored."),
    ("stored compressed", f"The archive stored the page compressed {_STORED}"),
    ("stored chunked", f"The archive stored the page in chunks {_STORED}"),
    ("the index gives no digest", "The archive's index lists no hash. The bytes are what the archive played."),
)
_UNLIKE = (
    "The bytes do not have the SHA-1 that the archive's index lists. They are what the archive played; why the index has "
    "another hash is not known."
)
_IMPORTED = "An imported text: no archive's index speaks of it."
_CUT = "The archive sent less than the origin had announced."


def digest_sentence(told: str, where: str, *, imported: bool) -> str:
    """Return what *told*, as a snapshot has it of its bytes and the index's digest, says of the bytes that lie *where*."""
    if imported:
        return _IMPORTED
    if not told:
        return f"The bytes {where} were not held against the archive's index."
    found = next((said for start, said in _PROOFS if told.startswith(start)), _UNLIKE)
    found = f"The bytes {where} {found}" if told.startswith("equal") else found
    return f"{found} {_CUT}" if "truncated" in told else found


def same_digest_sentence(at: str, where: str) -> str:
    """Return what is said of a capture that was not fetched since the index lists it under the hash of the one *at* a time."""
    return f"was not fetched. The index lists it under the same hash as the capture of {at}, whose bytes are {where}."
