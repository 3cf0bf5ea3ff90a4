"""Sketches: a few hundred numbers that tell how much two texts have in common, without the texts.

A sketch keeps the smallest hashes of a text's runs of four words (bottom-k sampling: Broder 1997), so a history of
thousands of texts can be judged at four bytes a hash.
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

# Estimates of a share are then off by 1 / sqrt(400) = .05 at most, as a rule.
SKETCH_SIZE = 400
_RUN = 4


@dataclass(frozen=True)
class Sketch:
    """How many words a text has, how many distinct runs of four, and the smallest hashes of these."""

    words: int
    runs: int
    hashes: tuple[int, ...]

    @cached_property
    def _set(self) -> frozenset[int]:
        return frozenset(self.hashes)

    def shared_with(self, other: Sketch) -> float:
        """Return which share of the smaller text's runs the other one has too, 0 to 1, as far as the sketches tell."""
        smallest = nsmallest(SKETCH_SIZE, self._set | other._set)
        common = sum(1 for run in smallest if run in self._set and run in other._set)
        if not common:
            return 0.0
        alike = common / len(smallest)
        return min(1.0, alike / (1 + alike) * (self.runs + other.runs) / min(self.runs, other.runs))

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
    runs = {crc32(" ".join(words[place : place + _RUN]).encode()) for place in range(max(1, len(words) - _RUN + 1))}
    return Sketch(len(words), len(runs), tuple(nsmallest(SKETCH_SIZE, runs)))
