"""What the skeleton leaves open: the gaps on both sides, and which pairs of passages in or across them could be one.

Nothing is paired here. `clausetrail.snapshots.diff.alignment.pairing` takes the candidates, best first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from clausetrail.snapshots.diff.alignment.candidates import propose_pairs
from clausetrail.snapshots.diff.alignment.lcs import Pair
from clausetrail.snapshots.diff.alignment.pairing import BETTER_ELSEWHERE, Alignment, Candidate, Match, unmatched
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings, with_weights
from clausetrail.snapshots.diff.alignment.thresholds import credited, evidence

_SURE = 1 - BETTER_ELSEWHERE  # so that no pair elsewhere is better by as much
_PER_STEP = 0.0005  # off the likeness, for each clause between a pair and its expected place
_MOST_STEPS = 100
_SMALL_GAP = 225  # pairs; a gap of no more is tried whole, and being in it says something
# Between pairs that were found by likeness, whose order is evidence of its own: 225 to 4,000 brought more, and nothing wrong.
_REDRAWN_GAP = 2_500
_MOST_TWINS = 8


def judged(alignment: Alignment) -> list[Candidate]:
    """Return the candidates among the clauses that the skeleton left, best first.

    Near partners are looked at first. Who has one that no farther one could replace is not asked again.
    """
    readings = alignment.readings
    left, right = unmatched(readings.before, alignment.forward), unmatched(readings.after, alignment.backward)
    ground = _Ground(readings, alignment.forward, left, right, _SMALL_GAP)
    told = ground.candidates({*ground.small_gaps(), *_twins(left, right)}, readings)
    sure = [c for c in told if c.rank >= _SURE]
    left, right = unmatched(left, {c.i for c in sure}), unmatched(right, {c.j for c in sure})
    known = {(c.i, c.j) for c in told}
    told += ground.candidates({*propose_pairs(left, right, readings.weights)} - known, readings)
    return sorted(told, key=lambda c: (-c.rank, c.i, c.j))


def judged_again(alignment: Alignment, links: Iterable[Match], letters: int | None) -> list[Candidate]:
    """Return the candidates in the small gaps that *links*, in order and less those that moved, leave, best first.

    Where a text was rewritten throughout, the skeleton is one gap; the pairs that were found are many. Of words only so many
    *letters* are read, if that is said.
    """
    readings, standing = alignment.readings, {link.before[0]: link.after[0] for link in links if not link.moved}
    left, right = unmatched(readings.before, alignment.forward), unmatched(readings.after, alignment.backward)
    if not left or not right:
        return []
    ground = _Ground(readings, standing, left, right, _REDRAWN_GAP)
    near = {*ground.small_gaps()}
    if not near:
        return []
    left, right = [readings.before[i] for i in {i for i, _ in near}], [readings.after[j] for j in {j for _, j in near}]
    # A clause of the skeleton that was given up since has not been weighed.
    if letters or any(x.length and not x.encoded for x in chain(left, right)):
        alignment.readings = readings = with_weights(readings, left, right, letters)
    return sorted(ground.candidates(near, readings), key=lambda c: (-c.rank, c.i, c.j))


class _Ground:
    """What the pairs that are *standing* leave open: the gaps on both sides, and where each clause is expected."""

    def __init__(
        self,
        readings: PreparedReadings,
        standing: Mapping[int, int],
        left: Sequence[PreparedClause],
        right: Sequence[PreparedClause],
        largest: int,
    ) -> None:
        self._left, self._right = left, right
        self._gaps = _gaps(len(readings.before), standing.keys())
        self._others = _gaps(len(readings.after), {*standing.values()})
        self._expected = expected(len(readings.before), standing)
        self._small = _small(left, self._gaps, right, self._others, largest)

    def small_gaps(self) -> Iterator[Pair]:
        """Yield all pairs of the small gaps."""
        return _small_gaps(self._left, self._right, self._gaps, self._others, self._small)

    def candidates(self, pairs: Iterable[Pair], readings: PreparedReadings) -> list[Candidate]:
        """Return those of *pairs* that could be one as *readings* are weighed, in their order."""
        before, after, told = readings.before, readings.after, []
        for i, j in sorted(pairs):
            x, y, gap = before[i], after[j], self._gaps[i]
            in_gap = gap == self._others[j] and (gap in self._small or x.section == y.section != "")
            if likeness := evidence(x, y, readings, in_gap=in_gap):
                merit = credited(x, y, likeness)
                rank = merit - _PER_STEP * min(_MOST_STEPS, abs(self._expected[i] - j))
                told.append(Candidate(i, j, likeness, merit, rank, in_gap))
        return told


def _gaps(size: int, paired: Collection[int]) -> list[int]:
    """Return for every place how many places of the skeleton stand before it."""
    gaps, count = [], 0
    for place in range(size):
        gaps.append(count)
        count += place in paired
    return gaps


def expected(size: int, partner: Mapping[int, int]) -> list[int]:
    """Return where each place of one side would stand on the other, had it kept its distance to the pair before it."""
    told, at = [], -1
    for place in range(size):
        at = partner.get(place, at + 1)
        told.append(at)
    return told


def _small(
    left: Iterable[PreparedClause],
    gaps: Sequence[int],
    right: Iterable[PreparedClause],
    others: Sequence[int],
    largest: int,
) -> set[int]:
    """Return the gaps of at most *largest* pairs, small enough for "the same gap" to mean "the same place"."""
    before = Counter(gaps[passage.position] for passage in left)
    after = Counter(others[passage.position] for passage in right)
    return {gap for gap, count in before.items() if 0 < count * after[gap] <= largest}


def _small_gaps(
    left: Iterable[PreparedClause],
    right: Iterable[PreparedClause],
    gaps: Sequence[int],
    others: Sequence[int],
    small: set[int],
) -> Iterator[Pair]:
    """Yield all pairs of the *small* gaps."""
    answering: defaultdict[int, list[int]] = defaultdict(list)
    for passage in right:
        answering[others[passage.position]].append(passage.position)
    for passage in left:
        if gaps[passage.position] in small:
            yield from ((passage.position, j) for j in answering[gaps[passage.position]])


def _twins(left: Iterable[PreparedClause], right: Iterable[PreparedClause]) -> Iterator[Pair]:
    """Yield the pairs of one identity, unless it is a refrain."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for passage in right:
        places[passage.key].append(passage.position)
    for passage in left:
        twins = places.get(passage.key, ())
        if len(twins) <= _MOST_TWINS:
            yield from ((passage.position, twin) for twin in twins)
