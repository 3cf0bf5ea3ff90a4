"""Measure a text: its length, its readability, and how many words a revision added and removed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

import msgspec

from clausetrail.reports.wording.redline_pieces import Clauses, changes_only_paragraphs
from clausetrail.snapshots.model import Change, Clause, Event

# Events that leave the words and their place alone.
QUIET = frozenset({Event.COSMETIC, Event.RELINKED, Event.RENUMBERED})

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.:!?…。]+(?=\s|$)")
# Scripts without spaces between words, where words cannot be counted by their edges: Thai and Lao, Burmese, Khmer,
# Japanese kana, CJK ideographs.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Length(msgspec.Struct, frozen=True):
    """The length of a text in words, and its LIX where that is defined."""

    words: int
    lix: float | None = None


class Size(msgspec.Struct, frozen=True):
    """How many words a revision added and removed, without its quiet changes."""

    inserted: int
    deleted: int


def measure_length(clauses: Iterable[Clause]) -> Length:
    """Return the words and the LIX of a text.

    LIX (C. H. Björnsson, Läsbarhet, 1968) is words per sentence plus the per cent of words over six letters. It needs
    no syllables, so it is defined for any language that separates words by spaces: 30 is easy, 50 hard, 60 very hard. A
    clause ends a sentence, whatever its last mark. A text of fewer than 100 words has no LIX, nor has one with more than
    a tenth as many characters of scripts without spaces.
    """
    total = spelled = long = sentences = unspaced = 0
    for clause in clauses:
        found = _WORD.findall(clause.text)
        total += len(clause.text.split())
        spelled += len(found)
        long += sum(len(word) > 6 for word in found)
        sentences += max(len(_SENTENCE_END.findall(clause.text)), 1) if found else 0
        unspaced += len(_UNSPACED.findall(clause.text))
    if spelled < 100 or unspaced > spelled // 10:
        return Length(total)
    return Length(total, round(spelled / sentences + 100 * long / spelled, 1))


def is_quiet(change: Change, before: Clauses, after: Clauses) -> bool:
    """Return whether *change* leaves the words and their place alone: it concerns typography, numbers or paragraphs only."""
    return (change.event in QUIET and not change.moved) or changes_only_paragraphs(change, before, after)


class _Styled(Protocol):
    """Anything with a style and a text: a piece, or a run."""

    @property
    def style(self) -> str: ...
    @property
    def text(self) -> str: ...


def count_words(pieces: Iterable[_Styled], style: str) -> int:
    """Return the number of words in the pieces of one *style*; the mark between paragraphs is not counted."""
    return sum(len(piece.text.replace("\N{PILCROW SIGN}", " ").split()) for piece in pieces if piece.style == style)
