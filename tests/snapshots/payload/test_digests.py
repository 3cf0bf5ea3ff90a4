"""The notations of digests, and bytes that are checked against them."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.payload.digests import (
    NONE,
    digest_of,
    is_checkable,
    is_digest_of,
    is_of_no_bytes,
    kind_of,
    labelled,
    parse_digest,
)

PAGE = b"<p>The lamp is lit at dusk.</p>"
KINDS = ("sha1", "md5", "sha256", "sha384", "sha512")


@given(st.binary(max_size=200), st.sampled_from(KINDS))
def test_every_notation_of_a_digest_is_the_same_digest(body: bytes, kind: str) -> None:
    raw = hashlib.new(kind, body).digest()
    base32 = base64.b32encode(raw).decode()
    base64_text = base64.b64encode(raw).decode()
    one = digest_of(body, kind)
    name = kind.replace("sha", "SHA-")
    values = [
        raw.hex(),
        raw.hex().upper(),
        base32,
        base32.rstrip("="),
        base32.lower(),
        base64_text,
        base64_text.rstrip("="),
    ]
    assert {parse_digest(f"{kind}:{value}") for value in values} == {one}
    assert parse_digest(f"{name}:{raw.hex()}") == parse_digest(labelled(one)) == parse_digest(one) == one
    assert is_digest_of(one, body)
    assert not is_digest_of(one, body + b".")
    assert kind_of(one) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_length_tells_the_kind_of_a_digest_without_a_label(kind: str) -> None:
    raw = hashlib.new(kind, PAGE).digest()
    assert parse_digest(raw.hex()) == digest_of(PAGE, kind)
    if kind != "md5":
        assert parse_digest(base64.b32encode(raw).decode()) == digest_of(PAGE, kind)


def test_a_sha1_in_small_letters_is_no_md5() -> None:
    assert parse_digest(digest_of(PAGE).lower()) == digest_of(PAGE)


def test_no_digest_and_unknown_kinds_prove_nothing() -> None:
    assert parse_digest("") == parse_digest("-") == NONE
    assert parse_digest("blake3:abcdef") == "blake3:abcdef"
    assert not is_checkable("blake3:abcdef")
    assert not is_checkable(NONE)
    assert not is_digest_of(NONE, b"")
    assert labelled(NONE) == NONE
    assert kind_of(NONE) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_digest_of_no_bytes_is_known_in_every_kind(kind: str) -> None:
    assert is_of_no_bytes(digest_of(b"", kind))
    assert not is_of_no_bytes(digest_of(PAGE, kind))


@pytest.mark.parametrize("text", ["sha1:abc", "sha256:" + "A" * 32, "none", "text/html", "A" * 31, "sha1:"])
def test_what_is_no_digest_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        parse_digest(text)
