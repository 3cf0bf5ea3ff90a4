"""Pairs of clauses, one partner each, by evidence that can be told.

The skeleton is laid first; what it leaves open is paired by likeness, best first: in its gaps, and later across
them. A false pair is worse than a missed one, and a false move worse than both: the farther a pair stands from
where the skeleton expects it, the more it must show. Splits and mergers are told in `clausetrail.snapshots.diff.alignment.splits`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.lcs import Pair, clause_lcs
from clausetrail.snapshots.diff.alignment.lookalikes import are_strangers
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings, with_weights
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity, containment
from clausetrail.snapshots.diff.alignment.thresholds import asked

_HEADING = 0.25  # of a heading over the same clause
_LONE = 0.24  # of what stands alone between the same neighbours; of 21 such pairs read, wrong ones had up to .22
_HELD = 0.9  # of the shorter of them, in the longer one
_LONGEST_HEADING = 15  # words
_OPENING = 4  # words; a shorter one that is held opens the longer one

# A pair in its gap gives way to another reading of either clause that is better by this much.
BETTER_ELSEWHERE = 0.15


class Match(NamedTuple):
    """Clauses before and the clauses after that they became, by place, and how alike they are."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float
    moved: bool = False


@dataclass(slots=True)
class Alignment:
    """Who became whom, as far as is known. The partner of a clause that came apart is its first part."""

    readings: PreparedReadings
    forward: dict[int, int] = field(default_factory=dict)
    backward: dict[int, int] = field(default_factory=dict)
    links: dict[Pair, Match] = field(default_factory=dict)

    def link(self, before: tuple[int, ...], after: tuple[int, ...], likeness: float) -> None:
        """Link *before* and *after*, of which one is a single clause."""
        self.links[before[0], after[0]] = Match(before, after, likeness)
        self.forward.update(dict.fromkeys(before, after[0]))
        self.backward.update(dict.fromkeys(after, before[0]))

    def unlink(self, i: int, j: int) -> None:
        """Give up the link that begins with *i* and *j*."""
        link = self.links.pop((i, j))
        for place in link.before:
            del self.forward[place]
        for place in link.after:
            del self.backward[place]

    def keep(self, links: Iterable[Match]) -> None:
        """Give up every link but *links*."""
        kept = {(link.before[0], link.after[0]) for link in links}
        for i, j in self.links.keys() - kept:
            self.unlink(i, j)

    def told(self) -> list[Match]:
        """Return the links in order of *before*."""
        return sorted(self.links.values(), key=lambda link: link.before)

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
    similarity: float
    merit: float  # the likeness, and what a title adds to it
    rank: float  # the merit, less the distance from the expected place
    in_gap: bool


def match_in_order(readings: PreparedReadings) -> Alignment:
    """Return the skeleton of *readings* as an alignment, with the words of what it leaves open weighed."""
    standing = clause_lcs(readings.before, readings.after)
    left, right = (
        unmatched(readings.before, {i for i, _ in standing}),
        unmatched(readings.after, {j for _, j in standing}),
    )
    links = {(i, j): Match((i,), (j,), 1.0) for i, j in standing}
    return Alignment(with_weights(readings, left, right), dict(standing), {j: i for i, j in standing}, links)


def unmatched(passages: Sequence[PreparedClause], paired: Collection[int]) -> list[PreparedClause]:
    """Return those of *passages* that are not *paired*."""
    return [passage for passage in passages if passage.position not in paired]


def pair_in_gaps(alignment: Alignment, candidates: Sequence[Candidate]) -> int:
    """Pair the candidates of every gap that keep its order, unless a clause is far better off elsewhere; return how many."""
    best_before: dict[int, float] = {}
    best_after: dict[int, float] = {}
    for candidate in candidates:
        best_before.setdefault(candidate.i, candidate.rank)
        best_after.setdefault(candidate.j, candidate.rank)
    standing = [
        c
        for c in candidates
        if c.in_gap
        and c.merit >= asked(*_both(alignment, c), in_gap=True, near=False)
        and c.rank + BETTER_ELSEWHERE >= max(best_before[c.i], best_after[c.j])
    ]
    # Squares, so that one good pair outweighs two poor ones that cross it.
    chain = heaviest_chain([(c.i, c.j, 1 + int(10_000 * (c.merit - 0.3) ** 2)) for c in standing])
    for c in (standing[at] for at in chain):
        alignment.link((c.i,), (c.j,), c.similarity)
    return len(chain)


def pair_elsewhere(alignment: Alignment, candidates: Sequence[Candidate]) -> None:
    """Pair what is left, best first, wherever it stands; then what stands beside a pair, of which less is asked."""
    for near in (False, True):
        for c in candidates:
            if alignment.is_free(c.i, c.j) and (not near or alignment.beside(c.i, c.j)):
                x, y = _both(alignment, c)
                if c.merit >= asked(x, y, in_gap=c.in_gap, near=near):
                    alignment.link((c.i,), (c.j,), c.similarity)


def pair_headings(alignment: Alignment) -> None:
    """Pair the headings without partner that stand over the same clause: it tells who they are, where words hardly do."""
    before, after = alignment.readings.before, alignment.readings.after
    for i, j in sorted(alignment.forward.items()):
        if i and j and before[i - 1].is_heading and after[j - 1].is_heading and alignment.is_free(i - 1, j - 1):
            likeness = clause_similarity(before[i - 1], after[j - 1], alignment.readings.weights, _HEADING)
            if likeness and before[i].section == before[i - 1].key:
                alignment.link((i - 1,), (j - 1,), likeness)


def pair_lone(alignment: Alignment) -> None:
    """Pair what stands alone between the same neighbours on either side: its place is evidence, though no proof."""
    before, after = alignment.readings.before, alignment.readings.after
    above = {(link.before[-1], link.after[-1]) for link in alignment.links.values()} | {(-1, -1)}
    below = alignment.links.keys() | {(len(before), len(after))}
    for i, j in sorted((i + 1, j + 1) for i, j in above if (i + 2, j + 2) in below):
        if alignment.is_free(i, j) and _is_in_its_place(before[i], after[j], alignment.readings):
            readings = alignment.readings
            alignment.link(
                (i,), (j,), clause_similarity(before[i], after[j], readings.weights, exact=readings.order_limit)
            )


def _is_in_its_place(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Say whether *x* became *y*, between the same neighbours: a heading did, and a text that shares enough with it."""
    if (x.is_heading and y.is_heading) or (x.title and x.title == y.title):
        return True
    if are_strangers(x, y, readings) or (x.is_heading != y.is_heading and not (_is_line(x) and _is_line(y))):
        return False
    short, long = sorted((x, y), key=lambda passage: passage.length)
    held = short.length >= _OPENING or long.encoded.startswith(short.encoded)
    likeness = clause_similarity(x, y, readings.weights, _LONE, readings.order_limit)
    return likeness > 0.0 or (held and containment(short, long, readings.weights, _HELD) >= _HELD)


def _is_line(passage: PreparedClause) -> bool:
    """Say whether *passage* is a heading, or may be one that lost its markup."""
    return passage.is_heading or (passage.length <= _LONGEST_HEADING and not passage.ends_sentence)


def _both(alignment: Alignment, candidate: Candidate) -> tuple[PreparedClause, PreparedClause]:
    return alignment.readings.before[candidate.i], alignment.readings.after[candidate.j]
