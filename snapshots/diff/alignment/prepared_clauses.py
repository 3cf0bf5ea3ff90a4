"""Two readings made ready to be aligned: every clause as numbers that can be compared fast.

A `Passage` is a clause as the aligner sees it. Nothing is compared here, and nothing here is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.text.normalize import match_key, match_words

_COMMON = 5  # texts; a word that stands in as many tells none of them from the others
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.ITEM})
_STOPS = (".", ":", ";", ",", "!", "。")
_LONGEST_NAME = 60  # characters, of a run-in name ("Cookies: …")
_RUN_IN = re.compile(rf"[^.:?!|]{{2,{_LONGEST_NAME}}}+[.:?!]++(?=\s)")
# Neighbouring versions share most of their texts, and keys are half the cost of a comparison. 11 MB as a
# rule, 130 at worst.
_LONGEST_REMEMBERED = 2000  # characters

# One comparison of 5,000 with 5,000 words costs about 2 ms; the longest block in 60 pairs of real policies had 3,732.
_LARGEST = 25_000_000
# Words; 37,482 texts of real policies had up to 1.18 MB. At four times as many, passages of 1,250 words by as many.
_LONGEST_READING = 200_000

_SURROGATES = range(0xD800, 0xE000)
_CHARACTERS = 0x10FFFF - len(_SURROGATES)


class _Text(NamedTuple):
    """What a passage is by its text and kind alone."""

    key: str
    words: tuple[str, ...]  # of the identity
    length: int
    is_heading: bool
    is_row: bool  # of a table of several columns
    name: str  # of a row, what its first cell says; of an item, what stands before its colon
    ends_sentence: bool  # by a stop, as a sentence is and a heading hardly ever
    title: str  # of a text, what it alone opens with, run in ("Cookies. We …")


@dataclass(slots=True)
class PreparedClause:
    """One clause: what its text is, what it stands under, and once weighed its words, one character each."""

    position: int
    section: str
    key: str
    words: tuple[str, ...]
    length: int
    is_heading: bool
    is_row: bool
    name: str
    ends_sentence: bool
    title: str
    encoded: str = ""
    word_set: Set[str] = frozenset()  # of its characters
    weight: int = 0  # of its words: rare ones weigh more
    repeated_weight: int = 0  # of it, what words weigh that stood before
    rare_words: Set[str] = frozenset()  # its rare words


class DocumentFrequencies(NamedTuple):
    """In how many texts of both readings each word stands, and how many there are."""

    total: int
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PreparedReadings:
    """Both readings, with the weight of every word that was asked for."""

    before: tuple[PreparedClause, ...]
    after: tuple[PreparedClause, ...]
    weights: Mapping[str, int]
    order_limit: int  # words by words; of longer pairs the order is not asked
    spread: DocumentFrequencies | None = None  # of every word, once it was counted


def character(number: int) -> str:
    """Return the character that stands for *number*, never half of a surrogate pair.

    Beyond the million characters of Unicode two numbers share one.
    """
    number = 1 + number % (_CHARACTERS - 1)
    return chr(number if number < _SURROGATES.start else number + len(_SURROGATES))


def prepare(before: Sequence[Clause], after: Sequence[Clause]) -> PreparedReadings:
    """Return both readings as passages whose words are not weighed yet: most find their equal and need no more."""
    asked = {(clause.text, clause.kind) for clause in chain(before, after)}
    known = {one: (_remembered if len(one[0]) <= _LONGEST_REMEMBERED else _read)(*one) for one in asked}
    left, right = _passages(before, known), _passages(after, known)
    return PreparedReadings(left, right, {}, _exact(left, right))


def with_weights(
    readings: PreparedReadings,
    left: Collection[PreparedClause],
    right: Collection[PreparedClause],
    letters: int | None = None,
) -> PreparedReadings:
    """Return *readings* with the words of *left* and *right*, which stand in them, as characters with weights.

    A word weighs more the fewer passages of both readings hold it, in whole numbers. Where *letters* are given, words that
    begin with the same ones are one word.
    """
    counted = spread = readings.spread or _spread(readings)
    lines: dict[str, Sequence[str]] = {x.key: x.words for x in chain(left, right)}
    if letters is not None:
        spread = _of_openings(counted, lines.values(), letters)
        lines = {identity: [_opening(word, letters) for word in words] for identity, words in lines.items()}
    alphabet = {word: character(at) for at, word in enumerate(dict.fromkeys(chain.from_iterable(lines.values())))}
    # The logarithm of the inverse document frequency, as the length of an integer: alike on every machine.
    weights = {mark: (2 * spread.total // spread.of[word]).bit_length() for word, mark in alphabet.items()}
    rare = {mark for word, mark in alphabet.items() if spread.of[word] < _COMMON and not word[0].isdigit()}
    told = {identity: _weighed([*map(alphabet.__getitem__, words)], weights, rare) for identity, words in lines.items()}
    for x in chain(left, right):
        x.encoded, x.word_set, x.weight, x.repeated_weight, x.rare_words = told[x.key]
    return replace(readings, weights=weights, spread=counted)


def _weighed(
    marks: Sequence[str], weights: Mapping[str, int], rare: Set[str]
) -> tuple[str, Set[str], int, int, Set[str]]:
    bag = frozenset(marks)  # of the alphabet's own strings, whose hashes are known: those of a line are made anew
    weight, once = sum(map(weights.__getitem__, marks)), sum(map(weights.__getitem__, bag))
    return "".join(marks), bag, weight, weight - once, bag & rare


def _opening(word: str, letters: int) -> str:
    """Return so many *letters* of *word*; a number is left whole."""
    return word if word[0].isdigit() else word[:letters]


def _of_openings(counted: DocumentFrequencies, lines: Iterable[Sequence[str]], letters: int) -> DocumentFrequencies:
    """Return in how many texts the openings of the words of *lines* stand, as far as the most frequent word tells."""
    most: dict[str, int] = {}
    for word in {*chain.from_iterable(lines)}:
        opening = _opening(word, letters)
        most[opening] = max(most.get(opening, 0), counted.of[word])
    return DocumentFrequencies(counted.total, most)


def _spread(readings: PreparedReadings) -> DocumentFrequencies:
    """Return in how many texts each word stands, of how many; a text that stands several times counts once."""
    texts = {passage.key: passage.words for passage in chain(readings.before, readings.after)}
    return DocumentFrequencies(len(texts), Counter(chain.from_iterable(map(set, texts.values()))))


def _exact(left: Sequence[PreparedClause], right: Sequence[PreparedClause]) -> int:
    """Return how many words by words of two passages are compared in order: fewer, the longer the readings are."""
    words = sum(x.length for x in left) * sum(y.length for y in right)
    return min(_LARGEST, _LARGEST * _LONGEST_READING**2 // (words or 1))


def _passages(clauses: Sequence[Clause], known: Mapping[tuple[str, Kind], _Text]) -> tuple[PreparedClause, ...]:
    headings = {clause.path[-1] if clause.path else "" for clause in clauses}
    sections = {heading: _remembered(heading[:_LONGEST_REMEMBERED], Kind.HEADING).key for heading in headings}
    told = [
        PreparedClause(place, sections[clause.path[-1] if clause.path else ""], *known[clause.text, clause.kind])
        for place, clause in enumerate(clauses)
    ]
    often = Counter([passage.title for passage in told if passage.title])
    for passage in told:
        if often[passage.title] > 1:
            passage.title = ""
    return tuple(told)


def _read(text: str, kind: Kind) -> _Text:
    words = tuple(match_words(text))
    row = kind is Kind.ROW and " | " in text
    names = _name(text, kind), text.endswith(_STOPS), _title(text) if kind in _TEXTS else ""
    return _Text(" ".join(words), words, len(words), kind is Kind.HEADING, row, *names)


_remembered = lru_cache(maxsize=8192)(_read)


def _name(text: str, kind: Kind) -> str:
    if kind is Kind.ROW:
        name, _, rest = text[:_LONGEST_REMEMBERED].partition(" | ")
        return match_key(name) if rest else ""
    if kind is not Kind.ITEM:
        return ""
    name, colon, rest = text[:_LONGEST_NAME].partition(": ")
    return match_key(name) if colon and rest else ""


def _title(text: str) -> str:
    opening = _RUN_IN.match(text[: 2 * _LONGEST_NAME])
    return match_key(opening[0]) if opening else ""
