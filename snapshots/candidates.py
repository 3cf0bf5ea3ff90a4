"""Who may be whose partner: few pairs out of all, found by the rare words they share.

An inverted index over the words of one side is asked for each passage of the other, rarest words first, for a
bounded number of postings. Only pairs are proposed here; `snapshots.alignment` judges them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from snapshots.passages import Passage

# 150 to 1,500 postings gave the same quality on 120 pairs of readings.
_POSTINGS = 150
# To find the one whole that holds most of a part, its rarest words will do.
_POSTINGS_OF_A_PART = 60
_BY_SHARE = 12
_BY_OVERLAP = 6


def proposed(
    askers: Sequence[Passage], answerers: Sequence[Passage], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *askers* and one of *answerers*, that share rare words."""
    index, told = _index(answerers, askers), []
    size = {passage.place: passage.weight for passage in answerers}
    for asker in askers:
        overlap = _overlap(asker, index, weights, _POSTINGS)
        told += [
            (asker.place, place)
            for place in {*_first(overlap, _BY_OVERLAP), *_first(_shares(overlap, size), _BY_SHARE)}
        ]
    return told


def proposed_wholes(
    parts: Sequence[Passage], wholes: Sequence[Passage], weights: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of places, one of *wholes* and one of *parts* that it may hold."""
    index = _index(wholes, parts)
    return [
        (place, part.place)
        for part in parts
        for place in _first(_overlap(part, index, weights, _POSTINGS_OF_A_PART), _BY_OVERLAP)
    ]


def _index(passages: Sequence[Passage], askers: Sequence[Passage]) -> Mapping[str, Sequence[int]]:
    """Return where each word of *passages* stands that one of *askers* holds."""
    asked = set(chain.from_iterable(asker.bag for asker in askers))
    index: defaultdict[str, list[int]] = defaultdict(list)
    for passage in passages:
        for mark in asked & passage.bag.keys():
            index[mark].append(passage.place)
    return index


def _overlap(
    asker: Passage, index: Mapping[str, Sequence[int]], weights: Mapping[str, int], budget: int
) -> dict[int, int]:
    """Return the weight that places share with *asker*, by its rarest words, until *budget* is spent."""
    overlap: defaultdict[int, int] = defaultdict(int)
    for held, mark in sorted([(len(index[mark]), mark) for mark in asker.bag if mark in index]):
        weight = weights[mark]
        for place in index[mark] if held <= _POSTINGS else index[mark][:_POSTINGS]:
            overlap[place] += weight
        budget -= held
        if budget < 0:
            break
    return overlap


def _shares(overlap: Mapping[int, int], size: Mapping[int, int]) -> dict[int, float]:
    return {place: held / size[place] for place, held in overlap.items()}


def _first(scores: Mapping[int, float], most: int) -> list[int]:
    """Return the *most* places of the highest scores, of equal scores the first ones."""
    if len(scores) <= most:
        return [*scores]
    # Numbers are sorted several times as fast as pairs.
    least = sorted(scores.values())[-most]
    few = sorted([(-score, place) for place, score in scores.items() if score >= least])
    return [place for _, place in few[:most]]
