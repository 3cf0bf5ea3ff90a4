"""Who may be whose partner: few pairs out of all, found by the rare words they share.

An inverted index over the words of one side is asked for each passage of the other, rarest words first, for a
bounded number of postings. Only pairs are proposed here; `clausetrail.snapshots.diff.alignment.align` judges them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import truediv

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

# 150 to 1,500 postings gave the same quality on 120 pairs of readings.
_POSTINGS = 150
# To find the one whole that holds most of a part, its rarest words will do.
_POSTINGS_OF_A_PART = 60
_BY_SHARE = 12
_BY_OVERLAP = 6


def propose_pairs(
    askers: Sequence[PreparedClause], answerers: Sequence[PreparedClause], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *askers* and one of *answerers*, that share rare words."""
    index, told = _index(answerers), []
    size = {passage.position: passage.weight for passage in answerers}
    for asker in askers:
        overlap = _overlap(asker, index, weights, _POSTINGS)
        found = {*overlap}
        if len(found) > _BY_SHARE:
            held = [*overlap.values()]
            shares = [*map(truediv, held, map(size.__getitem__, overlap))]
            found = {*_first(overlap, held, _BY_OVERLAP), *_first(overlap, shares, _BY_SHARE)}
        told += [(asker.position, place) for place in found]
    return told


def propose_wholes(
    parts: Sequence[PreparedClause], wholes: Sequence[PreparedClause], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *wholes* and one of *parts* that it may hold."""
    index, told = _index(wholes), []
    for part in parts:
        overlap = _overlap(part, index, weights, _POSTINGS_OF_A_PART)
        told += [(place, part.position) for place in _first(overlap, [*overlap.values()], _BY_OVERLAP)]
    return told


def _index(passages: Iterable[PreparedClause]) -> Mapping[str, Sequence[int]]:
    """Return where each word of *passages* stands: to leave out those that nobody asks for costs more than they do."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for passage in passages:
        place = passage.position
        for mark in passage.word_set:
            index[mark].append(place)
    return index


def _overlap(
    asker: PreparedClause, index: Mapping[str, Sequence[int]], weights: Mapping[str, int], budget: int
) -> dict[int, int]:
    """Return the weight that places share with *asker*, by its rarest words, until *budget* is spent."""
    overlap: defaultdict[int, int] = defaultdict(int)
    for held, mark in sorted([(len(index[mark]), mark) for mark in asker.word_set if mark in index]):
        weight = weights[mark]
        for place in index[mark] if held <= _POSTINGS else index[mark][:_POSTINGS]:
            overlap[place] += weight
        budget -= held
        if budget < 0:
            break
    return overlap


def _first(places: Iterable[int], scores: Sequence[float], most: int) -> list[int]:
    """Return the *most* of *places* with the highest *scores*, of equal scores the first ones; in no order."""
    if len(scores) <= most:
        return [*places]
    # Numbers are sorted several times as fast as pairs.
    least = sorted(scores)[-most]
    few = [(-score, place) for place, score in zip(places, scores, strict=True) if score >= least]
    return [place for _, place in (few if len(few) == most else sorted(few)[:most])]
