"""What a body is, told from its bytes first: archives hand on false and missing encodings as they were.

Nothing is decoded to text here.
"""

from __future__ import annotations

import zlib
from enum import StrEnum

# What a page may grow to once unpacked; the largest of 10,000 policy pages had 6 MB. A gzip bomb stops here.
MAX_SIZE = 32 * 1024 * 1024


class Form(StrEnum):
    """The form of a body, as far as reading goes."""

    HTML = "HTML"
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    PDF = "PDF"
    IMAGE = "an image"
    BINARY = "binary"
    NOTHING = "nothing"


_MAGIC = {
    b"%PDF-": Form.PDF,
    b"\x89PNG": Form.IMAGE,
    b"GIF8": Form.IMAGE,
    b"\xff\xd8\xff": Form.IMAGE,
    b"PK\x03\x04": Form.BINARY,
    b"\xd0\xcf\x11\xe0": Form.BINARY,
}


def unpacked(body: bytes) -> bytes:
    """Return *body* without gzip, however often it was applied, whatever its headers said.

    The archive plays an original that was stored compressed with an empty, missing or false Content-Encoding
    (EDGI web-monitoring-processing #309), so the magic number decides. A truncated stream gives what it holds.
    """
    for _ in range(3):
        if not body.startswith(b"\x1f\x8b"):
            return body
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, MAX_SIZE)
        except zlib.error:
            return body
    return body


def form(body: bytes, content_type: str) -> Form:
    """Return what *body*, unpacked, is: by its first bytes, else by the origin's *content_type*."""
    if not body.strip():
        return Form.NOTHING
    for magic, found in _MAGIC.items():
        if body.startswith(magic):
            return found
    kind = content_type.partition(";")[0].strip().lower()
    head = body[:1024].lower()
    if kind == "text/markdown":
        return Form.MARKDOWN
    if b"<html" in head or b"<!doctype html" in head or kind in {"text/html", "application/xhtml+xml"}:
        return Form.HTML
    if kind == "text/plain":
        return Form.TEXT
    if (
        b"\x00" in head
        and not body.startswith((b"\xff\xfe", b"\xfe\xff"))
        and b"\x00<" not in head
        and b"<\x00" not in head
    ):
        return Form.BINARY
    return Form.HTML
