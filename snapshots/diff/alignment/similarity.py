"""Similarity of two clauses by their words, between 0 and 1.

It is the mean of two measures: order (the longest common subsequence of words) and weighted overlap (the words in common,
in any order, rare ones counting more). Each alone has false positives: order for boilerplate, overlap for lists. Measured
on scripted edits of real policies, pairs with 40 % of their words edited are still found in 99.6 % of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

# Cells (words by words) up to which order is compared; 5,000 by 5,000 cost about 2 ms.
_MAX_CELLS = 25_000_000
# Cells from which the weighted overlap costs less than the order, and is computed first.
_OVERLAP_FIRST = 1_000_000
_COUNTED_SINGLY = 500  # words; in shorter clauses, to count one word is faster than to count all
_ROUNDING = 1e-9  # more than the rounding error of sums of shares between 0 and 1
_order_share = Indel.normalized_similarity


def shared_weight(left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], minimum: float = 0.0) -> int:
    """Return the weight of the words in common, or 0 if it is less than *minimum*.

    Repetitions are counted last: of 70,000 comparisons of real policies 8 in 9 end before.
    """
    common = left.word_set & right.word_set
    once = sum(map(weights.__getitem__, common))
    repeated = min(left.repeated_weight, right.repeated_weight)
    if once + repeated < minimum:
        return 0
    return once + _shared_repetitions(left.encoded, right.encoded, common, weights) if repeated else once


def _shared_repetitions(left: str, right: str, common: Set[str], weights: Mapping[str, int]) -> int:
    """Return the weight that two encoded lines share by the *common* words after their first occurrence."""
    one, other = (line.count if len(line) <= _COUNTED_SINGLY else Counter(line).__getitem__ for line in (left, right))
    return sum([(min(times, other(mark)) - 1) * weights[mark] for mark in common if (times := one(mark)) > 1])


def weighted_overlap(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], minimum: float = 0.0
) -> float:
    """Return the share of weight in common (Dice's coefficient), or 0.0 if that is less than *minimum*."""
    total = left.weight + right.weight
    return 2 * shared_weight(left, right, weights, (minimum - _ROUNDING) * total / 2) / total if total else 0.0


def order_similarity(left: str, right: str, minimum: float = 0.0) -> float:
    """Return the share of words in common and in the same order, or 0.0 below *minimum*; in any order, if very long."""
    if len(left) * len(right) <= _MAX_CELLS:
        return Indel.normalized_similarity(left, right, score_cutoff=minimum)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def clause_similarity(
    left: PreparedClause,
    right: PreparedClause,
    weights: Mapping[str, int],
    minimum: float = 0.0,
    order_limit: int = _MAX_CELLS,
) -> float:
    """Return the similarity of two clauses, or 0.0 if it is less than *minimum*.

    Beyond *order_limit* cells (words by words) it is the weighted overlap alone.
    """
    length, weight = left.length + right.length, left.weight + right.weight
    if not length:
        return 0.0
    most_overlap = 2 * min(left.weight, right.weight) / weight
    if min(left.length, right.length) / length + most_overlap / 2 < minimum:
        return 0.0
    if left.length * right.length > min(_OVERLAP_FIRST, order_limit):
        found = _of_long_clauses(left, right, weights, minimum, order_limit)
    else:
        found = _of_short_clauses(left, right, weights, minimum, most_overlap)
    return found if found >= minimum else 0.0


def _of_short_clauses(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], minimum: float, most_overlap: float
) -> float:
    """Return the mean of order and overlap, or any lower number if that is below *minimum*.

    The overlap is at most *most_overlap*. The order is computed first, because it costs less; most comparisons end there.
    """
    least_order = 2 * minimum - most_overlap - _ROUNDING
    if least_order > 1:
        return 0.0
    order = _order_share(left.encoded, right.encoded, score_cutoff=max(0.0, least_order))
    return (weighted_overlap(left, right, weights, 2 * minimum - order) + order) / 2 if order >= least_order else 0.0


def _of_long_clauses(
    left: PreparedClause, right: PreparedClause, weights: Mapping[str, int], minimum: float, order_limit: int
) -> float:
    """Return the result of `_of_short_clauses`; the overlap is computed first, and beyond *order_limit* it is all."""
    overlap = weighted_overlap(left, right, weights)
    if left.length * right.length > order_limit:
        return overlap
    least_order = 2 * minimum - overlap - _ROUNDING
    order = order_similarity(left.encoded, right.encoded, max(0.0, least_order)) if least_order <= 1 else 0.0
    return (overlap + order) / 2 if order >= least_order else 0.0


def containment(part: PreparedClause, whole: PreparedClause, weights: Mapping[str, int], minimum: float = 0.0) -> float:
    """Return the share of *part*'s weight that *whole* contains, or 0.0 if that is less than *minimum*."""
    if not part.weight:
        return 0.0
    return shared_weight(part, whole, weights, (minimum - _ROUNDING) * part.weight) / part.weight


def covered_weight(line: str, whole: PreparedClause, weights: Mapping[str, int]) -> int:
    """Return the weight that the words of the encoded *line* share with *whole*."""
    common = whole.word_set & {*line}
    return sum(map(weights.__getitem__, common)) + _shared_repetitions(line, whole.encoded, common, weights)
