"""A snapshot becomes a reading: one pure way from bytes to clauses, whoever asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from markdown_it import MarkdownIt

from pipelines import page, payload, screen
from pipelines.corpora import parted
from pipelines.decode import decode
from pipelines.page import Page
from pipelines.payload import Form
from snapshots.model import Clause, Policy, Reading, Snapshot, Verdict
from snapshots.normal import normal
from snapshots.segmentation import clauses

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(snapshot: Snapshot, policy: Policy, code: str) -> Reading:
    """Return what *snapshot* shows of *policy*, made by *code*: a pure function of the three."""
    capture = snapshot.capture
    if "truncated" in snapshot.proof:
        return Reading(capture, Verdict.TRUNCATED, snapshot.proof, code=code)
    if 300 <= snapshot.status < 400:
        return Reading(capture, Verdict.REDIRECT, f"archived with status {snapshot.status}", code=code)
    if snapshot.status != 200:
        return Reading(capture, Verdict.ERROR_PAGE, f"archived with status {snapshot.status}", code=code)
    body = payload.unpacked(snapshot.body)
    form = payload.form(body, snapshot.content_type or capture.mimetype)
    if form not in {Form.HTML, Form.TEXT, Form.MARKDOWN}:
        verdict = Verdict.EMPTY if form is Form.NOTHING else Verdict.NOT_TEXT
        return Reading(capture, verdict, f"the body is {form}", code=code)
    decoded = decode(body, snapshot.content_type)
    if reason := page.too_large(decoded.text):
        return Reading(capture, Verdict.NOT_TEXT, reason, code=code)
    seen = _as_page(decoded.text, form, policy)
    found = clauses(seen.blocks)
    verdict, reason = screen.judge(seen.title, found)
    encoding = f"{decoded.encoding} by {decoded.how}" + (", mojibake repaired" if decoded.repaired else "")
    return Reading(capture, verdict, reason, seen.title, seen.language, encoding, found, fingerprint(found), code)


def fingerprint(found: Iterable[Clause]) -> str:
    """Return the SHA-256 of the words in normal form: what decides whether two readings read alike.

    Where paragraphs break does not count, nor do bullets; numbers that the markup generates do.
    """
    told = hashlib.sha256()
    for clause in found:
        label = clause.label if any(character.isalnum() for character in clause.label) else ""
        for word in normal(f"{label} {clause.text}").split():
            told.update(word.encode() + b" ")
    return told.hexdigest()


def _as_page(text: str, form: Form, policy: Policy) -> Page:
    """Return *text* as a page: of a text that is no HTML, everything is kept."""
    if form is Form.MARKDOWN:
        title, markdown = parted(text)
        return replace(page.read(_MARKDOWN.render(markdown), ("body",)), title=title)
    if form is Form.TEXT:
        return page.read(f"<pre>{escape(text)}</pre>", ("body",))
    return page.read(text, policy.select, policy.remove)
