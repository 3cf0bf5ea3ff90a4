"""Explain in a sentence whether a capture's bytes match the digest in the archive's index. Used by pages and evidence packs.

Pure: the result of the comparison (`clausetrail.crawler.archives.digest_proof`) is stored with each snapshot and comes in as text.
"""

from __future__ import annotations

_DIGEST_OF_CODED_FORM = (
    "and its index lists the hash of that form, so the two hashes cannot be compared. The bytes are those that the "
    "archive served."
)
# The beginning of each stored result, with the rest of the sentence about the bytes.
_SENTENCES = (
    (
        "equal without the content coding",
        "have, once the content coding of the transport is removed, the digest that the archive's index lists.",
    ),
    (
        "equal, computed from the file: the record states none",
        "have the digest that was computed from the archive file. Its record states none, so this proves no more than the file does.",
    ),
    (
        "equal, computed from the file",
        "have the digest that was computed from the archive file, whose record states a digest of another kind.",
    ),
    ("equal", "have the digest that the archive's index lists: they are what it stored."),
    ("stored compressed", f"The archive stored the page compressed {_DIGEST_OF_CODED_FORM}"),
    ("stored chunked", f"The archive stored the page in chunks {_DIGEST_OF_CODED_FORM}"),
    (
        "the index gives a digest of an unknown kind",
        "The archive's index lists a hash of a kind that is not computed here. The bytes are those that the archive served.",
    ),
    ("the index gives no digest", "The archive's index lists no hash. The bytes are those that the archive served."),
)
_UNEQUAL = (
    "The bytes do not have the digest that the archive's index lists. They are those that the archive served; why the "
    "index has another hash is not known."
)
_IMPORTED = "An imported text: no archive's index lists it."
_TRUNCATED = "The archive sent less than the origin had announced."


def digest_sentence(result: str, where: str, *, imported: bool) -> str:
    """Return what *result*, the stored comparison of a body with the index's digest, means for the bytes *where* ("in this pack")."""
    if imported:
        return _IMPORTED
    if not result:
        return f"The bytes {where} were not compared with the archive's index."
    sentence = next((rest for start, rest in _SENTENCES if result.startswith(start)), _UNEQUAL)
    if result.startswith("equal"):
        sentence = f"The bytes {where} {sentence}"
    return f"{sentence} {_TRUNCATED}" if "truncated" in result else sentence


def same_digest_sentence(at: str, where: str) -> str:
    """Return the rest of a sentence about a capture that was not fetched, because the index lists it under the hash of
    the capture of the time *at*, whose bytes are *where*.
    """
    return f"was not fetched. The index lists it under the same hash as the capture of {at}, whose bytes are {where}."
