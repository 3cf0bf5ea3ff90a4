"""Read a snapshot: turn the bytes of an archived page into a reading with clauses. All readings are made here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urljoin

from markdown_it import MarkdownIt

from clausetrail.pipelines import page
from clausetrail.pipelines.decoding import body_form, language
from clausetrail.pipelines.decoding.body_form import BodyForm
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import inlined_data
from clausetrail.pipelines.dom.end_tags import page_ending
from clausetrail.pipelines.extraction import embedded_text
from clausetrail.pipelines.extraction.corpus_markdown import split_title
from clausetrail.pipelines.page import Page
from clausetrail.pipelines.page_screening import frame_shells, meta_refresh, page_verdict
from clausetrail.pipelines.pdf import pdf_reader
from clausetrail.snapshots.addresses.address_links import REFRESH_REASON, address_key
from clausetrail.snapshots.model import Clause, Policy, Reading, Snapshot, Verdict
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.payload.content_coding import (
    Undecodable,
    declared_codings,
    decode_content,
    ends_as_a_page,
)
from clausetrail.snapshots.text.fingerprint import fingerprint
from clausetrail.snapshots.text.segmentation import segment_with_positions
from clausetrail.snapshots.watchlist.policies import selectors
from clausetrail.snapshots.zones.certain_part import certain_part
from clausetrail.snapshots.zones.page_zones import page_doubts
from clausetrail.snapshots.zones.place import Place

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# The beginning of the reason of a reading of text that the page does not show by itself.
EMBEDDED_PREFIX = "read from "
# Of frame URLs in a reason: a hostile page has a million.
_MOST_LISTED = 5
_LONGEST_LISTED = 200  # characters


def read(snapshot: Snapshot, policy: Policy, code: str, *, quick: bool = False) -> Reading:
    """Return the reading of *snapshot* for *policy*, made by the code version *code*: a pure function of the three.

    *quick* chooses the faster parser (see `page.read`) and does not change the result.
    """
    capture = snapshot.capture
    if "truncated" in snapshot.proof:
        return Reading(capture, Verdict.TRUNCATED, snapshot.proof, code=code)
    if 300 <= snapshot.status < 400:
        return Reading(capture, Verdict.REDIRECT, f"archived with status {snapshot.status}", code=code)
    if snapshot.status != 200:
        return Reading(capture, Verdict.ERROR_PAGE, f"archived with status {snapshot.status}", code=code)
    content_type = snapshot.content_type or capture.mimetype
    found = read_body(
        snapshot.body,
        content_type,
        *selectors(policy, capture.timestamp),
        declared=declared_codings(snapshot),
        quick=quick,
    )
    if _leads_elsewhere(found, capture.original):
        found = replace(found, verdict=Verdict.REDIRECT, reason=f"{REFRESH_REASON}{found.refresh}")
    return Reading(
        capture,
        found.verdict,
        found.reason,
        found.page.title if found.page else "",
        found.language,
        found.encoding,
        found.clauses if found.verdict is not Verdict.TRUNCATED else (),
        fingerprint(found.clauses) if found.page and found.verdict is not Verdict.TRUNCATED else "",
        code,
        found.ending,
        found.payload,
        found.places if found.verdict is not Verdict.TRUNCATED else (),
        _page_fingerprint(found) if found.verdict is Verdict.POLICY else "",
    )


def _page_fingerprint(found: BodyReading) -> str:
    """Return the fingerprint of what is certain by the page alone, or "" where all of it is."""
    certain, doubtful = certain_part(found.clauses, page_doubts(found.clauses, found.places))
    return fingerprint(certain) if doubtful else ""


def _leads_elsewhere(found: BodyReading, original: str) -> bool:
    """Return whether a page at *original* that is no policy itself sends its readers on to another address."""
    if not found.refresh or found.verdict is Verdict.POLICY:
        return False
    try:
        return address_key(urljoin(original, found.refresh)) != address_key(original)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class BodyReading:
    """The reading of the bytes of a page: the verdict and its reason, and for a readable page its content.

    *language* is that of the words where they show it, else the declared one. *ending* is how the markup of HTML ends.
    *payload* is the SHA-256 of the body without its content codings, or "" where it cannot be decoded. *refresh* is the URL,
    as written, to which the markup sends its readers on, or "". *places* is parallel to *clauses*, or empty where the body has
    no markup or *select* chose the text.
    """

    form: BodyForm
    verdict: Verdict
    reason: str = ""
    encoding: str = ""
    language: str = ""
    page: Page | None = None
    clauses: tuple[Clause, ...] = ()
    ending: Ending = Ending.CLOSED
    payload: str = ""
    refresh: str = ""
    places: tuple[Place, ...] = ()


def read_body(
    body: bytes,
    content_type: str = "",
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
    *,
    declared: Sequence[str] = (),
    quick: bool = False,
) -> BodyReading:
    """Return the reading of *body*, served with the header *content_type*. There is a verdict for every body.

    *select* and *remove* are CSS selectors for HTML. *declared* are the content codings that headers name, in the order in
    which they were applied. Raises soupsieve.SelectorSyntaxError for an invalid selector.
    """
    try:
        decoded_content = decode_content(body, declared)
    except Undecodable as error:
        return BodyReading(BodyForm.BINARY, Verdict.UNDECODABLE, str(error))
    found = _read_decoded(decoded_content.body, content_type, select, remove, quick=quick)
    found = replace(found, payload=hashlib.sha256(decoded_content.body).hexdigest())
    if decoded_content.cut and not ends_as_a_page(decoded_content.body):
        return replace(found, verdict=Verdict.TRUNCATED, reason=f"the {decoded_content.cut} stream has no end")
    return found


def _read_decoded(
    body: bytes, content_type: str, select: Sequence[str], remove: Sequence[str], *, quick: bool
) -> BodyReading:
    form = body_form.body_form(body, content_type)
    if form is BodyForm.PDF:
        pdf = pdf_reader.read(body)
        if pdf.page is None:
            return BodyReading(form, Verdict.NOT_TEXT, pdf.reason)
        return _with_verdict(form, pdf.page, "PDF")
    if form not in {BodyForm.HTML, BodyForm.TEXT, BodyForm.MARKDOWN}:
        if form is BodyForm.BINARY and content_type.strip().lower().startswith("text/"):
            # A page in a coding that no header names and no magic number shows, or a damaged one.
            return BodyReading(form, Verdict.UNDECODABLE, "undecodable: the bytes are binary, and the header says text")
        verdict = Verdict.EMPTY if form is BodyForm.NOTHING else Verdict.NOT_TEXT
        return BodyReading(form, verdict, f"the body is {form}")
    decoded = decode(body, content_type)
    encoding = f"{decoded.encoding} by {decoded.how}" + (", mojibake repaired" if decoded.repaired else "")
    text = decoded.text
    if form is BodyForm.HTML and page.too_large_reason(text):
        text = inlined_data.without_inlined_data(text)
    if reason := page.too_large_reason(text):
        return BodyReading(form, Verdict.NOT_TEXT, reason, encoding)
    found = _with_verdict(form, _as_page(text, form, select, remove, quick), encoding)
    if form is BodyForm.HTML:
        found = _with_frames(found, text)
        if found.verdict in {Verdict.EMPTY, Verdict.WALL} and not (
            select or found.reason.startswith(frame_shells.REASON_PREFIX)
        ):
            found = _with_embedded_text(found, text, quick)
        found = replace(found, ending=page_ending(text), refresh=meta_refresh.refresh_target(text))
    return found


def _with_verdict(form: BodyForm, content: Page, encoding: str) -> BodyReading:
    found, positions = segment_with_positions(content.blocks)
    places = tuple(content.places[at] for at in positions) if content.places else ()
    verdict, reason = page_verdict.judge_page(content.title, found)
    detected = language.detected_or_declared("\n".join(clause.text for clause in found), content.language)
    return BodyReading(form, verdict, reason, encoding, detected, content, found, places=places)


def _with_embedded_text(found: BodyReading, markup: str, quick: bool) -> BodyReading:
    """Return *found*, or where the page shows no policy and its data holds one, the reading of that, marked so."""
    assert found.page is not None
    for embedded in embedded_text.embedded_texts(markup, found.page.language):
        inner = page.read(embedded.markup, quick=quick)
        reason = f"{EMBEDDED_PREFIX}{embedded.source}"
        note = f"the page shows no text by itself: {reason}, which its scripts show"
        content = replace(inner, title=found.page.title, language=found.page.language, notes=(*inner.notes, note))
        read_again = _with_verdict(found.form, content, found.encoding)
        text = "\n".join(clause.text for clause in read_again.clauses)
        is_policy = frame_shells.policy_word_count(text, read_again.language) >= page_verdict.FEWEST_WORDS
        if read_again.verdict is Verdict.POLICY and is_policy:
            return replace(read_again, reason=reason)
    return found


def _with_frames(found: BodyReading, markup: str) -> BodyReading:
    """Return *found*, or where the page only shows other pages in frames, an empty reading that names them."""
    assert found.page is not None
    frameset = frame_shells.frameset_urls(markup)
    if not (frameset or found.page.frames):
        return found
    text = "\n".join(clause.text for clause in found.clauses)
    if not frame_shells.is_shell(text, found.language, found.verdict, is_frameset=bool(frameset)):
        return found
    if not (frames := frameset or frame_shells.visible_frames(markup, found.page.frames)):
        return found
    reason = f"{frame_shells.REASON_PREFIX}{_listed(frames)}"
    return replace(found, verdict=Verdict.EMPTY, reason=reason, page=replace(found.page, frames=frames))


def _listed(urls: Sequence[str]) -> str:
    """Return the first five of *urls*, each shortened, and the number of the others."""
    more = f" and {len(urls) - _MOST_LISTED:,} more" if len(urls) > _MOST_LISTED else ""
    return ", ".join(url[:_LONGEST_LISTED] for url in urls[:_MOST_LISTED]) + more


def _as_page(text: str, form: BodyForm, select: Sequence[str], remove: Sequence[str], quick: bool) -> Page:
    """Return *text* as a page; plain text and Markdown are kept whole."""
    if form is BodyForm.MARKDOWN:
        title, markdown = split_title(text)
        return replace(page.read(_rendered(markdown), ("body",)), title=title)
    if form is BodyForm.TEXT:
        return page.read(f"<pre>{escape(text)}</pre>", ("body",))
    return page.read(text, select, remove, quick=quick)


def _rendered(markdown: str) -> str:
    """Return *markdown* as HTML; ordered items get the numbers that were written, not those that CommonMark counts.

    CommonMark (section 5.3) uses the first number of a list only, and takes the clauses "3." and "7." of a flattened text
    for one list.
    """
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
