"""Pieces of text on pages of paper, as headings, paragraphs, items and rows: what a typesetter did, undone.

Pure. The order of the file is believed, since programs write column by column and cell by cell; only lines written
across two columns of prose are taken apart. Running heads and page numbers are set aside, with their reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from statistics import median
from typing import NamedTuple

from clausetrail.snapshots.model import Block, Kind

BULLET = re.compile(r"\s*[•‣◦▪▫●○■□◆◇➢➤►▶∙⁃\uf0b7\uf0a7]\s*")  # the last two: bullets of Symbol and Wingdings
_LABEL = re.compile(
    r"\s*(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}|[§–—-])(?=\s|$)"
)
_NUMBER = re.compile(
    r"\W*(?:page|seite|página|pagina|p\.|s\.)?\s*(\d{1,4})(?:\s*(?:/|of|von|de|sur|di|van)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?:;。！？：；][)\"”»’]?$")
_MARGIN = 0.12  # of the page's height: where running heads stand
_APART = 0.5  # heights of its letters that a running head keeps from the text; lines of it keep .1 to .3
_MOST_LINES = 8  # of running heads at one edge of a page
_LARGER = 1.12  # times the body's size: a heading
_LONGEST_HEADING = 160
_LEADING = 1.3  # times the usual distance of lines: a paragraph's space
_FEWEST_ROWS, _PROSE = 5, 20  # lines, letters: two columns of prose, and no table
# What keeps its hyphen when the line ends after it, where the document does not show the word elsewhere.
_PREFIXES = frozenset(
    re.findall(r"\S+", "third first non self opt log sign co e cross long short well high low re pre up on in off")
)


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text that stands close together on one line: its box in points from the top left of its page."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


class DroppedText(NamedTuple):
    """A text that belongs to the paper and not to the words, and why."""

    reason: str
    text: str


TextLine = tuple[TextPiece, ...]  # one line of one or several cells


def drop_running_heads(
    pages: Sequence[Sequence[TextPiece]], heights: Sequence[float]
) -> tuple[list[list[TextPiece]], list[DroppedText]]:
    """Return *pages* without what recurs in their margins but for digits, and that, in order.

    Only what stands outermost counts: a line below a line that stays is text. One that is set larger than its
    likes is the title that they repeat, and stays.
    """
    edges = [_edges(page, height) for page, height in zip(pages, heights, strict=True)]
    alike: defaultdict[str, list[TextPiece]] = defaultdict(list)
    for piece in (piece for page in edges for piece in page):
        alike[_masked(piece)].append(piece)
    enough = max(2, 0.4 * len(pages))
    recurring = {mask for mask, found in alike.items() if len({one.page for one in found}) >= enough and _counts(found)}
    sizes = {mask: median(piece.size for piece in alike[mask]) for mask in recurring}
    repeated = {id(piece) for mask in recurring for piece in alike[mask] if piece.size <= 1.15 * sizes[mask]}
    repeated = {id(piece) for mask in recurring for piece in alike[mask] if piece.size <= 1.15 * sizes[mask]}
    kept: list[list[TextPiece]] = []
    aside: list[DroppedText] = []
    for page, height in zip(pages, heights, strict=True):
        down = sorted(page, key=lambda piece: piece.top)
        up = sorted(page, key=lambda piece: -piece.bottom)
        out = {id(piece) for side in (down, up) for piece in _heads(side, height, repeated, len(pages))}
        aside += [_aside(piece) for piece in page if id(piece) in out]
        kept.append([piece for piece in page if id(piece) not in out])
    return kept, list(dict.fromkeys(aside))


def _heads(side: Sequence[TextPiece], height: float, repeated: Container[int], last: int) -> Sequence[TextPiece]:
    """Return the first of *side*, the pieces of a page inward from an edge, that recur and stand apart from the rest."""
    outer = takewhile(lambda piece: _edges([piece], height), side[:_MOST_LINES])
    running = list(takewhile(lambda piece: _is_running(piece, repeated, last), outer))
    for many in range(len(running), 0, -1):
        inner = side[many] if many < len(side) else running[-1]
        gap = max(inner.top - running[many - 1].bottom, running[many - 1].top - inner.bottom)
        if gap > _APART * running[many - 1].size:
            return running[:many]
    return ()


def _is_running(piece: TextPiece, repeated: Container[int], last: int) -> bool:
    """Return whether *piece* recurs, or is the number of the only page."""
    number = _NUMBER.fullmatch(piece.text)
    return id(piece) in repeated or bool(number and last == 1 and int(number[1]) == 1)


def _aside(piece: TextPiece) -> DroppedText:
    return DroppedText("page number" if _NUMBER.fullmatch(piece.text) else "running head", piece.text)


def _edges(page: Sequence[TextPiece], height: float) -> list[TextPiece]:
    return [piece for piece in page if piece.bottom < _MARGIN * height or piece.top > (1 - _MARGIN) * height]


def _masked(piece: TextPiece) -> str:
    return re.sub(r"\d+", "0", " ".join(piece.text.casefold().split()))


def _counts(found: Sequence[TextPiece]) -> bool:
    """Return whether numbers that stand alone rise with the pages: the label of an item does not."""
    numbers = [(piece.page, _NUMBER.fullmatch(piece.text)) for piece in found]
    steps = Counter(int(number[1]) - page for page, number in numbers if number)
    return not steps or max(steps.values()) >= 0.8 * len(found)


def group_lines(page: Sequence[TextPiece]) -> list[TextLine]:
    """Return the lines of *page*, cells that follow each other on one line together, columns of prose apart."""
    lines: list[list[TextPiece]] = []
    for piece in page:
        if lines and _beside(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    told: list[TextLine] = []
    for double, group in groupby((_labelled(line) for line in lines), key=lambda line: len(line) == 2):
        block = list(group)
        told += _columns(block) if double else block
    return told


def _beside(one: TextPiece, other: TextPiece) -> bool:
    return other.left >= one.right and abs(other.bottom - one.bottom) < 0.5 * min(one.size, other.size)


def _labelled(line: Sequence[TextPiece]) -> TextLine:
    """Return *line* with a label or bullet of its own joined to what it stands before."""
    if len(line) > 1 and (_LABEL.fullmatch(line[0].text) or BULLET.fullmatch(line[0].text)):
        text = replace(line[1], text=f"{line[0].text} {line[1].text}", left=line[0].left)
        return (text, *line[2:])
    return tuple(line)


def _columns(block: list[TextLine]) -> list[TextLine]:
    """Return two columns of prose that were written line by line as one below the other; others are a table."""
    if len(block) < _FEWEST_ROWS or max(row[0].right for row in block) > min(row[1].left for row in block):
        return block
    if min(median(len(row[side].text) for row in block) for side in (0, 1)) < _PROSE:
        return block
    return [(row[side],) for side in (0, 1) for row in block]


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; several cells if it is a row of a table."""

    lines: list[TextLine]

    @property
    def last(self) -> TextPiece:
        return self.lines[-1][-1]

    @property
    def size(self) -> float:
        return median(line[0].size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(piece.bold for line in self.lines for piece in line)


def group_paragraphs(lines: Sequence[TextLine]) -> list[Paragraph]:
    """Return *lines* put together to paragraphs, over the ends of columns and pages too."""
    leading = _leading(lines)
    edges: defaultdict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        edges[_column(line)] = max(edges[_column(line)], line[-1].right)
    told: list[Paragraph] = []
    for line in lines:
        if told and _goes_on(told[-1].lines, line, leading, edges[_column(told[-1].lines[-1])]):
            told[-1].lines.append(line)
        else:
            told.append(Paragraph([line]))
    return told


def _column(line: TextLine) -> tuple[int, int]:
    return line[0].page, int(line[0].left // 120)


def _leading(lines: Sequence[TextLine]) -> float:
    """Return the usual distance of lines, in heights of their letters."""
    steps = [
        (b[0].bottom - a[0].bottom) / b[0].size for a, b in pairwise(lines) if b[0].size and a[0].page == b[0].page
    ]
    return median([step for step in steps if 0.6 < step < 2.2] or [1.2])


def _goes_on(before: Sequence[TextLine], line: TextLine, leading: float, edge: float) -> bool:
    above, piece = before[-1], line[0]
    last = above[-1]
    if len(above) > 1 or len(line) > 1 or last.bold != piece.bold or not 0.9 < piece.size / last.size < 1.1:
        return False
    ended = bool(_END.search(last.text))
    if BULLET.match(piece.text) or (
        _LABEL.match(piece.text) and (ended or abs(piece.left - above[0].left) > piece.size)
    ):
        return False
    step = (piece.bottom - last.bottom) / piece.size
    if piece.page != last.page or step < 0 or step > 4 * leading:  # the top of a page or of a column
        return not ended and (last.text.endswith("\u00ad") or piece.text[:1].islower())
    if step > _LEADING * leading:
        return False
    short = last.right < above[0].left + 0.75 * (edge - above[0].left)
    indented = piece.left > above[0].left + 0.8 * piece.size and not (
        BULLET.match(before[0][0].text) or _LABEL.match(before[0][0].text)
    )
    return not (ended and (short or indented))


def paragraph_blocks(found: Sequence[Paragraph]) -> Iterator[Block]:
    """Yield *found* as blocks: what is set larger or wholly bold is a heading, levels by size."""
    letters: Counter[tuple[float, bool]] = Counter()
    for paragraph in found:
        letters[round(paragraph.size, 0), paragraph.bold] += sum(len(line[0].text) for line in paragraph.lines)
    (body, bold_body), _ = (
        max(letters.items(), key=lambda item: (item[1], -item[0][0])) if letters else ((10.0, False), 0)
    )
    known = Counter(word.casefold() for paragraph in found for line in paragraph.lines for word in line[0].text.split())
    told = [(paragraph, _joined([line[0].text for line in paragraph.lines], known)) for paragraph in found]
    sizes = sorted({round(one.size) for one, text in told if _is_larger(one, text, body)}, reverse=True)
    for paragraph, text in told:
        if len(paragraph.lines[0]) > 1:
            yield Block(Kind.ROW, " | ".join(piece.text.strip() for piece in paragraph.lines[0]))
        elif _is_larger(paragraph, text, body):
            yield Block(Kind.HEADING, text, min(sizes.index(round(paragraph.size)) + 1, 6))
        elif paragraph.bold and not bold_body and len(text) <= _LONGEST_HEADING and not BULLET.match(text):
            yield Block(Kind.HEADING, text, min(len(sizes) + 1, 6))
        elif bullet := BULLET.match(text):
            yield Block(Kind.ITEM, text[bullet.end() :], 1)
        else:
            yield Block(Kind.PARAGRAPH, text)


def _is_larger(paragraph: Paragraph, text: str, body: float) -> bool:
    return (
        len(paragraph.lines[0]) == 1
        and paragraph.size >= _LARGER * body
        and len(text) <= _LONGEST_HEADING
        and any(character.isalpha() for character in text)
    )


def _joined(lines: Iterable[str], known: Counter[str]) -> str:
    """Return *lines* as one text, words put together that were parted at the end of a line."""
    text = ""
    for line in (line.strip() for line in lines):
        if not text:
            text = line
        elif text[-1] in "-\u00ad\u2010" and text[-2:-1].isalpha() and line[:1].isalpha():
            text = text[:-1] + _seam(text[:-1].split()[-1], line, known) + line
        else:
            text += _space(text, line) + line
    return re.sub("[\ufb00-\ufb06]", lambda found: _LIGATURES[ord(found[0]) - 0xFB00], text).replace("\u00ad", "")


_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "st", "st")


def _seam(before: str, line: str, known: Counter[str]) -> str:
    """Return what stands between two parts of a word: a hyphen, where the document or the word itself has one."""
    after = line.split(maxsplit=1)[0]
    whole, parted = known[f"{before}{after}".casefold()], known[f"{before}-{after}".casefold()]
    if whole != parted:
        return "-" if parted > whole else ""
    return "-" if after[:1].isupper() or before.casefold().strip('("“') in _PREFIXES else ""


def _space(text: str, line: str) -> str:
    """Return nothing between two lines in a script that puts no spaces between words."""
    return "" if text[-1] >= "\u3000" and line[0] >= "\u3000" and not "\uac00" <= text[-1] <= "\ud7a3" else " "
