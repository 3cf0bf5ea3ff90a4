"""Determine what a body is, first from its bytes: archives pass on false and missing encodings as they were.

No text is decoded here.
"""

from __future__ import annotations

import re
from enum import StrEnum

from clausetrail.snapshots.payload.content_coding import is_binary


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


def body_form(body: bytes, content_type: str) -> BodyForm:
    """Return the form of *body*, free of content codings: by its first bytes, else by the origin's *content_type*."""
    if not body.strip():
        return BodyForm.NOTHING
    for magic, form in _MAGIC.items():
        if body.startswith(magic):
            return form
    head = body[:_HEAD]
    if b"%PDF-" in head and not _HTML.match(head):  # PDF readers search it there (ISO 32000-1, annex H, note 13)
        return BodyForm.PDF
    if is_binary(body):
        return BodyForm.BINARY
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "text/markdown":
        return BodyForm.MARKDOWN
    if _HTML.search(head) or media_type in {"text/html", "application/xhtml+xml"}:
        return BodyForm.HTML
    return BodyForm.TEXT if media_type == "text/plain" else BodyForm.HTML
