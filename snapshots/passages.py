"""Two readings made ready to be aligned: every clause as numbers that can be compared fast.

A `Passage` is a clause as the aligner sees it. Nothing is compared here, and nothing here is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from snapshots.model import Clause, Kind
from snapshots.normal import key

_LONGEST_NAME = 60  # characters, of a run-in name ("Cookies: …")
# Neighbouring versions share most of their texts, and keys are half the cost of a comparison. 5 MB as a rule, 65
# at worst.
_LONGEST_REMEMBERED = 2000  # characters

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


def character(number: int) -> str:
    """Return the character that stands for *number*, never half of a surrogate pair.

    Beyond the million characters of Unicode two numbers share one.
    """
    number = 1 + number % (_CHARACTERS - 1)
    return chr(number if number < _SURROGATES.start else number + len(_SURROGATES))


def prepare(before: Sequence[Clause], after: Sequence[Clause]) -> Readings:
    """Return both readings as passages. A word weighs more the fewer passages hold it, in whole numbers."""
    keys = [_remembered(c.text) if len(c.text) <= _LONGEST_REMEMBERED else key(c.text) for c in (*before, *after)]
    alphabet: dict[str, str] = {}
    coded = [_coded(text, alphabet) for text in keys]
    spread = Counter(mark for line in coded for mark in set(line))
    # The logarithm of the inverse document frequency, as the length of an integer: alike on every machine.
    weights = {mark: (2 * len(keys) // held).bit_length() for mark, held in spread.items()}
    cut = len(before)
    return Readings(
        _passages(before, keys[:cut], coded[:cut], weights),
        _passages(after, keys[cut:], coded[cut:], weights),
        weights,
    )


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return key(text)


def _coded(text: str, alphabet: dict[str, str]) -> str:
    words = text.split()
    for word in words:
        if word not in alphabet:
            alphabet[word] = character(len(alphabet))
    return "".join([alphabet[word] for word in words])


def _passages(
    clauses: Sequence[Clause], keys: Sequence[str], coded: Sequence[str], weights: Mapping[str, int]
) -> tuple[Passage, ...]:
    sections: dict[str, str] = {}
    told = []
    for place, (clause, text, line) in enumerate(zip(clauses, keys, coded, strict=True)):
        bag = Counter(line)
        heading = clause.path[-1] if clause.path else ""
        if heading not in sections:
            sections[heading] = key(heading)
        told.append(
            Passage(
                place=place,
                identity=text,
                coded=line,
                bag=bag,
                length=len(line),
                weight=sum([weights[mark] * count for mark, count in bag.items()]),
                heading=clause.kind is Kind.HEADING,
                section=sections[heading],
                name=_name(clause),
            )
        )
    return tuple(told)


def _name(clause: Clause) -> str:
    if clause.kind is Kind.ROW:
        return key(clause.text.partition(" | ")[0])
    name, colon, rest = clause.text[:_LONGEST_NAME].partition(": ")
    return key(name) if clause.kind is Kind.ITEM and colon and rest else ""
