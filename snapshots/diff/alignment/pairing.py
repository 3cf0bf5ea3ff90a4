"""Match clauses one to one: first by the LCS, then the candidates that it left open, best first.

Similar clauses are matched inside the gaps of the LCS first, and later across them. A false match is worse than a missed
one, and a false move is worse than both: the farther a pair is from its expected position, the higher is its threshold.
`clausetrail.snapshots.diff.alignment.splits` matches splits and merges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.lcs import Pair, clause_lcs
from clausetrail.snapshots.diff.alignment.match_criteria import are_lookalikes, threshold
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings, sign, with_weights
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity, containment

# A candidate in a gap is rejected if either clause has another candidate with a rank that is higher by this much.
BETTER_ELSEWHERE = 0.15

_HEADINGS = 0.25  # threshold of similarity for two headings above matched clauses
# Thresholds for two clauses that are alone between the same neighbours: the similarity (of 21 such pairs read, wrong ones
# had up to .22), or instead the share of the shorter clause that the longer one contains.
_SINGLE = 0.24
_SINGLE_CONTAINED = 0.9
_SHORTEST_CONTAINED = 4  # words; a shorter clause must be the beginning of the longer one
_LONGEST_HEADING = 15  # words
# Score that counts nothing in the choice among the candidates of one gap: below all thresholds there.
_NO_SCORE = 0.3
_SCORE_UNITS = 10_000  # per 1.0 of squared score, as integers are compared


class Match(NamedTuple):
    """Clauses before and the clauses after that correspond to them, by position, and their similarity."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    similarity: float
    moved: bool = False


@dataclass(slots=True)
class Alignment:
    """The matches found so far. *forward* and *backward* give the first matched position on the other side."""

    readings: PreparedReadings
    forward: dict[int, int] = field(default_factory=dict)
    backward: dict[int, int] = field(default_factory=dict)
    matches: dict[Pair, Match] = field(default_factory=dict)  # by their first positions

    def add(self, before: tuple[int, ...], after: tuple[int, ...], similarity: float) -> None:
        """Match *before* and *after*, one of which is a single clause."""
        self.matches[before[0], after[0]] = Match(before, after, similarity)
        self.forward.update(dict.fromkeys(before, after[0]))
        self.backward.update(dict.fromkeys(after, before[0]))

    def remove(self, i: int, j: int) -> None:
        """Remove the match with the first positions *i* and *j*."""
        match = self.matches.pop((i, j))
        for position in match.before:
            del self.forward[position]
        for position in match.after:
            del self.backward[position]

    def keep_only(self, matches: Iterable[Match]) -> None:
        """Remove every match except *matches*."""
        kept = {(match.before[0], match.after[0]) for match in matches}
        for i, j in self.matches.keys() - kept:
            self.remove(i, j)

    def in_order(self) -> list[Match]:
        """Return the matches in order of *before*."""
        return sorted(self.matches.values(), key=lambda match: match.before)

    def are_unmatched(self, i: int, j: int) -> bool:
        """Return whether *i* before and *j* after are both unmatched."""
        return i not in self.forward and j not in self.backward

    def is_beside_match(self, i: int, j: int) -> bool:
        """Return whether the positions right before *i* and *j*, or right after them, are a match."""
        return (i > 0 and j > 0 and self._is_pair(i - 1, j - 1)) or self._is_pair(i + 1, j + 1)

    def _is_pair(self, i: int, j: int) -> bool:
        return self.forward.get(i) == j or self.backward.get(j) == i


class Candidate(NamedTuple):
    """Two positions that may be a match."""

    i: int
    j: int
    similarity: float
    score: float  # the similarity, raised for a common title
    rank: float  # the score, lowered by the distance from the expected position
    in_gap: bool


def match_in_order(readings: PreparedReadings) -> Alignment:
    """Return an alignment with the LCS of *readings*, and with weights for the words of the unmatched clauses."""
    pairs = clause_lcs(readings.before, readings.after)
    left, right = unmatched(readings.before, {i for i, _ in pairs}), unmatched(readings.after, {j for _, j in pairs})
    matches = {(i, j): Match((i,), (j,), 1.0) for i, j in pairs}
    return Alignment(with_weights(readings, left, right), dict(pairs), {j: i for i, j in pairs}, matches)


def unmatched(clauses: Sequence[PreparedClause], matched: Collection[int]) -> list[PreparedClause]:
    """Return those of *clauses* with a position that is not *matched*."""
    return [clause for clause in clauses if clause.position not in matched]


def match_in_gaps(alignment: Alignment, candidates: Sequence[Candidate]) -> int:
    """Match the best candidates of every gap that do not cross each other, and return how many.

    A candidate is left out where one of its clauses has a far better candidate elsewhere.
    """
    best_before: dict[int, float] = {}
    best_after: dict[int, float] = {}
    for candidate in candidates:
        best_before.setdefault(candidate.i, candidate.rank)
        best_after.setdefault(candidate.j, candidate.rank)
    eligible = [
        c
        for c in candidates
        if c.in_gap
        and c.score >= threshold(*_clauses(alignment, c), in_gap=True, near=False)
        and c.rank + BETTER_ELSEWHERE >= max(best_before[c.i], best_after[c.j])
    ]
    # Squares, so that one good pair outweighs two poor ones that cross it.
    weights = [1 + int(_SCORE_UNITS * (c.score - _NO_SCORE) ** 2) for c in eligible]
    signs = [sign(*_clauses(alignment, c)) for c in eligible]
    chain = heaviest_chain([(c.i, c.j, weight) for c, weight in zip(eligible, weights, strict=True)], signs)
    for c in (eligible[index] for index in chain):
        alignment.add((c.i,), (c.j,), c.similarity)
    return len(chain)


def match_anywhere(alignment: Alignment, candidates: Sequence[Candidate]) -> None:
    """Match the remaining candidates, best first; then those beside a match, with a lower threshold."""
    for near in (False, True):
        for c in candidates:
            if alignment.are_unmatched(c.i, c.j) and (not near or alignment.is_beside_match(c.i, c.j)):
                x, y = _clauses(alignment, c)
                if c.score >= threshold(x, y, in_gap=c.in_gap, near=near):
                    alignment.add((c.i,), (c.j,), c.similarity)


def match_headings(alignment: Alignment) -> None:
    """Match the unmatched headings right above matched clauses: these identify them better than their few words."""
    before, after = alignment.readings.before, alignment.readings.after
    for i, j in sorted(alignment.matches):
        if i and j and before[i - 1].is_heading and after[j - 1].is_heading and alignment.are_unmatched(i - 1, j - 1):
            similarity = clause_similarity(before[i - 1], after[j - 1], alignment.readings.weights, _HEADINGS)
            if similarity and before[i].section == before[i - 1].key and after[j].section == after[j - 1].key:
                alignment.add((i - 1,), (j - 1,), similarity)


def match_single_clauses(alignment: Alignment) -> None:
    """Match clauses that are alone between the same neighbours on either side: the position is evidence, but no proof."""
    before, after = alignment.readings.before, alignment.readings.after
    above = {(match.before[-1], match.after[-1]) for match in alignment.matches.values()} | {(-1, -1)}
    below = alignment.matches.keys() | {(len(before), len(after))}
    for i, j in sorted((i + 1, j + 1) for i, j in above if (i + 2, j + 2) in below):
        readings = alignment.readings
        if alignment.are_unmatched(i, j) and _may_match_by_position(before[i], after[j], readings):
            similarity = clause_similarity(before[i], after[j], readings.weights, order_limit=readings.order_limit)
            alignment.add((i,), (j,), similarity)


def _may_match_by_position(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Return whether *x* and *y*, between the same neighbours, match: as headings always, as texts if similar enough."""
    if (x.is_heading and y.is_heading) or (x.title and x.title == y.title):
        return True
    if are_lookalikes(x, y, readings) or (x.is_heading != y.is_heading and not (_is_line(x) and _is_line(y))):
        return False
    short, long = sorted((x, y), key=lambda clause: (clause.length, clause.weight, clause.key))
    may_be_contained = short.length >= _SHORTEST_CONTAINED or long.encoded.startswith(short.encoded)
    if clause_similarity(x, y, readings.weights, _SINGLE, readings.order_limit) > 0.0:
        return True
    return may_be_contained and containment(short, long, readings.weights, _SINGLE_CONTAINED) >= _SINGLE_CONTAINED


def _is_line(clause: PreparedClause) -> bool:
    """Return whether *clause* is a heading, or may be one that lost its markup."""
    return clause.is_heading or (clause.length <= _LONGEST_HEADING and not clause.ends_sentence)


def _clauses(alignment: Alignment, candidate: Candidate) -> tuple[PreparedClause, PreparedClause]:
    return alignment.readings.before[candidate.i], alignment.readings.after[candidate.j]
