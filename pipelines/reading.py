"""A snapshot becomes a reading: one pure way from bytes to clauses, whoever asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from markdown_it import MarkdownIt

from clausetrail.pipelines import page
from clausetrail.pipelines.decoding import body_form, language
from clausetrail.pipelines.decoding.body_form import BodyForm
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom.end_tags import page_ending
from clausetrail.pipelines.extraction.corpus_markdown import split_title
from clausetrail.pipelines.page import Page
from clausetrail.pipelines.page_screening import frame_shells, page_verdict
from clausetrail.pipelines.pdf import pdf_reader
from clausetrail.snapshots.model import Clause, Policy, Reading, Snapshot, Verdict
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.text.normalize import normal_form
from clausetrail.snapshots.text.segmentation import segment
from clausetrail.snapshots.watchlist.policies import selectors

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(snapshot: Snapshot, policy: Policy, code: str, *, quick: bool = False) -> Reading:
    """Return what *snapshot* shows of *policy*, made by *code*: a pure function of the three, *quick* (see `page`) or not."""
    capture = snapshot.capture
    if "truncated" in snapshot.proof:
        return Reading(capture, Verdict.TRUNCATED, snapshot.proof, code=code)
    if 300 <= snapshot.status < 400:
        return Reading(capture, Verdict.REDIRECT, f"archived with status {snapshot.status}", code=code)
    if snapshot.status != 200:
        return Reading(capture, Verdict.ERROR_PAGE, f"archived with status {snapshot.status}", code=code)
    content_type = snapshot.content_type or capture.mimetype
    sight = read_body(snapshot.body, content_type, *selectors(policy, capture.timestamp), quick=quick)
    told = fingerprint(sight.clauses) if sight.page else ""
    title = sight.page.title if sight.page else ""
    return Reading(
        capture,
        sight.verdict,
        sight.reason,
        title,
        sight.language,
        sight.encoding,
        sight.clauses,
        told,
        code,
        sight.ending,
    )


@dataclass(frozen=True, slots=True)
class BodyReading:
    """What the bytes of a page show: the verdict on it and why, and of one that could be read how, and all it says.

    *language* is that of the words, where they tell it, else the declared one. *ending* says how the markup of
    HTML ends.
    """

    form: BodyForm
    verdict: Verdict
    reason: str = ""
    encoding: str = ""
    language: str = ""
    page: Page | None = None
    clauses: tuple[Clause, ...] = ()
    ending: Ending = Ending.CLOSED


def read_body(
    body: bytes,
    content_type: str = "",
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
    *,
    quick: bool = False,
) -> BodyReading:
    """Return what *body*, as it was served with *content_type*, shows: whatever is in it, there is a verdict.

    *select* and *remove* are CSS selectors for HTML. Raises soupsieve.SelectorSyntaxError for one that is none.
    """
    body = body_form.ungzipped(body)
    form = body_form.body_form(body, content_type)
    if form is BodyForm.PDF:
        paper = pdf_reader.read(body)
        if paper.page is None:
            return BodyReading(form, Verdict.NOT_TEXT, paper.reason)
        return _judged(form, paper.page, "PDF")
    if form not in {BodyForm.HTML, BodyForm.TEXT, BodyForm.MARKDOWN}:
        verdict = Verdict.EMPTY if form is BodyForm.NOTHING else Verdict.NOT_TEXT
        return BodyReading(form, verdict, f"the body is {form}")
    decoded = decode(body, content_type)
    encoding = f"{decoded.encoding} by {decoded.how}" + (", mojibake repaired" if decoded.repaired else "")
    if reason := page.too_large_reason(decoded.text):
        return BodyReading(form, Verdict.NOT_TEXT, reason, encoding)
    sight = _judged(form, _as_page(decoded.text, form, select, remove, quick), encoding)
    if form is BodyForm.HTML:
        sight = replace(_in_frames(sight, decoded.text), ending=page_ending(decoded.text))
    return sight


def _judged(form: BodyForm, seen: Page, encoding: str) -> BodyReading:
    found = segment(seen.blocks)
    verdict, reason = page_verdict.judge_page(seen.title, found)
    text = "\n".join(clause.text for clause in found)
    return BodyReading(form, verdict, reason, encoding, language.detected_or_declared(text, seen.language), seen, found)


def _in_frames(sight: BodyReading, markup: str) -> BodyReading:
    """Return *sight*, or that its words are in other pages where that is all that the page shows."""
    assert sight.page is not None
    of_set = frame_shells.frameset_urls(markup)
    if not (of_set or sight.page.frames):
        return sight
    text = "\n".join(clause.text for clause in sight.clauses)
    if not frame_shells.is_shell(text, sight.language, sight.verdict, is_frameset=bool(of_set)):
        return sight
    if not (frames := of_set or frame_shells.visible_frames(markup, sight.page.frames)):
        return sight
    shown = replace(sight.page, frames=frames)
    return replace(sight, verdict=Verdict.EMPTY, reason=f"{frame_shells.REASON_PREFIX}{_listed(frames)}", page=shown)


def _listed(urls: Sequence[str]) -> str:
    """Return the first five of *urls*, each shortened: a hostile page has a million."""
    more = f" and {len(urls) - 5:,} more" if len(urls) > 5 else ""
    return ", ".join(url[:200] for url in urls[:5]) + more


def fingerprint(found: Iterable[Clause]) -> str:
    """Return the SHA-256 of the words in normal form: what decides whether two readings read alike.

    Where paragraphs break does not count, nor do bullets; numbers that the markup generates do.
    """
    told = hashlib.sha256()
    for clause in found:
        label = clause.label if any(character.isalnum() for character in clause.label) else ""
        words = normal_form(f"{label} {clause.text}" if label else clause.text).split()
        told.update("".join(f"{word} " for word in words).encode())
    return told.hexdigest()


def _as_page(text: str, form: BodyForm, select: Sequence[str], remove: Sequence[str], quick: bool) -> Page:
    """Return *text* as a page: of a text that is no HTML, everything is kept."""
    if form is BodyForm.MARKDOWN:
        title, markdown = split_title(text)
        return replace(page.read(_rendered(markdown), ("body",)), title=title)
    if form is BodyForm.TEXT:
        return page.read(f"<pre>{escape(text)}</pre>", ("body",))
    return page.read(text, select, remove, quick=quick)


def _rendered(markdown: str) -> str:
    """Return *markdown* as HTML whose ordered items have the numbers that were written, not those that CommonMark counts.

    CommonMark (section 5.3) looks at the first number of a list only, and takes the clauses "3." and "7." of a flattened text
    for one list.
    """
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
