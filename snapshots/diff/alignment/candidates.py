"""Propose candidate pairs: few out of all, found by the rare words that they share.

An inverted index over the words of one side is queried with each clause of the other, rarest words first, up to a
bounded number of postings. Pairs are only proposed here; `clausetrail.snapshots.diff.alignment.candidate_scoring` and
`clausetrail.snapshots.diff.alignment.splits` evaluate them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import truediv

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

# Postings that are read for one query. 150 to 1,500 gave the same quality on 120 pairs of readings.
_MAX_POSTINGS = 75  # in each direction
# Postings for a part of a split: its rarest words suffice to find the one whole that holds most of it.
_MAX_POSTINGS_OF_PART = 60
# Candidates for one query: those with the largest share of their own weight in common, and those with the most weight.
_BEST_BY_SHARE = 8
_BEST_BY_OVERLAP = 4


def propose_pairs(
    left: Sequence[PreparedClause], right: Sequence[PreparedClause], weights: Mapping[str, int]
) -> set[tuple[int, int]]:
    """Return pairs of positions, one of *left* and one of *right*, that share rare words.

    Each side is queried with the other: what one clause has the budget to find, the other may not.
    """
    back = _proposed(right, left, weights)
    return {*_proposed(left, right, weights), *((i, j) for j, i in back)}


def _proposed(
    queries: Sequence[PreparedClause], targets: Sequence[PreparedClause], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    index, pairs = _inverted_index(targets), []
    size = {target.position: target.weight for target in targets}
    for query in queries:
        overlap = _overlap(query, index, weights, _MAX_POSTINGS)
        found = {*overlap}
        if len(found) > _BEST_BY_SHARE:
            common = [*overlap.values()]
            shares = [*map(truediv, common, map(size.__getitem__, overlap))]
            found = {*_best(overlap, common, _BEST_BY_OVERLAP), *_best(overlap, shares, _BEST_BY_SHARE)}
        pairs += [(query.position, position) for position in found]
    return pairs


def propose_wholes(
    parts: Sequence[PreparedClause], wholes: Sequence[PreparedClause], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of positions, one of *wholes* and one of *parts* that it may contain."""
    index, pairs = _inverted_index(wholes), []
    for part in parts:
        overlap = _overlap(part, index, weights, _MAX_POSTINGS_OF_PART)
        pairs += [(position, part.position) for position in _best(overlap, [*overlap.values()], _BEST_BY_OVERLAP)]
    return pairs


def _inverted_index(clauses: Iterable[PreparedClause]) -> Mapping[str, Sequence[int]]:
    """Return the positions of each word of *clauses*; to leave out words that are never queried would cost more."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for clause in clauses:
        position = clause.position
        for word in clause.word_set:
            index[word].append(position)
    return index


def _overlap(
    query: PreparedClause, index: Mapping[str, Sequence[int]], weights: Mapping[str, int], budget: int
) -> dict[int, int]:
    """Return the weight in common with *query* by position, of its rarest words until *budget* postings are read."""
    overlap: defaultdict[int, int] = defaultdict(int)
    last = 0
    for postings, word in sorted([(len(index[word]), word) for word in query.word_set & index.keys()]):
        # Words of one frequency are read together, so that their order does not matter.
        if budget < 0 and postings > last:
            break
        weight = weights[word]
        for position in index[word] if postings <= _MAX_POSTINGS else index[word][:_MAX_POSTINGS]:
            overlap[position] += weight
        budget, last = budget - postings, postings
    return overlap


def _best(positions: Iterable[int], scores: Sequence[float], most: int) -> list[int]:
    """Return the *most* of *positions* with the highest *scores*, of equal scores the first ones; in no order."""
    if len(scores) <= most:
        return [*positions]
    # Numbers are sorted several times as fast as pairs.
    least = sorted(scores)[-most]
    few = [(-score, position) for position, score in zip(positions, scores, strict=True) if score >= least]
    return [position for _, position in (few if len(few) == most else sorted(few)[:most])]
