"""A PDF as a page: read by PDFium in a process of its own, within bounds, and its lines put together again.

pypdfium2 (Apache and BSD) is the engine of Chrome, hardened against hostile files, and tells the box and weight of every
letter, from which lines, columns and headings follow. On 64 pages it took five times as long as pypdf (BSD) for text
without any of that: .16 s a page with its process, on a machine under load.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clausetrail.pipelines.extraction.inline_text import clean_text
from clausetrail.pipelines.page import Drop, Page
from clausetrail.pipelines.pdf import layout
from clausetrail.snapshots.model import Block, Kind

READER = Path(__file__).with_name("pdfium_process.py")
_SECONDS = 120  # on the clock, for a machine under load; the reader's own bound is 30 seconds of the processor
MEANINGS = {
    "running head": "recurs at the head or foot of the pages of the PDF",
    "page number": "numbers the pages of the PDF",
}
_NO_TITLE = ("microsoft word - ", "untitled", "unknown")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What a PDF says as a page, or the *reason* why it says nothing."""

    page: Page | None = None
    reason: str = ""


def read(body: bytes) -> PdfPage:
    """Return what the PDF *body* says. Never raises for what is in it: a bomb, a scan or a torso has a reason."""
    if b"%%EOF" not in body[-2048:]:  # Adobe's readers look at the last 1,024 bytes (ISO 32000-1, annex H, note 18)
        return PdfPage(reason="the PDF has no end: it was cut off")
    told = _told(body)
    if reason := told.get("reason"):
        return PdfPage(reason=str(reason))
    pages = [
        [layout.TextPiece(number, *piece) for piece in page["pieces"]] for number, page in enumerate(told["pages"], 1)
    ]
    if not any(pages):
        return PdfPage(reason=f"the PDF holds no text in its {len(pages)} pages: pictures of them, as a scanner makes")
    kept, aside = layout.drop_running_heads(pages, [page["height"] for page in told["pages"]])
    lines = [row for page in kept for row in layout.group_lines(page)]
    return PdfPage(_page(told, aside, [*layout.paragraph_blocks(layout.group_paragraphs(lines))]))


def _told(body: bytes) -> dict[str, Any]:
    """Return what the reader tells of *body*, or why it told nothing."""
    try:
        done = subprocess.run(  # noqa: S603 (our own file, run by our own interpreter)
            [sys.executable, "-P", str(READER)], input=body, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"reason": "the PDF takes too long to read"}
    if done.returncode != 0 or not done.stdout:
        return {"reason": "the PDF takes more time or memory than reading may, or makes the reader fail"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _page(told: Mapping[str, Any], aside: Sequence[layout.DroppedText], found: Sequence[Block]) -> Page:
    kept = tuple(replace(block, text=words) for block in found if (words := clean_text(block.text)))
    dropped = tuple(Drop(reason, clean_text(text)) for reason, text in aside)
    return Page(_title(str(told["title"]), kept), str(told["language"]), kept, dropped, dropped + kept)


def _title(declared: str, found: Sequence[Block]) -> str:
    words = clean_text(declared)
    if words and not words.casefold().startswith(_NO_TITLE):
        return words
    return next((block.text for block in found if block.kind is Kind.HEADING), "")
