"""What a body is, by its bytes before its header."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.decoding.body_form import BodyForm, body_form


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
