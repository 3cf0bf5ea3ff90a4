"""The pieces of text of a PDF with where they stand, by PDFium, the engine of Chrome: a program of its own.

`clausetrail.pipelines.pdf.pdf_reader` runs this file in a process that it bounds, since a hostile file can make any parser hang or grow, and
one in C crash. It takes a PDF on standard input and puts JSON on standard output; nothing else of ours is imported.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_SECONDS, _MEMORY = 30, 2 * 2**30
_MOST_PAGES, _MOST_CHARACTERS = 400, 2_000_000
# In heights of the letters: two columns stand more than one apart, words of a justified line as a rule less.
_GAP, _SHIFT = 1.6, 0.5
_BOLD_WEIGHT = 600  # CSS Fonts 4: what is drawn bold where only one bold face is there
_SOFT_HYPHEN = "\u00ad"


class Glyph(NamedTuple):
    """A letter and its loose box, from the top left of the page; *at* is its place in PDFium's text."""

    at: int
    letter: str
    left: float
    top: float
    right: float
    bottom: float


def main() -> None:
    """Read a PDF and tell its pieces, or why it cannot be read."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        answer = extract(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        asks = "password" in str(error).lower()
        answer = {"reason": "the PDF asks for a password" if asks else "the PDF is damaged beyond reading"}
    json.dump(answer, sys.stdout)


def extract(body: bytes) -> dict[str, Any]:
    """Return the title, the declared language and the pages of *body*, each its size and its pieces of text."""
    document = pypdfium2.PdfDocument(body)
    if (many := len(document)) > _MOST_PAGES:
        return {"reason": f"the PDF is too long to be read: {many:,} pages"}
    pages: list[dict[str, Any]] = []
    left = _MOST_CHARACTERS
    for number in range(many):
        page = document[number]
        textpage = page.get_textpage()
        left -= textpage.count_chars()
        if left < 0:
            return {"reason": f"the PDF is too long to be read: over {_MOST_CHARACTERS:,} letters"}
        x, y, right, top = page.get_cropbox()
        pieces = [_piece(textpage, run) for run in _runs(_glyphs(textpage, x, top))]
        pages.append({"width": right - x, "height": top - y, "pieces": pieces})
        textpage.close()
        page.close()
    return {"title": document.get_metadata_dict().get("Title", ""), "language": _language(document), "pages": pages}


def _glyphs(textpage: Any, x: float, top: float) -> Iterator[Glyph]:
    """Yield the letters of a page in PDFium's order, and a line feed where it ends a line."""
    box = pdfium.FS_RECTF()
    for at in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, at)
        letter = _SOFT_HYPHEN if pdfium.FPDFText_IsHyphen(textpage, at) == 1 else chr(min(code, 0x10FFFF))
        if letter in "\r\n" or (pdfium.FPDFText_IsGenerated(textpage, at) == 1 and letter != " "):
            yield Glyph(at, "\n", 0, 0, 0, 0)
        elif not 0xD800 <= code < 0xE000 and code:
            pdfium.FPDFText_GetLooseCharBox(textpage, at, ctypes.byref(box))
            yield Glyph(at, letter, box.left - x, top - box.top, box.right - x, top - box.bottom)


def _runs(glyphs: Iterator[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the runs of letters that stand close together on one line."""
    run: list[Glyph] = []
    ink: Glyph | None = None  # the last letter that is no space: generated spaces have no box of their own
    for glyph in glyphs:
        if glyph.letter == "\n" or (not glyph.letter.isspace() and ink and _apart(ink, glyph)):
            yield from _written(run)
            run, ink = [], None
        if glyph.letter != "\n":
            run.append(glyph)
            ink = glyph if not glyph.letter.isspace() else ink
    yield from _written(run)


def _written(run: list[Glyph]) -> Iterator[list[Glyph]]:
    while run and run[-1].letter.isspace():
        run.pop()
    start = next((at for at, glyph in enumerate(run) if not glyph.letter.isspace()), len(run))
    if start < len(run):
        yield run[start:]


def _apart(one: Glyph, next_: Glyph) -> bool:
    height = max(one.bottom - one.top, next_.bottom - next_.top, 1.0)
    # By the foot of the boxes: a footnote sign is raised, and no line of its own.
    lower = abs(next_.bottom - one.bottom) > _SHIFT * height and next_.top > one.bottom - 0.2 * height
    higher = next_.bottom < one.top + 0.2 * height
    return lower or higher or not -height < next_.left - one.right < _GAP * height


def _piece(textpage: Any, run: Sequence[Glyph]) -> list[Any]:
    """Return a run as its text, left, top, right, bottom, the height of its letters, and whether it is bold."""
    ink = [glyph for glyph in run if not glyph.letter.isspace()]
    heights = sorted(glyph.bottom - glyph.top for glyph in ink)
    samples = {ink[0].at, ink[len(ink) // 2].at, ink[-1].at}
    text = "".join(glyph.letter for glyph in _without_doubles(run))
    return [
        text,
        round(min(glyph.left for glyph in ink), 1),
        round(min(glyph.top for glyph in ink), 1),
        round(max(glyph.right for glyph in ink), 1),
        round(max(glyph.bottom for glyph in ink), 1),
        round(heights[len(heights) // 2], 1),
        all(_is_bold(textpage, at) for at in samples),
    ]


def _without_doubles(run: Sequence[Glyph]) -> Iterator[Glyph]:
    """Yield *run* with a letter once that is printed twice in one place, as poor man's bold is."""
    yield run[0]
    for before, glyph in pairwise(run):
        if (before.letter, before.top) != (glyph.letter, glyph.top) or abs(before.left - glyph.left) > 0.4:
            yield glyph


def _is_bold(textpage: Any, at: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(textpage, at) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, at, name, len(name), ctypes.byref(flags))
    return any(sign in name.value.lower() for sign in (b"bold", b"black", b"heavy"))


def _language(document: Any) -> str:
    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(min(size, 64))
    written = pdfium.FPDFCatalog_GetLanguage(
        document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), len(buffer)
    )
    return buffer.raw[:written].decode("utf-16-le", "ignore").strip("\x00") if 0 < written <= len(buffer) else ""


if __name__ == "__main__":
    main()
