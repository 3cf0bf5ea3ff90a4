"""Determine what a body is, first from its bytes: archives pass on false and missing encodings as they were.

No text is decoded here.
"""

from __future__ import annotations

import re
from enum import StrEnum

from clausetrail.snapshots.payload.content_coding import DOCUMENT_STARTS, IMAGE_STARTS, is_binary
from clausetrail.snapshots.payload.wide_text import wide_encoding


class BodyForm(StrEnum):
    """The form of a body, as far as a reading needs it."""

    HTML = "HTML"
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    PDF = "PDF"
    IMAGE = "an image"
    BINARY = "binary"
    NOTHING = "nothing"


_HEAD = 1024  # bytes in which the signature of a PDF and the first tag are searched
_HTML = re.compile(rb"\s*<(?:html|!doctype html)", re.IGNORECASE)


def body_form(body: bytes, content_type: str) -> BodyForm:
    """Return the form of *body*, free of content codings: by its first bytes, else by the origin's *content_type*."""
    if not body.strip():
        return BodyForm.NOTHING
    if body.startswith(IMAGE_STARTS):
        return BodyForm.IMAGE
    if body.startswith(DOCUMENT_STARTS):
        return BodyForm.BINARY
    head = body[:_HEAD]
    if b"%PDF-" in head and not _HTML.match(head):  # PDF readers search it there (ISO 32000-1, annex H, note 13)
        return BodyForm.PDF
    if is_binary(body):
        return BodyForm.BINARY
    if wide := wide_encoding(body):
        head = body[: 4 * _HEAD].decode(wide, "replace").encode("ascii", "replace")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "text/markdown":
        return BodyForm.MARKDOWN
    if _HTML.search(head) or media_type in {"text/html", "application/xhtml+xml"}:
        return BodyForm.HTML
    return BodyForm.TEXT if media_type == "text/plain" else BodyForm.HTML
