"""Pairs of clauses, one partner each, by evidence that can be told.

The skeleton is laid first; what it leaves open is paired by likeness, best first: in its gaps, and later across
them. A false pair is worse than a missed one, and a false move worse than both: the farther a pair stands from
where the skeleton expects it, the more it must show. Splits and mergers are told in `snapshots.joints`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from snapshots.candidates import proposed
from snapshots.chains import heaviest
from snapshots.passages import Passage, Readings, weighed
from snapshots.similarity import alike, contained
from snapshots.skeleton import Pair, skeleton
from snapshots.strangers import are_strangers

# Likeness that is asked for. The results are flat around these: .38 to .52 and .45 to .65 move no class of
# event by more than .01.
_IN_GAP = 0.42
_ELSEWHERE = 0.56
_BRIEF = 12  # words; elsewhere, of less than these more is asked
_BRIEF_ELSEWHERE = 0.66
_HEADING = 0.25  # of a heading over the same clause
_LONE = 0.24  # of what stands alone between the same neighbours; of 21 such pairs read, wrong ones had up to .22
_HELD = 0.9  # of the shorter of them, in the longer one
_OPENING = 4  # words; a shorter one that is held opens the longer one
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
_SURE = 1 - _BETTER_ELSEWHERE  # so that no pair elsewhere is better by as much
_PER_STEP = 0.0005  # off the likeness, for each clause between a pair and its expected place
_MOST_STEPS = 100
_SMALL_GAP = 225  # pairs; a gap of no more is tried whole, and being in it says something
_MOST_TWINS = 8


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


class Candidate(NamedTuple):
    """Two places that may be a pair."""

    i: int
    j: int
    likeness: float
    rank: float  # the likeness, less the distance from the expected place
    in_gap: bool


def laid(readings: Readings) -> Alignment:
    """Return the skeleton of *readings* as an alignment, with the words of what it leaves open weighed."""
    standing = skeleton(readings.before, readings.after)
    left, right = _open(readings.before, {i for i, _ in standing}), _open(readings.after, {j for _, j in standing})
    alignment = Alignment(weighed(readings, left, right))
    for i, j in standing:
        alignment.link((i,), (j,), 1.0)
    return alignment


def _open(passages: Sequence[Passage], paired: Collection[int]) -> list[Passage]:
    return [passage for passage in passages if passage.place not in paired]


def judged(alignment: Alignment) -> list[Candidate]:
    """Return the candidates among the clauses that the skeleton left, best first.

    Near partners are looked at first. Who has one that no farther one could replace is not asked again.
    """
    readings = alignment.readings
    left, right = _open(readings.before, alignment.forward), _open(readings.after, alignment.backward)
    ground = _Ground(alignment, left, right)
    told = ground.candidates({*ground.small_gaps(), *_twins(left, right)})
    sure = [c for c in told if c.rank >= _SURE]
    left, right = _open(left, {c.i for c in sure}), _open(right, {c.j for c in sure})
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
            if likeness := _evidence(x, y, self._readings, in_gap=in_gap):
                rank = likeness - _PER_STEP * min(_MOST_STEPS, abs(self._expected[i] - j))
                told.append(Candidate(i, j, likeness, rank, in_gap))
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


def _evidence(x: Passage, y: Passage, readings: Readings, *, in_gap: bool) -> float:
    """Return how alike *x* and *y* are for our purpose, or 0.0 if nothing could make them a pair.

    A heading became another heading; that it became text needs the same place and nearly the same words. A row
    or item that goes by another name is likely another one, of however many like words.
    """
    if x.heading != y.heading and not in_gap:
        return 0.0
    floor = _SAME_WORDS if x.heading != y.heading else (_IN_GAP if in_gap else _ELSEWHERE) - _NEAR
    if x.name and x.name == y.name:
        floor = max(0.0, (floor - _ONE_NAME) / (1 - _ONE_NAME))
    likeness = 1.0 if x.identity == y.identity else alike(x, y, readings.weights, floor, readings.exact)
    if 0.0 < likeness < 1.0 and are_strangers(x, y, readings):
        return 0.0
    if x.heading != y.heading:
        return _OTHER_KIND * likeness if likeness >= _SAME_WORDS else 0.0
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


def pair_headings(alignment: Alignment) -> None:
    """Pair the headings without partner that stand over the same clause: it tells who they are, where words hardly do."""
    before, after = alignment.readings.before, alignment.readings.after
    for i, j in sorted(alignment.forward.items()):
        if i and j and before[i - 1].heading and after[j - 1].heading and alignment.is_free(i - 1, j - 1):
            likeness = alike(before[i - 1], after[j - 1], alignment.readings.weights, _HEADING)
            if likeness and before[i].section == before[i - 1].identity:
                alignment.link((i - 1,), (j - 1,), likeness)


def pair_lone(alignment: Alignment) -> None:
    """Pair what stands alone between the same neighbours on either side: its place is evidence, though no proof."""
    before, after = alignment.readings.before, alignment.readings.after
    above = {(link.before[-1], link.after[-1]) for link in alignment.links.values()} | {(-1, -1)}
    below = alignment.links.keys() | {(len(before), len(after))}
    for i, j in sorted((i + 1, j + 1) for i, j in above if (i + 2, j + 2) in below):
        if alignment.is_free(i, j) and _is_in_its_place(before[i], after[j], alignment.readings):
            readings = alignment.readings
            alignment.link((i,), (j,), alike(before[i], after[j], readings.weights, exact=readings.exact))


def _is_in_its_place(x: Passage, y: Passage, readings: Readings) -> bool:
    """Say whether *x* became *y*, between the same neighbours: a heading did, and a text that shares enough with it."""
    if x.heading and y.heading:
        return True
    if x.heading != y.heading or are_strangers(x, y, readings):
        return False
    short, long = sorted((x, y), key=lambda passage: passage.length)
    held = short.length >= _OPENING or long.coded.startswith(short.coded)
    likeness = alike(x, y, readings.weights, _LONE, readings.exact)
    return likeness > 0.0 or (held and contained(short, long, readings.weights) >= _HELD)


def _both(alignment: Alignment, candidate: Candidate) -> tuple[Passage, Passage]:
    return alignment.readings.before[candidate.i], alignment.readings.after[candidate.j]
