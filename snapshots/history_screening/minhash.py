"""Sketch a text as a few hundred numbers that estimate what it has in common with another one.

A sketch keeps the smallest hashes of a text's runs of four words (bottom-k sampling: Broder 1997), so that a history of
thousands of texts is compared at four bytes a hash, without the texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from zlib import crc32

from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.text.normalize import normal_form

# Hashes. The standard error of an estimated share is then 1 / sqrt(400) = .05 at most.
SKETCH_SIZE = 400
RUN_WORDS = 4


@dataclass(frozen=True)
class Sketch:
    """How many words a text has, how many distinct runs of four words, and the smallest hashes of these."""

    words: int
    runs: int
    hashes: tuple[int, ...]

    @cached_property
    def _set(self) -> frozenset[int]:
        return frozenset(self.hashes)

    def shared_with(self, other: Sketch) -> float:
        """Return the estimated share of the smaller text's runs that the other text also has, 0 to 1."""
        smallest = nsmallest(SKETCH_SIZE, self._set | other._set)
        common = sum(1 for run in smallest if run in self._set and run in other._set)
        if not common:
            return 0.0
        jaccard = common / len(smallest)
        return min(1.0, jaccard / (1 + jaccard) * (self.runs + other.runs) / min(self.runs, other.runs))

    def to_bytes(self) -> bytes:
        """Return the sketch as bytes for a store."""
        return array("I", (self.words, self.runs, *self.hashes)).tobytes()


def sketch_from_bytes(content: bytes) -> Sketch:
    """Return the sketch that `Sketch.to_bytes` made *content* of."""
    numbers = array("I", content)
    return Sketch(numbers[0], numbers[1], tuple(numbers[2:]))


def sketch_of(clauses: Iterable[Clause]) -> Sketch:
    """Return the sketch of the words of *clauses* in normal form."""
    words = [word for clause in clauses for word in normal_form(clause.text).split()]
    starts = range(max(1, len(words) - RUN_WORDS + 1))
    runs = {crc32(" ".join(words[start : start + RUN_WORDS]).encode()) for start in starts}
    return Sketch(len(words), len(runs), tuple(nsmallest(SKETCH_SIZE, runs)))
