"""What a body is, by its bytes before its header."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.decoding.body_form import BodyForm, body_form, ungzipped


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b" \n", "text/html", BodyForm.NOTHING),
        (b"\x89PNG\r\n", "text/html", BodyForm.IMAGE),
        (b"PK\x03\x04", "text/plain", BodyForm.BINARY),
        (b"%PDF-1.4", "text/html", BodyForm.PDF),
        (b"<html>%PDF-1.4", "application/pdf", BodyForm.HTML),
        (b"We keep it", "text/plain; charset=utf-8", BodyForm.TEXT),
        (b"<!DOCTYPE html><p>a", "text/plain", BodyForm.HTML),
        (b"# Terms", "Text/Markdown", BodyForm.MARKDOWN),
        (b"We keep it", "", BodyForm.HTML),
        (bytes(range(1, 9)) * 9, "text/html", BodyForm.BINARY),
        ("<p>We keep it</p>".encode("utf-16-le"), "text/html", BodyForm.HTML),
    ],
)
def test_the_first_bytes_decide_before_the_header(body: bytes, content_type: str, expected: BodyForm) -> None:
    assert body_form(body, content_type) is expected


@given(st.binary(max_size=200).filter(lambda body: not body.startswith(b"\x1f\x8b")), st.integers(0, 3))
def test_up_to_three_layers_of_gzip_are_removed(body: bytes, layers: int) -> None:
    packed = body
    for _ in range(layers):
        packed = gzip.compress(packed)
    assert ungzipped(packed) == body


def test_what_only_begins_like_gzip_stays_as_it_is() -> None:
    assert ungzipped(b"\x1f\x8b and more") == b"\x1f\x8b and more"
