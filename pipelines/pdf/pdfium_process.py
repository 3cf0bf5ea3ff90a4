"""Extract the pieces of text of a PDF with their positions, by PDFium, the engine of Chrome: a program of its own.

`clausetrail.pipelines.pdf.pdf_reader` runs this file in a bounded process, because a hostile file can make any parser hang
or grow, and make one in C crash. It reads a PDF from standard input and writes JSON to standard output. Its arguments are the
seconds of CPU time and the bytes of memory that it may take. It imports no other module of this package.
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

# Limits of a document. The process that reads our answer is not limited itself: pieces of one letter each cost it most.
_MOST_PAGES, _MOST_CHARACTERS, _MOST_PIECES = 400, 2_000_000, 300_000
# In heights of the letters.
_LARGEST_GAP = 1.6  # between letters of one piece; columns are further apart, words of a justified line rarely are
_LARGEST_SHIFT = 0.5  # of the lower edge between letters of one line
_OVERLAP = 0.2  # of the boxes of two lines, that are still different lines
_SAME_PLACE = 0.4  # points between two prints of a letter in one place
_BOLD_WEIGHT = 600  # CSS Fonts 4: the weight from which a font with only one bold face is drawn bold
_SOFT_HYPHEN = "\u00ad"


class Glyph(NamedTuple):
    """A letter and its loose box in points from the top left of the page; *at* is its index in PDFium's text."""

    at: int
    letter: str
    left: float
    top: float
    right: float
    bottom: float


def main() -> None:
    """Write the pieces of the PDF on standard input as JSON, or the reason why it cannot be read."""
    seconds, size = map(int, sys.argv[1:])
    # At the soft limit the process gets SIGXCPU, at the hard one SIGKILL, which could be from anyone (setrlimit(2)).
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = extract(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        answer = {"reason": "the PDF asks for a password" if is_locked else "the PDF is damaged beyond reading"}
    json.dump(answer, sys.stdout)


def extract(body: bytes) -> dict[str, Any]:
    """Return the title, the declared language and the pages of *body*, each with its size in points and its pieces of text."""
    document = pypdfium2.PdfDocument(body)
    if (page_count := len(document)) > _MOST_PAGES:
        return {"reason": f"the PDF is too long to be read: {page_count:,} pages"}
    pages: list[dict[str, Any]] = []
    characters_left, pieces_left = _MOST_CHARACTERS, _MOST_PIECES
    for number in range(page_count):
        page = document[number]
        textpage = page.get_textpage()
        characters_left -= textpage.count_chars()
        if characters_left < 0:
            return {"reason": f"the PDF is too long to be read: over {_MOST_CHARACTERS:,} letters"}
        x, y, right, top = page.get_cropbox()
        pieces = [_text_piece(textpage, run) for run in _runs(_glyphs(textpage, x, top))]
        pieces_left -= len(pieces)
        if pieces_left < 0:
            return {"reason": f"the PDF is too long to be read: over {_MOST_PIECES:,} pieces of text"}
        pages.append({"width": right - x, "height": top - y, "pieces": pieces})
        textpage.close()
        page.close()
    return {"title": document.get_metadata_dict().get("Title", ""), "language": _language(document), "pages": pages}


def _glyphs(textpage: Any, x: float, top: float) -> Iterator[Glyph]:
    """Yield the letters of a page in PDFium's order, and a line feed at the end of each line."""
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
    """Yield the runs of letters without a large gap on one line."""
    run: list[Glyph] = []
    ink: Glyph | None = None  # the last letter that is not a space: generated spaces have no box of their own
    for glyph in glyphs:
        if glyph.letter == "\n" or (not glyph.letter.isspace() and ink and _is_apart(ink, glyph)):
            yield from _without_outer_spaces(run)
            run, ink = [], None
        if glyph.letter != "\n":
            run.append(glyph)
            ink = glyph if not glyph.letter.isspace() else ink
    yield from _without_outer_spaces(run)


def _without_outer_spaces(run: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield *run* without spaces at its ends, unless nothing is left."""
    while run and run[-1].letter.isspace():
        run.pop()
    start = next((at for at, glyph in enumerate(run) if not glyph.letter.isspace()), len(run))
    if start < len(run):
        yield run[start:]


def _is_apart(last: Glyph, glyph: Glyph) -> bool:
    """Return whether *glyph* is on another line than *last*, or behind a large gap."""
    height = max(last.bottom - last.top, glyph.bottom - glyph.top, 1.0)
    # Compared by the lower edges of the boxes: a footnote sign is raised, and not a line of its own.
    is_lower = abs(glyph.bottom - last.bottom) > _LARGEST_SHIFT * height and glyph.top > last.bottom - _OVERLAP * height
    is_higher = glyph.bottom < last.top + _OVERLAP * height
    return is_lower or is_higher or not -height < glyph.left - last.right < _LARGEST_GAP * height


def _text_piece(textpage: Any, run: Sequence[Glyph]) -> list[Any]:
    """Return *run* as its text, left, top, right, bottom, the median height of its letters, and whether it is bold."""
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
    """Yield *run*, with letters once that are printed twice in one place to look bold."""
    yield run[0]
    for before, glyph in pairwise(run):
        if (before.letter, before.top) != (glyph.letter, glyph.top) or abs(before.left - glyph.left) > _SAME_PLACE:
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
