"""Read a PDF as a page: PDFium extracts the pieces of text in a bounded process, and `layout` joins them to blocks.

pypdfium2 (Apache and BSD) is the engine of Chrome, hardened against hostile files. It reports the box and the weight of
every letter, from which lines, columns and headings are derived. On 64 pages it took five times as long as pypdf (BSD) for
text without these: .16 s a page with its process, on a machine under load.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clausetrail.pipelines.extraction.inline_text import clean_text
from clausetrail.pipelines.page import Drop, Page
from clausetrail.pipelines.pdf import layout
from clausetrail.pipelines.pdf.running_heads import DroppedText, drop_running_heads
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Block, Kind

READER = Path(__file__).with_name("pdfium_process.py")
_SECONDS = 120  # of wall time, for a machine under load
# Of the process that reads. The longest documents that are read, of 400 pages or 300,000 pieces of text, took up to 320 MB.
_CPU_SECONDS, _MEMORY_BYTES = 30, 512 * 2**20
_TAIL = 2048  # bytes in which the end marker is searched; Adobe's readers use 1,024 (ISO 32000-1, annex H, note 18)
MEANINGS = {
    "running head": "recurs at the head or foot of the pages of the PDF",
    "page number": "numbers the pages of the PDF",
}
_NOT_A_TITLE = ("microsoft word - ", "untitled", "unknown")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The content of a PDF as a page, or the *reason* why it cannot be read."""

    page: Page | None = None
    reason: str = ""


def read(body: bytes) -> PdfPage:
    """Return the content of the PDF *body*. Never raises for any content: for a bomb, a scan or a torso there is a reason."""
    if b"%%EOF" not in body[-_TAIL:]:
        return PdfPage(reason="the PDF has no end: it was cut off")
    extracted = _extracted(body)
    if reason := extracted.get("reason"):
        return PdfPage(reason=str(reason))
    pages = [
        [layout.TextPiece(number, *piece) for piece in page["pieces"]]
        for number, page in enumerate(extracted["pages"], 1)
    ]
    if not any(pages):
        return PdfPage(
            reason=f"the PDF holds no text in its {counted(len(pages), 'page')}: pictures of them, as a scanner makes"
        )
    kept, dropped = drop_running_heads(pages, [page["height"] for page in extracted["pages"]])
    lines = [line for page in kept for line in layout.group_lines(page)]
    return PdfPage(_page(extracted, dropped, [*layout.paragraph_blocks(layout.group_paragraphs(lines))]))


def _extracted(body: bytes) -> dict[str, Any]:
    """Return the JSON that `pdfium_process` writes for *body*, or the reason why there is none."""
    command = [sys.executable, "-P", str(READER), str(_CPU_SECONDS), str(_MEMORY_BYTES)]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 (our own file)
    except subprocess.TimeoutExpired:
        return {"reason": "the PDF takes too long to read"}
    if done.returncode == -signal.SIGXCPU:
        return {"reason": f"the PDF takes more than {_CPU_SECONDS} s of CPU time to read"}
    if done.returncode != 0 or not done.stdout:
        # PDFium ends the process where it gets no more memory, as it does where a check of its own fails.
        limit = f"{_MEMORY_BYTES // 2**20} MiB"
        return {"reason": f"the PDF takes more memory than reading may ({limit}), or makes the reader fail"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _page(extracted: Mapping[str, Any], running_heads: Sequence[DroppedText], blocks: Sequence[Block]) -> Page:
    kept = tuple(replace(block, text=text) for block in blocks if (text := clean_text(block.text)))
    dropped = tuple(Drop(reason, clean_text(text)) for reason, text in running_heads)
    return Page(_title(str(extracted["title"]), kept), str(extracted["language"]), kept, dropped, dropped + kept)


def _title(declared: str, blocks: Sequence[Block]) -> str:
    """Return the *declared* title, or the first heading where it is missing or the default of a program."""
    title = clean_text(declared)
    if title and not title.casefold().startswith(_NOT_A_TITLE):
        return title
    return next((block.text for block in blocks if block.kind is Kind.HEADING), "")
