"""What the skeleton leaves open: the gaps on both sides, and which pairs of passages in or across them could be one.

Nothing is paired here. `snapshots.pairs` takes the candidates, best first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from snapshots.candidates import proposed
from snapshots.demands import credited, evidence
from snapshots.pairs import BETTER_ELSEWHERE, Alignment, Candidate, opened
from snapshots.passages import Passage
from snapshots.skeleton import Pair

_SURE = 1 - BETTER_ELSEWHERE  # so that no pair elsewhere is better by as much
_PER_STEP = 0.0005  # off the likeness, for each clause between a pair and its expected place
_MOST_STEPS = 100
_SMALL_GAP = 225  # pairs; a gap of no more is tried whole, and being in it says something
_MOST_TWINS = 8


def judged(alignment: Alignment) -> list[Candidate]:
    """Return the candidates among the clauses that the skeleton left, best first.

    Near partners are looked at first. Who has one that no farther one could replace is not asked again.
    """
    readings = alignment.readings
    left, right = opened(readings.before, alignment.forward), opened(readings.after, alignment.backward)
    ground = _Ground(alignment, left, right)
    told = ground.candidates({*ground.small_gaps(), *_twins(left, right)})
    sure = [c for c in told if c.rank >= _SURE]
    left, right = opened(left, {c.i for c in sure}), opened(right, {c.j for c in sure})
    known = {(c.i, c.j) for c in told}
    told += ground.candidates({*proposed(left, right, readings.weights)} - known)
    return sorted(told, key=lambda c: (-c.rank, c.i, c.j))


class _Ground:
    """What the skeleton leaves open: the gaps on both sides, and where each clause is expected."""

    def __init__(self, alignment: Alignment, left: Sequence[Passage], right: Sequence[Passage]) -> None:
        readings = alignment.readings
        self._readings, self._left, self._right = readings, left, right
        self._gaps = _gaps(len(readings.before), alignment.forward)
        self._others = _gaps(len(readings.after), alignment.backward)
        self._expected = _expected(len(readings.before), alignment.forward)
        self._small = _small(left, self._gaps, right, self._others)

    def small_gaps(self) -> Iterator[Pair]:
        """Yield all pairs of the small gaps."""
        return _small_gaps(self._left, self._right, self._gaps, self._others, self._small)

    def candidates(self, pairs: Iterable[Pair]) -> list[Candidate]:
        """Return those of *pairs* that could be one, in their order."""
        before, after, told = self._readings.before, self._readings.after, []
        for i, j in sorted(pairs):
            x, y, gap = before[i], after[j], self._gaps[i]
            in_gap = gap == self._others[j] and (gap in self._small or x.section == y.section != "")
            if likeness := evidence(x, y, self._readings, in_gap=in_gap):
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


def _expected(size: int, forward: dict[int, int]) -> list[int]:
    """Return where each place before would stand after, had it kept its distance to the skeleton."""
    expected, at = [], -1
    for place in range(size):
        at = forward.get(place, at + 1)
        expected.append(at)
    return expected


def _small(left: Iterable[Passage], gaps: Sequence[int], right: Iterable[Passage], others: Sequence[int]) -> set[int]:
    """Return the gaps small enough for "the same gap" to mean "the same place"."""
    before = Counter(gaps[passage.place] for passage in left)
    after = Counter(others[passage.place] for passage in right)
    return {gap for gap, count in before.items() if 0 < count * after[gap] <= _SMALL_GAP}


def _small_gaps(
    left: Iterable[Passage], right: Iterable[Passage], gaps: Sequence[int], others: Sequence[int], small: set[int]
) -> Iterator[Pair]:
    """Yield all pairs of the *small* gaps."""
    answering: defaultdict[int, list[int]] = defaultdict(list)
    for passage in right:
        answering[others[passage.place]].append(passage.place)
    for passage in left:
        if gaps[passage.place] in small:
            yield from ((passage.place, j) for j in answering[gaps[passage.place]])


def _twins(left: Iterable[Passage], right: Iterable[Passage]) -> Iterator[Pair]:
    """Yield the pairs of one identity, unless it is a refrain."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for passage in right:
        places[passage.identity].append(passage.place)
    for passage in left:
        twins = places.get(passage.identity, ())
        if len(twins) <= _MOST_TWINS:
            yield from ((passage.place, twin) for twin in twins)
