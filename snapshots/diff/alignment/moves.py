"""What moved: the links that stand outside the heaviest chain in which nothing crosses.

A move is told to a reader as a fact, so a weak one is not told: a short or repeated clause that crosses the
chain without a neighbour that went along is no evidence, and its link is given up.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence, Set
from operator import attrgetter

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.lcs import Pair
from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings

_LIKE = 0.6  # below it a pair says little of what stood
_EACH = 5  # words that one statement more is worth: where a list or one long clause has moved, the clause has
_FEWEST_WORDS = 3
_FEWEST_OF_A_REFRAIN = 8
_CLOSE = range(1, 4)  # places: a clause or two may have come or gone between those that went together


def flag_moves(links: Sequence[Match], readings: PreparedReadings) -> list[Match]:
    """Return *links* with the moves flagged, less those that cross the others on too little evidence."""
    standing = _standing(links, readings)
    if len(standing) == len(links):
        return [*links]
    refrains = _refrains(readings.before) | _refrains(readings.after)
    pairs = {pair for link in links for pair in _ends(link)}
    gone = {pair for at, link in enumerate(links) if at not in standing for pair in _ends(link)}
    chain = [links[at] for at in sorted(standing)]
    kept = []
    for at, link in enumerate(links):
        if at in standing or all(_interleave(link, other) for other in _crossed(link, chain)):
            kept.append(link)
        elif _has_words(link, readings, refrains) or _went_along(link, pairs, gone):
            kept.append(link._replace(moved=True))
    return kept


def _standing(links: Sequence[Match], readings: PreparedReadings) -> set[int]:
    weighed = [(link.before[0], link.after[0], _weight(link, readings)) for link in links]
    return set(heaviest_chain(weighed))


def _weight(link: Match, readings: PreparedReadings) -> int:
    """Return how much *link* says of what stood: its words, and those of equal clauses most of all."""
    words = min(_length(readings.before, link.before), _length(readings.after, link.after))
    return _EACH + words if link.similarity >= _LIKE else _EACH + words // 4


def _length(passages: Sequence[PreparedClause], places: Sequence[int]) -> int:
    return passages[places[0]].length if len(places) == 1 else sum(passages[place].length for place in places)


def _crossed(link: Match, chain: Sequence[Match]) -> Sequence[Match]:
    """Return the links of *chain*, in which nothing crosses, that *link* crosses: they stand in a row."""
    ends = bisect(chain, link.before, key=attrgetter("before")), bisect(chain, link.after, key=attrgetter("after"))
    return chain[min(ends) : max(ends)]


def _interleave(link: Match, other: Match) -> bool:
    """Say whether parts of *link* stand between those of *other*: what crosses there came apart, and did not move."""
    return any(
        len(one) > 1 and len(two) > 1 and one[0] < two[-1] and two[0] < one[-1]
        for one, two in ((link.before, other.before), (link.after, other.after))
    )


def _refrains(passages: Sequence[PreparedClause]) -> set[str]:
    return {identity for identity, count in Counter(p.key for p in passages).items() if count > 1}


def _ends(link: Match) -> set[Pair]:
    return {(i, j) for i in link.before for j in link.after}


def _has_words(link: Match, readings: PreparedReadings, refrains: set[str]) -> bool:
    """Say whether *link* has words enough to be a move by itself."""
    passage = readings.before[link.before[0]]
    return passage.length >= (_FEWEST_OF_A_REFRAIN if passage.key in refrains else _FEWEST_WORDS)


def _went_along(link: Match, pairs: Set[Pair], gone: Set[Pair]) -> bool:
    """Say whether one of *pairs* stands beside *link* on both sides, or one of those that are *gone* close by."""
    for i, j in _ends(link):
        if (i - 1, j - 1) in pairs or (i + 1, j + 1) in pairs:
            return True
        if any((i + way * left, j + way * right) in gone for way in (-1, 1) for left in _CLOSE for right in _CLOSE):
            return True
    return False
