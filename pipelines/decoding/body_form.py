"""What a body is, told from its bytes first: archives hand on false and missing encodings as they were.

Nothing is decoded to text here.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

# What a page may grow to once unpacked; the largest of 10,000 policy pages had 6 MB. A gzip bomb stops here.
MAX_BODY_BYTES = 32 * 1024 * 1024


class BodyForm(StrEnum):
    """The form of a body, as far as reading goes."""

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
_HEAD = 1024
# Control signs of C0 that no text has; ESC stands in ISO-2022-JP, NUL beside every letter in UTF-16.
_NO_TEXT = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))


def ungzipped(body: bytes) -> bytes:
    """Return *body* without gzip, however often it was applied, whatever its headers said.

    The archive plays an original that was stored compressed with an empty, missing or false Content-Encoding
    (EDGI web-monitoring-processing #309), so the magic number decides. A truncated stream gives what it holds.
    """
    for _ in range(3):
        if not body.startswith(b"\x1f\x8b"):
            return body
        inflater = zlib.decompressobj(wbits=31)
        try:
            body = inflater.decompress(body, MAX_BODY_BYTES)
        except zlib.error:
            return body
    return body


def body_form(body: bytes, content_type: str) -> BodyForm:
    """Return what *body*, unpacked, is: by its first bytes, else by the origin's *content_type*."""
    if not body.strip():
        return BodyForm.NOTHING
    for magic, found in _MAGIC.items():
        if body.startswith(magic):
            return found
    head = body[:_HEAD]
    if b"%PDF-" in head and not _HTML.match(head):  # where readers look for it (ISO 32000-1, annex H, note 13)
        return BodyForm.PDF
    if _is_binary(body):
        return BodyForm.BINARY
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/markdown":
        return BodyForm.MARKDOWN
    if _HTML.search(head) or kind in {"text/html", "application/xhtml+xml"}:
        return BodyForm.HTML
    return BodyForm.TEXT if kind == "text/plain" else BodyForm.HTML


_HTML = re.compile(rb"\s*<(?:html|!doctype html)", re.IGNORECASE)


def _is_binary(body: bytes) -> bool:
    """Return whether more than one byte in fifty of the beginning is a control sign, and it is not UTF-16 or UTF-32."""
    head = body[: 4 * _HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00<" in head[:_HEAD] or b"<\x00" in head[:_HEAD]:
        return False
    return len(head) - len(head.translate(None, _NO_TEXT)) > max(1, len(head) // 50)
