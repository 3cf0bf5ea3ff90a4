"""Figures of a text: how long it is, how hard to read, and how many words a revision put in and took out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

import msgspec

from clausetrail.reports.wording.redline_pieces import Clauses, changes_only_paragraphs
from clausetrail.snapshots.model import Change, Clause, Event

QUIET = frozenset({Event.COSMETIC, Event.RENUMBERED})

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP = re.compile(r"[.:!?…。]+(?=\s|$)")
# Scripts without spaces between words: what a word is there cannot be told by its edges.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Length(msgspec.Struct, frozen=True):
    """How long a text is, and its LIX where that says something."""

    words: int
    lix: float | None = None


class Size(msgspec.Struct, frozen=True):
    """How many words a revision put in and took out, not counting what is quiet."""

    inserted: int
    deleted: int


def measure_length(clauses: Iterable[Clause]) -> Length:
    """Return the words and the LIX of a text.

    LIX (C. H. Björnsson, Läsbarhet, 1968) is words per sentence plus the per cent of words over six letters. It needs
    no syllables, so it reads any language that parts words by spaces: 30 is easy, 50 hard, 60 very hard. A clause ends
    a sentence, whatever its last mark. No LIX is told of fewer than 100 words.
    """
    total = spelled = long = sentences = 0
    unspaced = 0
    for clause in clauses:
        found = _WORD.findall(clause.text)
        total += len(clause.text.split())
        spelled += len(found)
        long += sum(len(word) > 6 for word in found)
        sentences += max(len(_STOP.findall(clause.text)), 1) if found else 0
        unspaced += len(_UNSPACED.findall(clause.text))
    if spelled < 100 or unspaced > spelled // 10:
        return Length(total)
    return Length(total, round(spelled / sentences + 100 * long / spelled, 1))


def is_quiet(change: Change, before: Clauses, after: Clauses) -> bool:
    """Return whether *change* leaves the words and their place alone: other typography, numbers or paragraphs."""
    return (change.event in QUIET and not change.moved) or changes_only_paragraphs(change, before, after)


class _Worded(Protocol):
    """Words in one style."""

    @property
    def style(self) -> str: ...
    @property
    def text(self) -> str: ...


def count_words(pieces: Iterable[_Worded], style: str) -> int:
    """Return how many words stand in the pieces of one style; the mark between paragraphs is none."""
    return sum(len(piece.text.replace("\N{PILCROW SIGN}", " ").split()) for piece in pieces if piece.style == style)
