"""Pairs of clauses, one partner each, by evidence that can be told.

The skeleton is laid first; what it leaves open is paired by likeness, best first: in its gaps, and later across
them. A false pair is worse than a missed one, and a false move worse than both: the farther a pair stands from
where the skeleton expects it, the more it must show. Splits and mergers are told in `snapshots.joints`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from snapshots.candidates import proposed
from snapshots.chains import heaviest
from snapshots.passages import Passage, Readings
from snapshots.similarity import alike
from snapshots.skeleton import Pair, skeleton

# Likeness that is asked for. The results are flat around these: .38 to .52 and .45 to .65 move no class of
# event by more than .01.
_IN_GAP = 0.42
_ELSEWHERE = 0.56
_BRIEF = 12  # words; elsewhere, of less than these more is asked
_BRIEF_ELSEWHERE = 0.66
_NEAR = 0.05  # less is asked beside a pair that stands
_SHORT = 5  # words; below, chance finds a partner too easily
_SHORT_IN_GAP = 0.60
_SHORT_ELSEWHERE = 0.95
_SAME_WORDS = 0.8  # between a heading and a text, which then count as
_OTHER_KIND = 0.75  # of their likeness
_OTHER_NAME = 0.85  # of the likeness of two rows or items that go by different names
_ONE_NAME = 0.3  # of what is missing, if they go by one

# A pair in its gap gives way to another reading of either clause that is better by this much.
_BETTER_ELSEWHERE = 0.15
_PER_STEP = 0.0005  # off the likeness, for each clause between a pair and its expected place
_MOST_STEPS = 100
_SMALL_GAP = 225  # pairs; a gap of no more is tried whole, and being in it says something
_MOST_TWINS = 8
_LARGEST = 400_000_000  # pairs; 20,000 clauses by as many, where a reading has 100 to 1,000


@dataclass(frozen=True, slots=True)
class Link:
    """Clauses before and the clauses after that they became, by place, and how alike they are."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    likeness: float
    moved: bool = False


@dataclass(slots=True)
class Alignment:
    """Who became whom, as far as is known. The partner of a clause that came apart is its first part."""

    readings: Readings
    forward: dict[int, int] = field(default_factory=dict)
    backward: dict[int, int] = field(default_factory=dict)
    links: dict[Pair, Link] = field(default_factory=dict)

    def link(self, before: tuple[int, ...], after: tuple[int, ...], likeness: float) -> None:
        """Link *before* and *after*, of which one is a single clause."""
        self.links[before[0], after[0]] = Link(before, after, likeness)
        self.forward.update(dict.fromkeys(before, after[0]))
        self.backward.update(dict.fromkeys(after, before[0]))

    def unlink(self, i: int, j: int) -> None:
        """Give up the pair of *i* and *j*."""
        del self.links[i, j], self.forward[i], self.backward[j]

    def is_free(self, i: int, j: int) -> bool:
        """Say whether neither side has a partner."""
        return i not in self.forward and j not in self.backward

    def beside(self, i: int, j: int) -> bool:
        """Say whether a pair stands right before or right after *i* and *j*."""
        forward = self.forward
        return (i > 0 and j > 0 and forward.get(i - 1) == j - 1) or forward.get(i + 1) == j + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two places that may be a pair."""

    i: int
    j: int
    likeness: float
    rank: float  # the likeness, less the distance from the expected place
    in_gap: bool


def laid(readings: Readings) -> Alignment:
    """Return the skeleton of *readings* as an alignment."""
    alignment = Alignment(readings)
    for i, j in skeleton(readings.before, readings.after):
        alignment.link((i,), (j,), 1.0)
    return alignment


def judged(alignment: Alignment) -> list[Candidate]:
    """Return the candidates among the clauses that the skeleton left, best first."""
    readings = alignment.readings
    left = [passage for passage in readings.before if passage.place not in alignment.forward]
    right = [passage for passage in readings.after if passage.place not in alignment.backward]
    gaps = _gaps(len(readings.before), sorted(alignment.forward))
    others = _gaps(len(readings.after), sorted(alignment.backward))
    expected = _expected(len(readings.before), alignment.forward)
    small = _small(left, gaps, right, others)
    pairs = {
        *_small_gaps(left, right, gaps, others, small),
        *_twins(left, right),
        *proposed(*_untwinned(left, right), readings.weights),
    }
    told = []
    for i, j in sorted(pairs):
        x, y = readings.before[i], readings.after[j]
        in_gap = gaps[i] == others[j] and (gaps[i] in small or x.section == y.section != "")
        likeness = _evidence(x, y, readings, in_gap=in_gap)
        if likeness:
            rank = likeness - _PER_STEP * min(_MOST_STEPS, abs(expected[i] - j))
            told.append(Candidate(i, j, likeness, rank, in_gap))
    return sorted(told, key=lambda c: (-c.rank, c.i, c.j))


def _gaps(size: int, paired: Sequence[int]) -> list[int]:
    """Return for every place how many places of the skeleton stand before it."""
    gaps, count = [], 0
    standing = set(paired)
    for place in range(size):
        gaps.append(count)
        count += place in standing
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


def _untwinned(left: Sequence[Passage], right: Sequence[Passage]) -> tuple[Sequence[Passage], Sequence[Passage]]:
    """Return both sides, if they are enormous without what has a twin on the other: a better partner is not sought."""
    if len(left) * len(right) <= _LARGEST:
        return left, right
    twins = {x.identity for x in left} & {y.identity for y in right}
    return [x for x in left if x.identity not in twins], [y for y in right if y.identity not in twins]


def _evidence(x: Passage, y: Passage, readings: Readings, *, in_gap: bool) -> float:
    """Return how alike *x* and *y* are for our purpose, or 0.0 if nothing could make them a pair.

    A heading became another heading; that it became text needs the same place and nearly the same words. A row
    or item that goes by another name is likely another one, of however many like words.
    """
    floor = (_IN_GAP if in_gap else _ELSEWHERE) - _NEAR
    if x.name and x.name == y.name:
        floor = max(0.0, (floor - _ONE_NAME) / (1 - _ONE_NAME))
    likeness = 1.0 if x.identity == y.identity else alike(x, y, readings.weights, floor, readings.exact)
    if x.heading != y.heading:
        return _OTHER_KIND * likeness if in_gap and likeness >= _SAME_WORDS else 0.0
    if x.name and y.name:
        likeness = likeness + _ONE_NAME * (1 - likeness) if x.name == y.name else _OTHER_NAME * likeness
    return likeness


def _asked(x: Passage, y: Passage, *, in_gap: bool, near: bool) -> float:
    """Return how alike a pair must be."""
    words = min(x.length, y.length)
    if words < _SHORT:
        return _SHORT_IN_GAP if in_gap else _SHORT_ELSEWHERE
    asked = _IN_GAP if in_gap else _BRIEF_ELSEWHERE if words < _BRIEF else _ELSEWHERE
    return asked - (_NEAR if near else 0.0)


def pair_in_gaps(alignment: Alignment, candidates: Sequence[Candidate]) -> None:
    """Pair the candidates of every gap that keep its order, unless a clause is far better off elsewhere."""
    best_before: dict[int, float] = {}
    best_after: dict[int, float] = {}
    for candidate in candidates:
        best_before.setdefault(candidate.i, candidate.rank)
        best_after.setdefault(candidate.j, candidate.rank)
    standing = [
        c
        for c in candidates
        if c.in_gap
        and c.likeness >= _asked(*_both(alignment, c), in_gap=True, near=False)
        and c.rank + _BETTER_ELSEWHERE >= max(best_before[c.i], best_after[c.j])
    ]
    # Squares, so that one good pair outweighs two poor ones that cross it.
    chain = heaviest([(c.i, c.j, 1 + int(10_000 * (c.likeness - 0.3) ** 2)) for c in standing])
    for c in (standing[at] for at in chain):
        alignment.link((c.i,), (c.j,), c.likeness)


def pair_elsewhere(alignment: Alignment, candidates: Sequence[Candidate]) -> None:
    """Pair what is left, best first, wherever it stands; then what stands beside a pair, of which less is asked."""
    for near in (False, True):
        for c in candidates:
            if alignment.is_free(c.i, c.j) and (not near or alignment.beside(c.i, c.j)):
                x, y = _both(alignment, c)
                if c.likeness >= _asked(x, y, in_gap=c.in_gap, near=near):
                    alignment.link((c.i,), (c.j,), c.likeness)


def _both(alignment: Alignment, candidate: Candidate) -> tuple[Passage, Passage]:
    return alignment.readings.before[candidate.i], alignment.readings.after[candidate.j]
