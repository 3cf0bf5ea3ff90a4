"""Score candidate pairs among the clauses that the LCS left unmatched, inside the gaps and across them.

Nothing is matched here. `clausetrail.snapshots.diff.alignment.pairing` takes the candidates, best first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, product

from clausetrail.snapshots.diff.alignment.candidates import propose_pairs
from clausetrail.snapshots.diff.alignment.lcs import Pair
from clausetrail.snapshots.diff.alignment.match_criteria import match_score, with_title_bonus
from clausetrail.snapshots.diff.alignment.pairing import BETTER_ELSEWHERE, Alignment, Candidate, Match, unmatched
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings, with_weights

_CERTAIN_RANK = 1 - BETTER_ELSEWHERE  # no other pair is better by `BETTER_ELSEWHERE` than one of this rank
_PER_POSITION = 0.0005  # deducted from the score, for each position between a pair and its expected position
_MAX_POSITIONS = 100  # that are deducted
# Pairs in a gap: all pairs of a gap of no more are candidates, and only there is the same gap evidence of position.
_SMALL_GAP = 225
# The same between matches found by similarity, the order of which is evidence too: 225 to 4,000 found more matches, and
# no wrong ones.
_SMALL_SECOND_GAP = 2_500
_EDGE = 15  # clauses at either end of a larger gap: next to a match, whatever is in the middle
_MAX_EQUAL = 8  # clauses with one key on the other side; more are boilerplate


def score_candidates(alignment: Alignment) -> list[Candidate]:
    """Return the candidates among the clauses that the LCS left unmatched, best first.

    Pairs in small gaps and pairs with equal keys are scored first. Clauses with a candidate so good that no other can
    replace it are not compared with the rest of the readings.
    """
    readings = alignment.readings
    left, right = unmatched(readings.before, alignment.forward), unmatched(readings.after, alignment.backward)
    gaps = _Gaps(readings, alignment.forward, left, right, _SMALL_GAP)
    found = gaps.candidates({*gaps.near_pairs, *_equal_pairs(left, right)}, readings)
    certain = [c for c in found if c.rank >= _CERTAIN_RANK]
    left, right = unmatched(left, {c.i for c in certain}), unmatched(right, {c.j for c in certain})
    known = {(c.i, c.j) for c in found}
    found += gaps.candidates(propose_pairs(left, right, readings.weights) - known, readings)
    return sorted(found, key=_best_first)


def score_remaining(alignment: Alignment, matches: Iterable[Match], letters: int | None) -> list[Candidate]:
    """Return the candidates in the small gaps between the *matches* that did not move, best first.

    In a text that was rewritten throughout, the LCS leaves one large gap, while the matches found since then leave small
    ones. With *letters*, only so many letters of each word are compared.
    """
    readings, unmoved = alignment.readings, {match.before[0]: match.after[0] for match in matches if not match.moved}
    left, right = unmatched(readings.before, alignment.forward), unmatched(readings.after, alignment.backward)
    if not left or not right:
        return []
    gaps = _Gaps(readings, unmoved, left, right, _SMALL_SECOND_GAP)
    near = gaps.near_pairs
    if not near:
        return []
    left, right = [readings.before[i] for i in {i for i, _ in near}], [readings.after[j] for j in {j for _, j in near}]
    # The words of a clause are not encoded yet if it was in the LCS and its match was removed since.
    if letters or any(x.length and not x.encoded for x in chain(left, right)):
        alignment.readings = readings = with_weights(readings, left, right, letters)
    return sorted(gaps.candidates(near, readings), key=_best_first)


def _best_first(candidate: Candidate) -> tuple[float, int, int]:
    """Return a key for sorting: by rank, then by the sum of positions. Two pairs of one sum have no clause in common."""
    return -candidate.rank, candidate.i + candidate.j, candidate.i


class _Gaps:
    """The gaps that the *matched* positions leave on both sides, and the expected position of each clause."""

    def __init__(
        self,
        readings: PreparedReadings,
        matched: Mapping[int, int],
        left: Sequence[PreparedClause],
        right: Sequence[PreparedClause],
        largest: int,
    ) -> None:
        self._before = _gap_numbers(len(readings.before), matched.keys())
        self._after = _gap_numbers(len(readings.after), {*matched.values()})
        self._expected = expected_positions(len(readings.before), matched)
        self._expected_back = expected_positions(len(readings.after), {j: i for i, j in matched.items()})
        self._near = {*_near_pairs(_by_gap(left, self._before), _by_gap(right, self._after), largest)}

    @property
    def near_pairs(self) -> Set[Pair]:
        """All pairs of the small gaps, and those at the ends of the others."""
        return self._near

    def candidates(self, pairs: Iterable[Pair], readings: PreparedReadings) -> list[Candidate]:
        """Return those of *pairs* that may match by the weights of *readings*, in order."""
        before, after, found = readings.before, readings.after, []
        for i, j in sorted(pairs):
            x, y, gap = before[i], after[j], self._before[i]
            in_gap = (i, j) in self._near or (gap == self._after[j] and x.section == y.section != "")
            if similarity := match_score(x, y, readings, in_gap=in_gap):
                score = with_title_bonus(x, y, similarity)
                distance = (abs(self._expected[i] - j) + abs(self._expected_back[j] - i)) / 2
                rank = score - _PER_POSITION * min(_MAX_POSITIONS, distance)
                found.append(Candidate(i, j, similarity, score, rank, in_gap))
        return found


def _gap_numbers(size: int, matched: Collection[int]) -> list[int]:
    """Return the gap of every position: the number of *matched* positions before it."""
    gaps, count = [], 0
    for position in range(size):
        gaps.append(count)
        count += position in matched
    return gaps


def expected_positions(size: int, matched: Mapping[int, int]) -> list[int]:
    """Return for every position of one side the one on the other side, at the same distance after the match before it."""
    expected, last = [], -1
    for position in range(size):
        last = matched.get(position, last + 1)
        expected.append(last)
    return expected


def _by_gap(clauses: Iterable[PreparedClause], gaps: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Return the positions of *clauses* in each gap, in order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for clause in clauses:
        found[gaps[clause.position]].append(clause.position)
    return found


def _near_pairs(
    before: Mapping[int, Sequence[int]], after: Mapping[int, Sequence[int]], largest: int
) -> Iterator[Pair]:
    """Yield all pairs of gaps of at most *largest* pairs, and in larger gaps those of `_EDGE` clauses at either end.

    There, the same gap means nearly the same position, whatever is added in the middle or at the other end.
    """
    for gap in before.keys() & after.keys():
        left, right = before[gap], after[gap]
        if len(left) * len(right) <= largest:
            yield from product(left, right)
        else:
            yield from product(left[:_EDGE], right[:_EDGE])
            yield from product(left[-_EDGE:], right[-_EDGE:])


def _equal_pairs(left: Iterable[PreparedClause], right: Iterable[PreparedClause]) -> Iterator[Pair]:
    """Yield the pairs with equal keys, except of clauses that occur often."""
    positions: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate((left, right)):
        for clause in side:
            positions[clause.key][number].append(clause.position)
    for equal in positions.values():
        if max(map(len, equal)) <= _MAX_EQUAL:
            yield from product(*equal)
