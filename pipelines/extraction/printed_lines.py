"""Recognise pages that set each printed line as a paragraph, and find the lines of one paragraph.

Converters from PDF write every line as a paragraph of its own. One word more at the beginning then moves all line ends, and
every paragraph seems to be reworded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

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


def line_groups(lines: Sequence[str | None]) -> list[int]:
    """Return for each passage of a page the number of its paragraph, counted from 0.

    *lines* are the passages in order, or None for those that are no plain paragraph (headings, items, links). The numbers are those
    of the passages, unless the page sets its lines as paragraphs.
    """
    is_line = [line is not None and len(line) <= _LONGEST_LINE for line in lines]
    runs = [list(run) for is_run, run in groupby(range(len(lines)), key=is_line.__getitem__) if is_run]
    pairs = [(lines[a] or "", lines[b] or "") for run in runs for a, b in pairwise(run)]
    width = _width(pairs)
    if not width:
        return list(range(len(lines)))
    above = {b: lines[a] or "" for run in runs for a, b in pairwise(run)}
    groups = list[int]()
    for at, line in enumerate(lines):
        continues = at in above and _continues(above[at], line or "", width)
        groups.append(groups[-1] + (not continues) if groups else 0)
    return groups


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
