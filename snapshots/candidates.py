"""Who may be whose partner: few pairs out of all, found by the rare words they share.

An inverted index over the words of one side is asked for each passage of the other, rarest words first, for a
bounded number of postings. Only pairs are proposed here; `snapshots.alignment` judges them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from snapshots.passages import Passage

# 150 to 1,500 postings gave the same quality on 120 pairs of readings.
_POSTINGS = 300
# To find the one whole that holds most of a part, its rarest words will do.
_POSTINGS_OF_A_PART = 60
_BY_SHARE = 12
_BY_OVERLAP = 6


def proposed(
    askers: Iterable[Passage], answerers: Sequence[Passage], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *askers* and one of *answerers*, that share rare words."""
    index, told = _index(answerers), []
    size = {passage.place: passage.weight for passage in answerers}
    for asker in askers:
        overlap = _overlap(asker, index, weights, _POSTINGS)
        told += [(asker.place, place) for place in {*_most(overlap), *_most_of(overlap, size)}]
    return told


def proposed_wholes(
    parts: Iterable[Passage], wholes: Sequence[Passage], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *wholes* and one of *parts* that it may hold."""
    index = _index(wholes)
    return [
        (place, part.place) for part in parts for place in _most(_overlap(part, index, weights, _POSTINGS_OF_A_PART))
    ]


def _index(passages: Iterable[Passage]) -> Mapping[str, Sequence[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for passage in passages:
        for mark in passage.bag:
            index[mark].append(passage.place)
    return index


def _overlap(
    asker: Passage, index: Mapping[str, Sequence[int]], weights: Mapping[str, int], budget: int
) -> dict[int, int]:
    """Return the weight that places share with *asker*, by its rarest words, until *budget* is spent."""
    overlap: dict[int, int] = {}
    for held, mark in sorted([(len(index[mark]), mark) for mark in asker.bag if mark in index]):
        weight = weights[mark]
        for place in index[mark][:_POSTINGS]:
            overlap[place] = overlap.get(place, 0) + weight
        budget -= held
        if budget < 0:
            break
    return overlap


def _most(overlap: Mapping[int, int]) -> list[int]:
    """Return the places that share most."""
    return [place for _, place in heapq.nsmallest(_BY_OVERLAP, [(-held, place) for place, held in overlap.items()])]


def _most_of(overlap: Mapping[int, int], size: Mapping[int, int]) -> Iterable[int]:
    """Return the places that share most of themselves."""
    if len(overlap) <= _BY_SHARE:
        return overlap
    shares = [(-held / size[place], place) for place, held in overlap.items()]
    return [place for _, place in heapq.nsmallest(_BY_SHARE, shares)]
