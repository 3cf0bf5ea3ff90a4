"""Prepare two readings for alignment: every clause with its key, and with its words encoded for fast comparison.

A `PreparedClause` is a clause as the aligner uses it. Nothing is compared here, and nothing is stored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.text.normalize import match_key, match_words

_PER_BIT = 8  # units of a weight
_MOST_TEXTS = 1_024  # that distinguish weights; a word that occurs in as many texts weighs least
_COMMON = 5  # texts; a word that occurs in as many is not rare: it distinguishes none of them
_TITLED_KINDS = frozenset({Kind.PARAGRAPH, Kind.ITEM})
_STOPS = (".", ":", ";", ",", "!", "。")
_LONGEST_NAME = 60  # characters, of a run-in name or title ("Cookies: …")
_RUN_IN = re.compile(rf"[^.:?!|]{{2,{_LONGEST_NAME}}}+[.:?!]++(?=\s)")
# Neighbouring versions share most of their texts, and keys are half the cost of a comparison. The cache takes 11 MB as
# a rule, 130 MB at worst.
_LONGEST_CACHED = 2000  # characters

# Cells (words by words) up to which two clauses are compared in order. 5,000 by 5,000 words cost about 2 ms; the longest
# block in 60 pairs of real policies had 3,732.
_MAX_CELLS = 25_000_000
# Words of a reading up to which `_MAX_CELLS` is not reduced. 37,482 texts of real policies had up to 1.18 MB. In readings
# of four times as many words, clauses of up to 1,250 by 1,250 words are compared in order.
_LONGEST_READING = 200_000

_SURROGATES = range(0xD800, 0xE000)
_CHARACTERS = 0x10FFFF - len(_SURROGATES)


class _TextProperties(NamedTuple):
    """The properties of a clause that depend on its text and kind alone; see `PreparedClause`."""

    key: str
    words: tuple[str, ...]
    length: int
    is_heading: bool
    is_row: bool
    name: str
    ends_sentence: bool
    title: str


@dataclass(slots=True)
class PreparedClause:
    """One clause: its position and section, the properties of its text and, after `with_weights`, its encoded words."""

    position: int
    section: str  # the key of the heading above it
    key: str  # its `match_key`
    words: tuple[str, ...]  # of the key
    length: int  # in words
    is_heading: bool
    is_row: bool  # of a table of several columns
    name: str  # of a row, the key of its first cell; of an item, that of the text before its colon
    ends_sentence: bool  # ends with a stop, as a sentence does and a heading rarely does
    title: str  # the key of a run-in title ("Cookies. We …") that no other clause of the reading has
    encoded: str = ""  # its words, one character each
    word_set: Set[str] = frozenset()  # the characters of *encoded*
    weight: int = 0  # the sum over its words; rare ones weigh more
    repeated_weight: int = 0  # the part of *weight* that is due to words after their first occurrence
    rare_words: Set[str] = frozenset()  # the characters of its rare words


class DocumentFrequencies(NamedTuple):
    """The number of distinct texts in both readings that contain each word."""

    total: int  # the number of distinct texts
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PreparedReadings:
    """Both readings, with the weights of the words that were encoded, by their characters."""

    before: tuple[PreparedClause, ...]
    after: tuple[PreparedClause, ...]
    weights: Mapping[str, int]
    order_limit: int  # cells (words by words); the word order of larger pairs is not compared
    frequencies: DocumentFrequencies | None = None  # of every word, once they are counted


def character(number: int) -> str:
    """Return the character that encodes *number*, never half of a surrogate pair.

    Beyond the million characters of Unicode two numbers share one.
    """
    number = 1 + number % (_CHARACTERS - 1)
    return chr(number if number < _SURROGATES.start else number + len(_SURROGATES))


def sign(x: PreparedClause, y: PreparedClause) -> int:
    """Return a number that depends on the words of two clauses alone, and not on which is which or where they are."""
    return crc32(x.key.encode()) + crc32(y.key.encode())


def prepare(before: Sequence[Clause], after: Sequence[Clause]) -> PreparedReadings:
    """Return both readings without encoded words: most clauses have an equal one and do not need them."""
    texts = {(clause.text, clause.kind) for clause in chain(before, after)}
    known = {text: (_cached if len(text[0]) <= _LONGEST_CACHED else _properties)(*text) for text in texts}
    left, right = _prepared(before, known), _prepared(after, known)
    return PreparedReadings(left, right, {}, _order_limit(left, right))


def with_weights(
    readings: PreparedReadings,
    left: Collection[PreparedClause],
    right: Collection[PreparedClause],
    letters: int | None = None,
) -> PreparedReadings:
    """Return *readings* with weights; encode the words of *left* and *right*, clauses of theirs, in place.

    The weight of a word is an integer that is higher the fewer texts of both readings contain it. With *letters*, words
    with the same first so many letters count as one word.
    """
    counted = frequencies = readings.frequencies or _document_frequencies(readings)
    lines: dict[str, Sequence[str]] = {x.key: x.words for x in chain(left, right)}
    if letters is not None:
        frequencies = _stem_frequencies(counted, lines.values(), letters)
        lines = {key: [_stem(word, letters) for word in words] for key, words in lines.items()}
    alphabet = {word: character(at) for at, word in enumerate(dict.fromkeys(chain.from_iterable(lines.values())))}
    weight_of = {count: _weight(count) for count in {frequencies.of[word] for word in alphabet}}
    weights = {mark: weight_of[frequencies.of[word]] for word, mark in alphabet.items()}
    rare = {mark for word, mark in alphabet.items() if frequencies.of[word] < _COMMON and not word[0].isdigit()}
    encoded = {key: _encoded([*map(alphabet.__getitem__, words)], weights, rare) for key, words in lines.items()}
    for x in chain(left, right):
        x.encoded, x.word_set, x.weight, x.repeated_weight, x.rare_words = encoded[x.key]
    return replace(readings, weights=weights, frequencies=counted)


def _weight(count: int) -> int:
    """Return the weight of a word that *count* texts contain: the logarithm of its inverse, in eighths of a bit, at least 1.

    The bit length of an integer is the same on every machine. The number of texts is no part of it, or clauses that are
    added far away would change the weight of every word: F1 is the same on 120 pairs with the constant in its place.
    """
    share: int = _MOST_TEXTS**_PER_BIT // count**_PER_BIT
    return max(1, share.bit_length())


def _encoded(
    marks: Sequence[str], weights: Mapping[str, int], rare: Set[str]
) -> tuple[str, Set[str], int, int, Set[str]]:
    # Of the alphabet's own strings, because their hashes are cached; the characters of a joined line are new strings.
    word_set = frozenset(marks)
    weight, once = sum(map(weights.__getitem__, marks)), sum(map(weights.__getitem__, word_set))
    return "".join(marks), word_set, weight, weight - once, word_set & rare


def _stem(word: str, letters: int) -> str:
    """Return the first *letters* of *word*; a number stays whole."""
    return word if word[0].isdigit() else word[:letters]


def _stem_frequencies(
    counted: DocumentFrequencies, lines: Iterable[Sequence[str]], letters: int
) -> DocumentFrequencies:
    """Return the frequencies of the stems in *lines*: for each stem, that of its most frequent word (a lower bound)."""
    most: dict[str, int] = {}
    for word in {*chain.from_iterable(lines)}:
        stem = _stem(word, letters)
        most[stem] = max(most.get(stem, 0), counted.of[word])
    return DocumentFrequencies(counted.total, most)


def _document_frequencies(readings: PreparedReadings) -> DocumentFrequencies:
    """Return in how many texts each word occurs; a text that occurs several times counts once."""
    texts = {clause.key: clause.words for clause in chain(readings.before, readings.after)}
    return DocumentFrequencies(len(texts), Counter(chain.from_iterable(map(set, texts.values()))))


def _order_limit(left: Sequence[PreparedClause], right: Sequence[PreparedClause]) -> int:
    """Return the cells up to which two clauses are compared in order: fewer, the longer the readings are."""
    cells = sum(x.length for x in left) * sum(y.length for y in right)
    return min(_MAX_CELLS, _MAX_CELLS * _LONGEST_READING**2 // (cells or 1))


def _prepared(
    clauses: Sequence[Clause], known: Mapping[tuple[str, Kind], _TextProperties]
) -> tuple[PreparedClause, ...]:
    headings = {clause.path[-1] if clause.path else "" for clause in clauses}
    sections = {heading: _cached(heading[:_LONGEST_CACHED], Kind.HEADING).key for heading in headings}
    prepared = [
        PreparedClause(position, sections[clause.path[-1] if clause.path else ""], *known[clause.text, clause.kind])
        for position, clause in enumerate(clauses)
    ]
    counts = Counter([clause.title for clause in prepared if clause.title])
    for clause in prepared:
        if counts[clause.title] > 1:
            clause.title = ""
    return tuple(prepared)


def _properties(text: str, kind: Kind) -> _TextProperties:
    words = tuple(match_words(text))
    is_row = kind is Kind.ROW and " | " in text
    title = _title(text) if kind in _TITLED_KINDS else ""
    is_heading, ends_sentence = kind is Kind.HEADING, text.endswith(_STOPS)
    return _TextProperties(
        " ".join(words), words, len(words), is_heading, is_row, _name(text, kind), ends_sentence, title
    )


_cached = lru_cache(maxsize=8192)(_properties)


def _name(text: str, kind: Kind) -> str:
    if kind is Kind.ROW:
        name, _, rest = text[:_LONGEST_CACHED].partition(" | ")
        return match_key(name) if rest else ""
    if kind is not Kind.ITEM:
        return ""
    name, colon, rest = text[:_LONGEST_NAME].partition(": ")
    return match_key(name) if colon and rest else ""


def _title(text: str) -> str:
    opening = _RUN_IN.match(text[: 2 * _LONGEST_NAME])
    return match_key(opening[0]) if opening else ""
