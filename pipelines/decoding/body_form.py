"""Determine what a body is, first from its bytes: archives pass on false and missing encodings as they were.

No text is decoded here.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

# Bytes of an unpacked page at most; the largest of 10,000 policy pages had 6 MB. A gzip bomb stops here.
MAX_BODY_BYTES = 32 * 1024 * 1024


class BodyForm(StrEnum):
    """The form of a body, as far as a reading needs it."""

    HTML = "HTML"
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    PDF = "PDF"
    IMAGE = "an image"
    BINARY = "binary"
    NOTHING = "nothing"


_MAGIC = {
    b"\x89PNG": BodyForm.IMAGE,
    b"GIF8": BodyForm.IMAGE,
    b"\xff\xd8\xff": BodyForm.IMAGE,
    b"PK\x03\x04": BodyForm.BINARY,
    b"\xd0\xcf\x11\xe0": BodyForm.BINARY,
    b"{\\rtf": BodyForm.BINARY,
    b"RIFF": BodyForm.IMAGE,
}
_HEAD = 1024  # bytes in which the signature of a PDF and the first tag are searched
_HTML = re.compile(rb"\s*<(?:html|!doctype html)", re.IGNORECASE)
# Control characters of C0 that no text has. ESC occurs in ISO-2022-JP; NUL occurs beside every letter in UTF-16.
_NOT_TEXT = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))
_MOST_GZIP_LAYERS = 3


def ungzipped(body: bytes) -> bytes:
    """Return *body* without gzip, even if it was applied several times, whatever its headers are.

    The archive replays an original that was stored compressed with an empty, missing or false Content-Encoding
    (EDGI web-monitoring-processing #309), so the magic number decides. A truncated stream gives the part that it holds.
    """
    for _ in range(_MOST_GZIP_LAYERS):
        if not body.startswith(b"\x1f\x8b"):
            return body
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, MAX_BODY_BYTES)
        except zlib.error:
            return body
    return body


def body_form(body: bytes, content_type: str) -> BodyForm:
    """Return the form of *body*, which is not gzipped: by its first bytes, else by the origin's *content_type*."""
    if not body.strip():
        return BodyForm.NOTHING
    for magic, form in _MAGIC.items():
        if body.startswith(magic):
            return form
    head = body[:_HEAD]
    if b"%PDF-" in head and not _HTML.match(head):  # PDF readers search it there (ISO 32000-1, annex H, note 13)
        return BodyForm.PDF
    if _is_binary(body):
        return BodyForm.BINARY
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "text/markdown":
        return BodyForm.MARKDOWN
    if _HTML.search(head) or media_type in {"text/html", "application/xhtml+xml"}:
        return BodyForm.HTML
    return BodyForm.TEXT if media_type == "text/plain" else BodyForm.HTML


def _is_binary(body: bytes) -> bool:
    """Return whether more than one byte in fifty of the beginning is a control character, and it is not UTF-16 or UTF-32."""
    head = body[: 4 * _HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00<" in head[:_HEAD] or b"<\x00" in head[:_HEAD]:
        return False
    return len(head) - len(head.translate(None, _NOT_TEXT)) > max(1, len(head) // 50)
