"""Two readings made ready to be aligned: every clause as numbers that can be compared fast.

A `Passage` is a clause as the aligner sees it. Nothing is compared here, and nothing here is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import mul
from typing import NamedTuple

from snapshots.model import Clause, Kind
from snapshots.normal import key

_LONGEST_NAME = 60  # characters, of a run-in name ("Cookies: …")
# Neighbouring versions share most of their texts, and keys are half the cost of a comparison. 5 MB as a rule, 65
# at worst.
_LONGEST_REMEMBERED = 2000  # characters

# One comparison of 5,000 with 5,000 words costs about 2 ms; the longest block in 60 pairs of real policies had 3,732.
_LARGEST = 25_000_000
# Words; 37,482 texts of real policies had up to 1.18 MB. At four times as many, passages of 1,250 words by as many.
_LONGEST_READING = 200_000

_SURROGATES = range(0xD800, 0xE000)
_CHARACTERS = 0x10FFFF - len(_SURROGATES)


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause: its identity, its words as a string of one character each, and what it stands under."""

    place: int
    identity: str
    coded: str
    bag: Mapping[str, int]
    length: int
    weight: int  # of the bag: rare words weigh more
    heading: bool
    section: str
    name: str  # of a row, what its first cell says; of an item, what stands before its colon


@dataclass(frozen=True, slots=True)
class Readings:
    """Both readings, with the weight of every word in them."""

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
    """Return both readings as passages. A word weighs more the fewer passages hold it, in whole numbers."""
    texts = [clause.text for clause in (*before, *after)]
    known = {text: _remembered(text) if len(text) <= _LONGEST_REMEMBERED else key(text) for text in {*texts}}
    keys = [known[text] for text in texts]
    alphabet = _Alphabet()
    # Neighbouring versions share most of their keys, and each is counted once.
    coded = {text: "".join(map(alphabet.__getitem__, text.split())) for text in dict.fromkeys(keys)}
    bags = {text: Counter(line) for text, line in coded.items()}
    spread = Counter(chain.from_iterable(map(bags.__getitem__, keys)))
    # The logarithm of the inverse document frequency, as the length of an integer: alike on every machine.
    weights = {mark: (2 * len(keys) // held).bit_length() for mark, held in spread.items()}
    words = {text: _Words(coded[text], bag, _weight(bag, weights)) for text, bag in bags.items()}
    cut = len(before)
    left, right = _passages(before, keys[:cut], words), _passages(after, keys[cut:], words)
    return Readings(left, right, weights, _exact(left, right))


def _exact(left: Sequence[Passage], right: Sequence[Passage]) -> int:
    """Return how many words by words of two passages are compared in order: fewer, the longer the readings are."""
    words = sum(x.length for x in left) * sum(y.length for y in right)
    return min(_LARGEST, _LARGEST * _LONGEST_READING**2 // (words or 1))


class _Alphabet(dict[str, str]):
    """A character for every word, in order of appearance."""

    def __missing__(self, word: str) -> str:
        self[word] = mark = character(len(self))
        return mark


class _Words(NamedTuple):
    coded: str
    bag: Mapping[str, int]
    weight: int


def _weight(bag: Mapping[str, int], weights: Mapping[str, int]) -> int:
    return sum(map(mul, map(weights.__getitem__, bag), bag.values()))


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return key(text)


def _passages(clauses: Sequence[Clause], keys: Sequence[str], words: Mapping[str, _Words]) -> tuple[Passage, ...]:
    sections: dict[str, str] = {}
    told = []
    for place, (clause, text) in enumerate(zip(clauses, keys, strict=True)):
        heading = clause.path[-1] if clause.path else ""
        if heading not in sections:
            sections[heading] = key(heading)
        coded, bag, weight = words[text]
        heads = clause.kind is Kind.HEADING
        told.append(Passage(place, text, coded, bag, len(coded), weight, heads, sections[heading], _name(clause)))
    return tuple(told)


def _name(clause: Clause) -> str:
    if clause.kind is Kind.ROW:
        return key(clause.text.partition(" | ")[0])
    name, colon, rest = clause.text[:_LONGEST_NAME].partition(": ")
    return key(name) if clause.kind is Kind.ITEM and colon and rest else ""
