"""Turn positioned pieces of text on the pages of a PDF into blocks: headings, paragraphs, items and rows. Pure.

The order of the file is used, because programs write column by column and cell by cell; only lines that are written across
two columns of prose are reordered.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from clausetrail.pipelines.extraction.divided_words import count_words, hyphen
from clausetrail.snapshots.model import Block, Kind

BULLET = re.compile(r"\s*[•‣◦▪▫●○■□◆◇➢➤►▶∙⁃\uf0b7\uf0a7]\s*")  # the last two: bullets of Symbol and Wingdings
_LABEL = re.compile(
    r"\s*(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}|[§–—-])(?=\s|$)"
)
_END = re.compile(r"[.!?:;。！？：；][)\"”»’]?$")
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "st", "st")  # from U+FB00 on
# Headings.
_HEADING_SIZE = 1.12  # times the size of the body text, of a heading
_LONGEST_HEADING = 160  # characters
_LOWEST_LEVEL = 6
_DEFAULT_SIZE = 10.0  # points, of the body text of a document without text
# Lines, in heights of their letters.
_SAME_LINE = 0.5  # the vertical distance that two pieces of one line are below
_USUAL_STEPS, _DEFAULT_STEP = (0.6, 2.2), 1.2  # the distances of lines in a paragraph, and that of a single line
_PARAGRAPH_SPACE = 1.3  # times the usual distance of lines: a larger distance ends a paragraph
_LONGEST_STEP = 4  # times the usual distance: a larger distance is the top of a page or of a column
_SAME_SIZE = (0.9, 1.1)  # the sizes of two lines of one paragraph, relative to each other
_LABEL_INDENT = 1  # a label this far from the beginning of the line above begins a paragraph
_INDENT = 0.8  # a line indented by more begins a paragraph
_SHORT_LINE = 0.75  # of the width of its column: a shorter line may end a paragraph
_COLUMN_WIDTH = 120  # points: lines that begin in the same interval of this width have one right edge
# Two columns of prose have this many lines, and this many letters in the median line; others are a table.
_FEWEST_COLUMN_LINES, _FEWEST_COLUMN_LETTERS = 5, 20


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text without a gap on one line. Its box is in points from the top left of its page, *size* the height of its letters."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


TextLine = tuple[TextPiece, ...]  # one line of one or several cells


def group_lines(page: Sequence[TextPiece]) -> list[TextLine]:
    """Return the lines of *page*: cells beside each other in one line, columns of prose one after the other."""
    lines: list[list[TextPiece]] = []
    for piece in page:
        if lines and _is_beside(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    ordered: list[TextLine] = []
    for has_two, group in groupby((_with_label(line) for line in lines), key=lambda line: len(line) == 2):
        block = list(group)
        ordered += _columns(block) if has_two else block
    return ordered


def _is_beside(left: TextPiece, right: TextPiece) -> bool:
    return right.left >= left.right and abs(right.bottom - left.bottom) < _SAME_LINE * min(left.size, right.size)


def _with_label(line: Sequence[TextPiece]) -> TextLine:
    """Return *line* with a separate label or bullet joined to the text after it."""
    if len(line) > 1 and (_LABEL.fullmatch(line[0].text) or BULLET.fullmatch(line[0].text)):
        text = replace(line[1], text=f"{line[0].text} {line[1].text}", left=line[0].left)
        return (text, *line[2:])
    return tuple(line)


def _columns(block: list[TextLine]) -> list[TextLine]:
    """Return lines of two pieces with one column after the other if they are columns of prose; other lines are a table."""
    if len(block) < _FEWEST_COLUMN_LINES or max(line[0].right for line in block) > min(line[1].left for line in block):
        return block
    if min(median(len(line[side].text) for line in block) for side in (0, 1)) < _FEWEST_COLUMN_LETTERS:
        return block
    return [(line[side],) for side in (0, 1) for line in block]


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; a row of a table is one line of several cells."""

    lines: list[TextLine]

    @property
    def size(self) -> float:
        return median(line[0].size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(piece.bold for line in self.lines for piece in line)


def group_paragraphs(lines: Sequence[TextLine]) -> list[Paragraph]:
    """Return *lines* joined to paragraphs, also across the ends of columns and pages."""
    step = _usual_step(lines)
    right_edges: defaultdict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        right_edges[_column(line)] = max(right_edges[_column(line)], line[-1].right)
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1].lines, line, step, right_edges[_column(paragraphs[-1].lines[-1])]):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line]))
    return paragraphs


def _column(line: TextLine) -> tuple[int, int]:
    return line[0].page, int(line[0].left // _COLUMN_WIDTH)


def _usual_step(lines: Sequence[TextLine]) -> float:
    """Return the usual distance of lines, in heights of their letters."""
    steps = [
        (lower[0].bottom - upper[0].bottom) / lower[0].size
        for upper, lower in pairwise(lines)
        if lower[0].size and upper[0].page == lower[0].page
    ]
    shortest, longest = _USUAL_STEPS
    return median([step for step in steps if shortest < step < longest] or [_DEFAULT_STEP])


def _continues(paragraph: Sequence[TextLine], line: TextLine, usual_step: float, right_edge: float) -> bool:
    """Return whether *line* continues *paragraph*, in a column with the *right_edge*."""
    above, piece = paragraph[-1], line[0]
    last = above[-1]
    smallest, largest = _SAME_SIZE
    if len(above) > 1 or len(line) > 1 or last.bold != piece.bold or not smallest < piece.size / last.size < largest:
        return False
    has_ended = bool(_END.search(last.text))
    if BULLET.match(piece.text) or (
        _LABEL.match(piece.text) and (has_ended or abs(piece.left - above[0].left) > _LABEL_INDENT * piece.size)
    ):
        return False
    step = (piece.bottom - last.bottom) / piece.size
    if piece.page != last.page or step < 0 or step > _LONGEST_STEP * usual_step:  # the top of a page or of a column
        return not has_ended and (last.text.endswith("\u00ad") or piece.text[:1].islower())
    if step > _PARAGRAPH_SPACE * usual_step:
        return False
    is_short = last.right < above[0].left + _SHORT_LINE * (right_edge - above[0].left)
    is_indented = piece.left > above[0].left + _INDENT * piece.size and not (
        BULLET.match(paragraph[0][0].text) or _LABEL.match(paragraph[0][0].text)
    )
    return not (has_ended and (is_short or is_indented))


def paragraph_blocks(paragraphs: Sequence[Paragraph]) -> Iterator[Block]:
    """Yield *paragraphs* as blocks. Larger or entirely bold paragraphs are headings, with levels by size."""
    body_size, is_body_bold = _body_style(paragraphs)
    words = count_words(line[0].text for paragraph in paragraphs for line in paragraph.lines)
    texts = [_joined([line[0].text for line in paragraph.lines], words) for paragraph in paragraphs]
    pairs = list(zip(paragraphs, texts, strict=True))
    sizes = sorted(
        {round(paragraph.size) for paragraph, text in pairs if _is_larger(paragraph, text, body_size)}, reverse=True
    )
    for paragraph, text in pairs:
        if len(paragraph.lines[0]) > 1:
            yield Block(Kind.ROW, " | ".join(piece.text.strip() for piece in paragraph.lines[0]))
        elif _is_larger(paragraph, text, body_size):
            yield Block(Kind.HEADING, text, min(sizes.index(round(paragraph.size)) + 1, _LOWEST_LEVEL))
        elif paragraph.bold and not is_body_bold and len(text) <= _LONGEST_HEADING and not BULLET.match(text):
            yield Block(Kind.HEADING, text, min(len(sizes) + 1, _LOWEST_LEVEL))
        elif bullet := BULLET.match(text):
            yield Block(Kind.ITEM, text[bullet.end() :], 1)
        else:
            yield Block(Kind.PARAGRAPH, text)


def _body_style(paragraphs: Sequence[Paragraph]) -> tuple[float, bool]:
    """Return the size in points and the boldness of most letters; of equal styles the smaller size."""
    letters: Counter[tuple[float, bool]] = Counter()
    for paragraph in paragraphs:
        letters[round(paragraph.size, 0), paragraph.bold] += sum(len(line[0].text) for line in paragraph.lines)
    if not letters:
        return _DEFAULT_SIZE, False
    return max(letters.items(), key=lambda item: (item[1], -item[0][0]))[0]


def _is_larger(paragraph: Paragraph, text: str, body_size: float) -> bool:
    """Return whether *paragraph* with its *text* is set larger than the body, and is short enough for a heading."""
    return (
        len(paragraph.lines[0]) == 1
        and paragraph.size >= _HEADING_SIZE * body_size
        and len(text) <= _LONGEST_HEADING
        and any(character.isalpha() for character in text)
    )


def _joined(lines: Iterable[str], words: Counter[str]) -> str:
    """Return *lines* as one text, with words rejoined that were divided at the end of a line."""
    text = ""
    for line in (line.strip() for line in lines):
        if not text:
            text = line
        elif text[-1] in "-\u00ad\u2010" and text[-2:-1].isalpha() and line[:1].isalpha():
            text = text[:-1] + hyphen(text[:-1].split()[-1], line.split(maxsplit=1)[0], words) + line
        else:
            text += _space(text, line) + line
    return re.sub("[\ufb00-\ufb06]", lambda found: _LIGATURES[ord(found[0]) - 0xFB00], text).replace("\u00ad", "")


def _space(text: str, line: str) -> str:
    """Return the separator of two lines: "" in a script without spaces between words (but hangul has them), else a space."""
    return "" if text[-1] >= "\u3000" and line[0] >= "\u3000" and not "\uac00" <= text[-1] <= "\ud7a3" else " "
