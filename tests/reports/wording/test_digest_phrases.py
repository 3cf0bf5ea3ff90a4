"""What the comparison of a body with the index's digest means, as a sentence."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording.digest_phrases import digest_sentence, same_digest_sentence


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            "equal",
            "The bytes in this pack have the digest that the archive's index lists: they are what it stored.",
        ),
        (
            "equal, computed from the file: the record states none",
            "The bytes in this pack have the digest that was computed from the archive file. Its record states none",
        ),
        (
            "equal, computed from the file: the record states one of another kind, sha256",
            "The bytes in this pack have the digest that was computed from the archive file, whose record states",
        ),
        (
            "stored compressed (gzip)",
            "The archive stored the page compressed and its index lists the hash of that form",
        ),
        ("stored chunked", "The archive stored the page in chunks and its index lists the hash of that form"),
        ("the index gives no digest", "The archive's index lists no hash."),
        (
            "the index gives a digest of an unknown kind, blake3",
            "The archive's index lists a hash of a kind that is not computed here.",
        ),
        ("differs", "The bytes do not have the digest that the archive's index lists."),
        ("", "The bytes in this pack were not compared with the archive's index."),
    ],
)
def test_each_result_has_its_sentence(result: str, sentence: str) -> None:
    assert digest_sentence(result, "in this pack", imported=False).startswith(sentence)


def test_a_truncated_body_and_an_imported_text_are_named_as_such() -> None:
    assert digest_sentence("differs, truncated", "here", imported=False).endswith("less than the origin had announced.")
    assert digest_sentence("equal", "here", imported=True) == "An imported text: no archive's index lists it."


def test_the_capture_with_the_bytes_is_named() -> None:
    assert "the same hash as the capture of NOON, whose bytes are here." in same_digest_sentence("NOON", "here")
