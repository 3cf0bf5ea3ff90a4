"""How alike two passages are, between 0 and 1, by their words.

Half of it is order (the longest common subsequence of words), half is matter (the words in common, rare ones
counting more): each alone is fooled, order by boilerplate and matter by lists. Measured on scripted edits of
real policies, pairs edited at 40 % of their words are still found in 99.6 % of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

# Words by words; 5,000 by 5,000 cost about 2 ms.
_LARGEST = 25_000_000
# From here on words in common are the cheaper question.
_SMALL = 1_000_000
_QUICKLY_COUNTED = 500  # words; in fewer, looking for one is faster than counting all
_share_in_order = Indel.normalized_similarity
_SAFE = 1e-9  # more than the rounding of sums of shares between 0 and 1


def shared_weight(left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], floor: float = 0.0) -> int:
    """Return the weight of the words in common, or 0 if it is less than *floor*.

    How often each word stands is asked last: of 70,000 questions about real policies 8 of 9 end before.
    """
    common = left.word_set & right.word_set
    once = sum(map(weights.__getitem__, common))
    again = min(left.repeated_weight, right.repeated_weight)
    if once + again < floor:
        return 0
    return once + _repeated(left.encoded, right.encoded, common, weights) if again else once


def _repeated(left: str, right: str, common: Set[str], weights: Mapping[str, int]) -> int:
    """Return what two coded lines share of the words *common* to both from the second time on that they stand."""
    one, other = (line.count if len(line) <= _QUICKLY_COUNTED else Counter(line).__getitem__ for line in (left, right))
    return sum([(min(times, other(mark)) - 1) * weights[mark] for mark in common if (times := one(mark)) > 1])


def weighted_overlap(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], floor: float = 0.0
) -> float:
    """Return the share of weight in common (Dice's coefficient), or 0.0 if that is less than *floor*."""
    total = left.weight + right.weight
    return 2 * shared_weight(left, right, weights, (floor - _SAFE) * total / 2) / total if total else 0.0


def order_similarity(left: str, right: str, floor: float = 0.0) -> float:
    """Return the share of words in common and in the same order, or 0.0 below *floor*; in any order, if very long."""
    if len(left) * len(right) <= _LARGEST:
        return Indel.normalized_similarity(left, right, score_cutoff=floor)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def clause_similarity(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], floor: float = 0.0, exact: int = _LARGEST
) -> float:
    """Return how alike two passages are, or 0.0 if that is less than *floor*; by matter alone beyond *exact* cells."""
    length, weight = left.length + right.length, left.weight + right.weight
    if not length:
        return 0.0
    most = 2 * min(left.weight, right.weight) / weight
    if min(left.length, right.length) / length + most / 2 < floor:
        return 0.0
    if left.length * right.length > min(_SMALL, exact):
        told = _of_long(left, right, weights, floor, exact)
    else:
        told = _of_short(left, right, weights, floor, most)
    return told if told >= floor else 0.0


def _of_short(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], floor: float, most: float
) -> float:
    """Return the mean of order and matter, of which there is at *most* so much; anything below *floor* if it is less.

    What costs less is asked first, and most questions end there.
    """
    asked = 2 * floor - most - _SAFE
    if asked > 1:
        return 0.0
    ordered = _share_in_order(left.encoded, right.encoded, score_cutoff=max(0.0, asked))
    return (weighted_overlap(left, right, weights, 2 * floor - ordered) + ordered) / 2 if ordered >= asked else 0.0


def _of_long(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], floor: float, exact: int
) -> float:
    """Return what `_of_short` does, but of long passages: there, matter costs less; beyond *exact* cells it is all."""
    told = weighted_overlap(left, right, weights)
    if left.length * right.length > exact:
        return told
    asked = 2 * floor - told - _SAFE
    ordered = order_similarity(left.encoded, right.encoded, max(0.0, asked)) if asked <= 1 else 0.0
    return (told + ordered) / 2 if ordered >= asked else 0.0


def containment(part: PreparedClause, whole: PreparedClause, weights: Mapping[str, int], floor: float = 0.0) -> float:
    """Return the share of *part*'s weight that *whole* holds, or 0.0 if that is less than *floor*."""
    return shared_weight(part, whole, weights, (floor - _SAFE) * part.weight) / part.weight if part.weight else 0.0


def covered_weight(lines: str, whole: PreparedClause, weights: Mapping[str, int]) -> int:
    """Return the weight that the words of *lines*, coded, share with *whole*."""
    common = whole.word_set & {*lines}
    return sum(map(weights.__getitem__, common)) + _repeated(lines, whole.encoded, common, weights)
