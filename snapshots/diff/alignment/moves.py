"""Flag moves: the matches outside the heaviest chain of matches that do not cross each other.

A move is reported as a fact, so it needs evidence: a short or repeated clause that crosses the chain without a
neighbour that moved with it is not reported, and its match is removed.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence, Set
from operator import attrgetter

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.lcs import Pair
from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings, sign

_SIMILAR = 0.6  # similarity below which the words of a match weigh a quarter: it is poor evidence of the order
# Words that one match weighs in addition to its own: where a list and one long clause exchanged places, the clause moved.
_PER_MATCH = 5
_MIN_WORDS = 3  # words of a clause that moves alone
_MIN_WORDS_REPEATED = 8  # the same, of a clause that occurs several times in its reading
_CLOSE = range(1, 4)  # positions: a clause or two may have been added or removed between two that moved together


def flag_moves(matches: Sequence[Match], readings: PreparedReadings) -> list[Match]:
    """Return *matches* with moves flagged, without those that cross others on too little evidence."""
    in_order = _in_order(matches, readings)
    if len(in_order) == len(matches):
        return [*matches]
    repeated = _repeated_keys(readings.before) | _repeated_keys(readings.after)
    pairs = {pair for match in matches for pair in _pairs(match)}
    crossing = {pair for index, match in enumerate(matches) if index not in in_order for pair in _pairs(match)}
    chain = [matches[index] for index in sorted(in_order)]
    kept = []
    for index, match in enumerate(matches):
        if index in in_order or all(_interleave(match, other) for other in _crossed(match, chain)):
            kept.append(match)
        elif _is_long_enough(match, readings, repeated) or _moved_with_neighbour(match, pairs, crossing):
            kept.append(match._replace(moved=True))
    return kept


def _in_order(matches: Sequence[Match], readings: PreparedReadings) -> set[int]:
    """Return the indexes of the heaviest chain of *matches* that do not cross each other."""
    before, after = readings.before, readings.after
    weighted = [(match.before[0], match.after[0], _weight(match, readings)) for match in matches]
    return set(heaviest_chain(weighted, [sign(before[i], after[j]) for i, j, _ in weighted]))


def _weight(match: Match, readings: PreparedReadings) -> int:
    """Return the weight of *match* as evidence of the order: by its words, and more for similar clauses."""
    words = min(_length(readings.before, match.before), _length(readings.after, match.after))
    return _PER_MATCH + words if match.similarity >= _SIMILAR else _PER_MATCH + words // 4


def _length(clauses: Sequence[PreparedClause], positions: Sequence[int]) -> int:
    if len(positions) == 1:
        return clauses[positions[0]].length
    return sum(clauses[position].length for position in positions)


def _crossed(match: Match, chain: Sequence[Match]) -> Sequence[Match]:
    """Return the matches of *chain* that *match* crosses: a contiguous part, because *chain* has no crossings."""
    ends = bisect(chain, match.before, key=attrgetter("before")), bisect(chain, match.after, key=attrgetter("after"))
    return chain[min(ends) : max(ends)]


def _interleave(match: Match, other: Match) -> bool:
    """Return whether parts of *match* are between those of *other*: then both were split in one place, without a move."""
    return any(
        len(one) > 1 and len(two) > 1 and one[0] < two[-1] and two[0] < one[-1]
        for one, two in ((match.before, other.before), (match.after, other.after))
    )


def _repeated_keys(clauses: Sequence[PreparedClause]) -> set[str]:
    return {key for key, count in Counter(clause.key for clause in clauses).items() if count > 1}


def _pairs(match: Match) -> set[Pair]:
    return {(i, j) for i in match.before for j in match.after}


def _is_long_enough(match: Match, readings: PreparedReadings, repeated: set[str]) -> bool:
    """Return whether *match* has enough words to be a move by itself."""
    words = min(_length(readings.before, match.before), _length(readings.after, match.after))
    keys = {readings.before[i].key for i in match.before} | {readings.after[j].key for j in match.after}
    return words >= (_MIN_WORDS if keys.isdisjoint(repeated) else _MIN_WORDS_REPEATED)


def _moved_with_neighbour(match: Match, pairs: Set[Pair], crossing: Set[Pair]) -> bool:
    """Return whether one of *pairs* is right beside *match* on both sides, or one of the *crossing* pairs close by."""
    for i, j in _pairs(match):
        if (i - 1, j - 1) in pairs or (i + 1, j + 1) in pairs:
            return True
        if any((i + way * left, j + way * right) in crossing for way in (-1, 1) for left in _CLOSE for right in _CLOSE):
            return True
    return False
