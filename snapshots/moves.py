"""What moved: the links that stand outside the heaviest chain in which nothing crosses.

A move is told to a reader as a fact, so a weak one is not told: a short or repeated clause that crosses the
chain without a neighbour that went along is no evidence, and its link is given up.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Collection, Sequence
from operator import attrgetter

from snapshots.chains import heaviest
from snapshots.pairs import Link
from snapshots.passages import Passage, Readings

_LIKE = 0.6  # below it a pair says little of what stood
_FEWEST_WORDS = 3
_FEWEST_OF_A_REFRAIN = 8


def told(links: Sequence[Link], readings: Readings) -> list[Link]:
    """Return *links* with the moves flagged, less those that cross the others on too little evidence."""
    standing = _standing(links, readings)
    if len(standing) == len(links):
        return [*links]
    refrains = _refrains(readings.before) | _refrains(readings.after)
    pairs = {(i, j) for link in links for i in link.before for j in link.after}
    chain = [links[at] for at in sorted(standing)]
    kept = []
    for at, link in enumerate(links):
        if at in standing or all(_interleave(link, other) for other in _crossed(link, chain)):
            kept.append(link)
        elif _is_firm(link, pairs, readings, refrains):
            kept.append(link._replace(moved=True))
    return kept


def _standing(links: Sequence[Link], readings: Readings) -> set[int]:
    weighed = [(link.before[0], link.after[0], _weight(link, readings)) for link in links]
    return set(heaviest(weighed))


def _weight(link: Link, readings: Readings) -> int:
    """Return how much *link* says of what stood: its words, and those of equal clauses most of all."""
    words = min(_length(readings.before, link.before), _length(readings.after, link.after))
    return 1 + words if link.likeness >= _LIKE else 1 + words // 4


def _length(passages: Sequence[Passage], places: Sequence[int]) -> int:
    return passages[places[0]].length if len(places) == 1 else sum(passages[place].length for place in places)


def _crossed(link: Link, chain: Sequence[Link]) -> Sequence[Link]:
    """Return the links of *chain*, in which nothing crosses, that *link* crosses: they stand in a row."""
    ends = bisect(chain, link.before, key=attrgetter("before")), bisect(chain, link.after, key=attrgetter("after"))
    return chain[min(ends) : max(ends)]


def _interleave(link: Link, other: Link) -> bool:
    """Say whether parts of *link* stand between those of *other*: what crosses there came apart, and did not move."""
    return any(
        len(one) > 1 and len(two) > 1 and one[0] < two[-1] and two[0] < one[-1]
        for one, two in ((link.before, other.before), (link.after, other.after))
    )


def _refrains(passages: Sequence[Passage]) -> set[str]:
    return {identity for identity, count in Counter(p.identity for p in passages).items() if count > 1}


def _is_firm(link: Link, pairs: Collection[tuple[int, int]], readings: Readings, refrains: set[str]) -> bool:
    """Say whether *link* is evidence enough for a move, by itself or by a neighbour that went along."""
    passage = readings.before[link.before[0]]
    if passage.length >= (_FEWEST_OF_A_REFRAIN if passage.identity in refrains else _FEWEST_WORDS):
        return True
    return any((i + step, j + step) in pairs for i in link.before for j in link.after for step in (-1, 1))
