"""Join the printed lines of a paragraph: words that a line end divides, and pages that set each line as a paragraph.

Converters from PDF write every line as a paragraph of its own. One word more at the beginning then moves all line ends, and
every paragraph seems to be reworded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from clausetrail.snapshots.model import Block, Kind

if TYPE_CHECKING:
    from clausetrail.pipelines.extraction.blocks import ExtractedBlock

# The place in a text where a line ended in a hyphen, until it is known whether the word has one. No page holds a NUL.
DIVIDED = "\x00"
# Prefixes that keep their hyphen at the end of a line, where the word does not occur elsewhere in the document.
_PREFIXES = frozenset(
    re.findall(r"\S+", "third first non self opt log sign co e cross long short well high low re pre up on in off")
)
_SHORTEST_PART = 4  # letters of each half of a compound, where both are words of the document
_DIVISION = re.compile(rf"([^\s{DIVIDED}]*){DIVIDED}([^\s{DIVIDED}]*)")

# A page of printed lines: this many pairs of neighbours at least, of which half are divided in a sentence where the next word had
# no place, as nearly all that are divided in a sentence are, and some go on in small letters. Of 506 pages of policies, one has so
# many, and its lines are printed ones.
_FEWEST_PAIRS, _SHARE_OF_DIVIDED, _SHARE_OF_OPEN, _FEWEST_SMALL = 6, 0.5, 0.8, 3
_LONGEST_LINE, _SHORTEST_WIDTH = 140, 40  # characters
_LONG, _TITLE = 0.75, 0.5  # shares of the width, of a line that is no title, and below which a line may be one
_FULL = 0.9  # of the width, up to which the next word would have been set on the line: letters have different widths
# In a list of phrases, a line that ends early is an item; in printed lines, one line in five or more has a full stop inside.
_FEWEST_SENTENCES, _SENTENCE = 5, re.compile(r"[.!?。！？]\)?\s*[^\W\d_a-zß-ÿ]")
_END = re.compile(r"[.!?:;。！？：；][)\"”»’]?$")
_LABEL = re.compile(
    r"(?:[•·▪■●○◦‣*–—-]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,4})\s"
)


def is_divided(text: str, following: str) -> bool:
    """Return whether *text*, a line before the line *following*, ends in the hyphen of a word."""
    return text[-1:] in {"-", "\u2010"} and text[-2:-1].isalpha() and following[:1].isalpha()


def hyphen(before: str, after: str, words: Counter[str]) -> str:
    """Return "-" or "" for a word that a line end divides into *before* and *after*.

    It has a hyphen if it has one elsewhere in the document, of which *words* are the words in small letters, or by its form.
    """
    first, second = before.casefold().strip('("“'), after.casefold().rstrip('.,;:!?)"”')
    without, hyphenated = words[f"{first}{second}"], words[f"{first}-{second}"]
    if without != hyphenated:
        return "-" if hyphenated > without else ""
    if after[:1].isupper() or first in _PREFIXES or "-" in second:
        return "-"
    is_compound = min(len(first), len(second)) >= _SHORTEST_PART and words[first] and words[second]
    return "-" if is_compound else ""


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word is in *texts*, in small letters and without the marks around it."""
    return Counter(word.casefold().strip('.,;:!?()"“”') for text in texts for word in text.split())


def join_divided_words(found: list[ExtractedBlock]) -> list[ExtractedBlock]:
    """Return the blocks *found* with the words joined that line ends divide (`DIVIDED`)."""
    if not any(DIVIDED in extracted.block.text for extracted in found):
        return found
    words = count_words(extracted.block.text for extracted in found)

    def joined(division: re.Match[str]) -> str:
        return f"{division[1]}{hyphen(division[1], division[2], words)}{division[2]}"

    return [
        replace(extracted, block=replace(extracted.block, text=_DIVISION.sub(joined, extracted.block.text)))
        if DIVIDED in extracted.block.text
        else extracted
        for extracted in found
    ]


def line_groups(found: Sequence[ExtractedBlock]) -> list[int]:
    """Return for each of the blocks *found* the number of its paragraph, counted from 0.

    The numbers are those of the blocks, unless the page sets its lines as paragraphs.
    """
    runs = [list(run) for is_line, run in groupby(range(len(found)), key=lambda at: _is_line(found[at])) if is_line]
    pairs = [(found[a].block.text, found[b].block.text) for run in runs for a, b in pairwise(run)]
    width = _width(pairs)
    if not width:
        return list(range(len(found)))
    in_run = {b: a for run in runs for a, b in pairwise(run)}
    groups = list[int]()
    for at, extracted in enumerate(found):
        above = in_run.get(at)
        continues = above is not None and _continues(found[above].block.text, extracted.block.text, width)
        groups.append(groups[-1] + (not continues) if groups else 0)
    return groups


def join_lines(found: Sequence[ExtractedBlock], groups: Sequence[int]) -> Iterator[ExtractedBlock]:
    """Yield the blocks *found* with those of one number in *groups* joined to one block."""
    for _, members in groupby(zip(groups, found, strict=True), key=lambda pair: pair[0]):
        lines = [extracted for _, extracted in members]
        text = lines[0].block.text
        for line in lines[1:]:
            following = line.block.text
            text = f"{text[:-1]}{DIVIDED}{following}" if is_divided(text, following) else f"{text} {following}"
        links = tuple(link for line in lines for link in line.block.links)
        yield lines[0] if len(lines) == 1 else replace(lines[0], block=replace(lines[0].block, text=text, links=links))


def _is_line(extracted: ExtractedBlock) -> bool:
    block: Block = extracted.block
    return (
        block.kind is Kind.PARAGRAPH
        and not block.label
        and not extracted.is_linked
        and len(block.text) <= _LONGEST_LINE
    )


def _width(pairs: Sequence[tuple[str, str]]) -> int:
    """Return the width of the lines in *pairs* of neighbours, in characters, or 0 where they are no printed lines."""
    if len(pairs) < _FEWEST_PAIRS:
        return 0
    lengths = sorted(len(first) for first, _ in pairs)
    width = lengths[-1 - len(lengths) // 20]  # without the longest: a line that was not divided
    if width < _SHORTEST_WIDTH:
        return 0
    open_pairs = [
        (first, second)
        for first, second in pairs
        if not _END.search(first) and (second[0].islower() or len(first) >= _TITLE * width)  # else a title
    ]
    divided = [second for first, second in open_pairs if _is_full(first, second, width)]
    small = sum(second[0].islower() for second in divided)
    is_most = len(divided) >= _SHARE_OF_DIVIDED * len(pairs) and len(divided) >= _SHARE_OF_OPEN * len(open_pairs)
    has_sentences = _FEWEST_SENTENCES * sum(bool(_SENTENCE.search(line)) for pair in pairs for line in pair) >= len(
        pairs
    )
    return width if is_most and small >= _FEWEST_SMALL and has_sentences else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Return whether the first word of *following* had no place on *line*."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > _FULL * width


def _continues(above: str, line: str, width: int) -> bool:
    """Return whether *line* continues the paragraph of the line *above* it."""
    has_ended = _END.search(above) is not None
    if _LABEL.match(line) and (has_ended or len(above) < _LONG * width):
        return False
    if has_ended or not line[0].islower():
        return _is_full(above, line, width)
    return len(above) >= _LONG * width
