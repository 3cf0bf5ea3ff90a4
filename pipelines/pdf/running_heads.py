"""Drop the running heads and the page numbers of a PDF: texts that recur in the margins of its pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from itertools import takewhile
from statistics import median
from typing import NamedTuple

from clausetrail.pipelines.pdf.layout import TextPiece

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|página|pagina|p\.|s\.)?\s*(\d{1,4})(?:\s*(?:/|of|von|de|sur|di|van)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_MARGIN = 0.12  # of the height of a page: the position of running heads at the top and at the bottom
_FEWEST_PAGES, _PAGE_SHARE = 2, 0.4  # pages, and the share of all pages, on which a running head recurs at least
_SAME_SIZE = 1.15  # times the median height of the pieces that are alike: a larger one is the title that they repeat
_COUNTING_SHARE = 0.8  # of the numbers alone in their line, that differ from the number of their page by the same value
_GAP = 0.5  # heights of its letters, between a running head and the text; lines of the text have .1 to .3
_MOST_PIECES = 8  # of running heads at one edge of a page


class DroppedText(NamedTuple):
    """A text that belongs to the paper and not to the document, and the reason."""

    reason: str
    text: str


def drop_running_heads(
    pages: Sequence[Sequence[TextPiece]], heights: Sequence[float]
) -> tuple[list[list[TextPiece]], list[DroppedText]]:
    """Return *pages* without the texts that recur in their margins, digits aside, and these texts in order.

    *heights* are those of the pages in points. Only the outermost pieces are dropped: a line below a line that stays is
    text. A piece set larger than the others with its text is the title that they repeat, and stays.
    """
    repeated = _repeated(pages, heights)
    kept: list[list[TextPiece]] = []
    dropped: list[DroppedText] = []
    for page, height in zip(pages, heights, strict=True):
        downwards = sorted(page, key=lambda piece: piece.top)
        upwards = sorted(page, key=lambda piece: -piece.bottom)
        heads = {id(piece) for side in (downwards, upwards) for piece in _heads(side, height, repeated, len(pages))}
        dropped += [_dropped_text(piece) for piece in page if id(piece) in heads]
        kept.append([piece for piece in page if id(piece) not in heads])
    return kept, list(dict.fromkeys(dropped))


def _repeated(pages: Sequence[Sequence[TextPiece]], heights: Sequence[float]) -> set[int]:
    """Return the identities of the pieces in the margins with a text that recurs on enough pages."""
    alike: defaultdict[str, list[TextPiece]] = defaultdict(list)
    for page, height in zip(pages, heights, strict=True):
        for piece in page:
            if _is_in_margin(piece, height):
                alike[_without_numbers(piece)].append(piece)
    fewest = max(_FEWEST_PAGES, _PAGE_SHARE * len(pages))
    recurring = [
        pieces
        for pieces in alike.values()
        if len({piece.page for piece in pieces}) >= fewest and _numbers_count_pages(pieces)
    ]
    repeated = set()
    for pieces in recurring:
        size = median(piece.size for piece in pieces)
        repeated |= {id(piece) for piece in pieces if piece.size <= _SAME_SIZE * size}
    return repeated


def _is_in_margin(piece: TextPiece, height: float) -> bool:
    return piece.bottom < _MARGIN * height or piece.top > (1 - _MARGIN) * height


def _without_numbers(piece: TextPiece) -> str:
    return re.sub(r"\d+", "0", " ".join(piece.text.casefold().split()))


def _numbers_count_pages(pieces: Sequence[TextPiece]) -> bool:
    """Return whether numbers that are alone in their line rise with the pages, as the label of an item does not."""
    numbers = [(piece.page, _PAGE_NUMBER.fullmatch(piece.text)) for piece in pieces]
    offsets = Counter(int(number[1]) - page for page, number in numbers if number)
    return not offsets or max(offsets.values()) >= _COUNTING_SHARE * len(pieces)


def _heads(side: Sequence[TextPiece], height: float, repeated: Container[int], page_count: int) -> Sequence[TextPiece]:
    """Return the first pieces of *side*, those of a page inward from an edge, that recur and are apart from the rest."""
    outer = takewhile(lambda piece: _is_in_margin(piece, height), side[:_MOST_PIECES])
    running = list(takewhile(lambda piece: _is_running(piece, repeated, page_count), outer))
    for count in range(len(running), 0, -1):
        last = running[count - 1]
        inner = side[count] if count < len(side) else running[-1]
        gap = max(inner.top - last.bottom, last.top - inner.bottom)
        if gap > _GAP * last.size:
            return running[:count]
    return ()


def _is_running(piece: TextPiece, repeated: Container[int], page_count: int) -> bool:
    """Return whether *piece* recurs, or is the number of the only page."""
    number = _PAGE_NUMBER.fullmatch(piece.text)
    return id(piece) in repeated or bool(number and page_count == 1 and int(number[1]) == 1)


def _dropped_text(piece: TextPiece) -> DroppedText:
    return DroppedText("page number" if _PAGE_NUMBER.fullmatch(piece.text) else "running head", piece.text)
