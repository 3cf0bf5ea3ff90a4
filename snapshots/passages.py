"""Two readings made ready to be aligned: every clause as numbers that can be compared fast.

A `Passage` is a clause as the aligner sees it. Nothing is compared here, and nothing here is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from operator import mul
from typing import NamedTuple

from snapshots.model import Clause, Kind
from snapshots.normal import key

_COMMON = 5  # texts; a word that stands in as many tells none of them from the others
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.ITEM})
_STOPS = (".", ":", ";", ",", "!", "。")
_LONGEST_NAME = 60  # characters, of a run-in name ("Cookies: …")
_RUN_IN = re.compile(rf"[^.:?!|]{{2,{_LONGEST_NAME}}}[.:?!]+(?=\s)")
# Neighbouring versions share most of their texts, and keys are half the cost of a comparison. 5 MB as a rule, 65
# at worst.
_LONGEST_REMEMBERED = 2000  # characters

# One comparison of 5,000 with 5,000 words costs about 2 ms; the longest block in 60 pairs of real policies had 3,732.
_LARGEST = 25_000_000
# Words; 37,482 texts of real policies had up to 1.18 MB. At four times as many, passages of 1,250 words by as many.
_LONGEST_READING = 200_000

_SURROGATES = range(0xD800, 0xE000)
_CHARACTERS = 0x10FFFF - len(_SURROGATES)


@dataclass(slots=True)
class Passage:
    """One clause: its identity and what it stands under, and once weighed its words, one character each."""

    place: int
    identity: str
    length: int
    heading: bool
    section: str
    row: bool  # of a table of several columns
    name: str  # of a row, what its first cell says; of an item, what stands before its colon
    ended: bool  # by a stop, as a sentence is and a heading hardly ever
    title: str  # of a text, what it alone opens with, run in ("Cookies. We …")
    coded: str = ""
    bag: Mapping[str, int] = field(default_factory=dict)
    weight: int = 0  # of the bag: rare words weigh more
    own: frozenset[str] = frozenset()  # its rare words


@dataclass(frozen=True, slots=True)
class Readings:
    """Both readings, with the weight of every word that was asked for."""

    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    weights: Mapping[str, int]
    exact: int  # words by words; of longer pairs the order is not asked


def character(number: int) -> str:
    """Return the character that stands for *number*, never half of a surrogate pair.

    Beyond the million characters of Unicode two numbers share one.
    """
    number = 1 + number % (_CHARACTERS - 1)
    return chr(number if number < _SURROGATES.start else number + len(_SURROGATES))


def prepare(before: Sequence[Clause], after: Sequence[Clause]) -> Readings:
    """Return both readings as passages whose words are not weighed yet: most find their equal and need no more."""
    texts = {clause.text for clause in (*before, *after)}
    known = {text: _remembered(text) if len(text) <= _LONGEST_REMEMBERED else key(text) for text in texts}
    left, right = _passages(before, known), _passages(after, known)
    return Readings(left, right, {}, _exact(left, right))


def weighed(readings: Readings, left: Collection[Passage], right: Collection[Passage]) -> Readings:
    """Return *readings* with the words of *left* and *right*, which stand in them, as characters with weights.

    A word weighs more the fewer passages of both readings hold it, in whole numbers.
    """
    alphabet = _Alphabet()
    coded = {x.identity: "" for x in chain(left, right)}
    for identity in coded:
        coded[identity] = "".join(map(alphabet.__getitem__, identity.split()))
    bags = {identity: Counter(line) for identity, line in coded.items()}
    spread = _spread(readings)
    # The logarithm of the inverse document frequency, as the length of an integer: alike on every machine.
    weights = {mark: (2 * spread.total // spread.of[word]).bit_length() for word, mark in alphabet.items()}
    rare = {mark for word, mark in alphabet.items() if spread.of[word] < _COMMON and not word[0].isdigit()}
    heavy = {identity: sum(map(mul, map(weights.__getitem__, bag), bag.values())) for identity, bag in bags.items()}
    for x in chain(left, right):
        x.coded, x.bag, x.weight = coded[x.identity], bags[x.identity], heavy[x.identity]
        x.own = frozenset(x.bag.keys() & rare)
    return replace(readings, weights=weights)


class _Spread(NamedTuple):
    total: int
    of: Mapping[str, int]


def _spread(readings: Readings) -> _Spread:
    """Return in how many texts each word stands, of how many; a text that stands several times counts once."""
    keys = {passage.identity: None for passage in chain(readings.before, readings.after)}
    return _Spread(len(keys), Counter(chain.from_iterable(map(set, map(str.split, keys)))))


def _exact(left: Sequence[Passage], right: Sequence[Passage]) -> int:
    """Return how many words by words of two passages are compared in order: fewer, the longer the readings are."""
    words = sum(x.length for x in left) * sum(y.length for y in right)
    return min(_LARGEST, _LARGEST * _LONGEST_READING**2 // (words or 1))


class _Alphabet(dict[str, str]):
    """A character for every word, in order of appearance."""

    def __missing__(self, word: str) -> str:
        self[word] = mark = character(len(self))
        return mark


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return key(text)


def _passages(clauses: Sequence[Clause], keys: Mapping[str, str]) -> tuple[Passage, ...]:
    sections: dict[str, str] = {}
    told = []
    for place, clause in enumerate(clauses):
        heading = clause.path[-1] if clause.path else ""
        if heading not in sections:
            sections[heading] = _remembered(heading[:_LONGEST_REMEMBERED])
        text = keys[clause.text]
        length = text.count(" ") + 1 if text else 0
        heads, row = clause.kind is Kind.HEADING, clause.kind is Kind.ROW and " | " in clause.text
        names = _name(clause), clause.text.endswith(_STOPS), _title(clause)
        told.append(Passage(place, text, length, heads, sections[heading], row, *names))
    often = Counter(passage.title for passage in told)
    for passage in told:
        passage.title = passage.title if often[passage.title] == 1 else ""
    return tuple(told)


def _name(clause: Clause) -> str:
    if clause.kind is Kind.ROW:
        name, _, rest = clause.text[:_LONGEST_REMEMBERED].partition(" | ")
        return _remembered(name) if rest else ""
    if clause.kind is not Kind.ITEM:
        return ""
    name, colon, rest = clause.text[:_LONGEST_NAME].partition(": ")
    return _remembered(name) if colon and rest else ""


def _title(clause: Clause) -> str:
    return _run_in(clause.text[: 2 * _LONGEST_NAME]) if clause.kind in _TEXTS else ""


@lru_cache(maxsize=8192)
def _run_in(text: str) -> str:
    opening = _RUN_IN.match(text)
    return key(opening[0]) if opening else ""
