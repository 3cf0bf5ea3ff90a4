"""Select the heaviest chain of pairs that keep one order on both sides (heaviest increasing subsequence)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import lt

# Ties are counted in fractions of a weight; each level is more than the sum of the next over 100,000 pairs.
_UNITS = 1 << 96
_PER_PAIR = 1 << 72
_PER_POSITION = 1 << 36
_SIGNS = (1 << 18) - 1


def heaviest_chain(pairs: Sequence[tuple[int, int, int]], signs: Sequence[int] = ()) -> list[int]:
    """Return the indexes in *pairs* of the heaviest chain; both positions increase strictly along it.

    Each pair is a position before, a position after and a weight above 0. Of chains of equal weight the one with more
    pairs is taken, then the one with the lower sum of positions, then the one with the lower sum of *signs*: numbers that
    depend on the texts of a pair alone. None of these depends on which reading is before, nor on clauses that are added
    before or after all pairs. Uses a Fenwick tree of maxima: O(n log n).
    """
    if not pairs:
        return []
    # Of pairs with one position before, the one farthest after is sorted first, so that no chain uses the position twice.
    order = sorted(range(len(pairs)), key=lambda n: (pairs[n][0], -pairs[n][1], -pairs[n][2]))
    positions = [pairs[index][1] for index in order]
    if all(map(lt, positions, positions[1:])):
        return order
    tree = _MaximumTree(max(positions) + 1)
    previous = [-1] * len(pairs)
    for index, position in zip(order, positions, strict=True):
        total, previous[index] = tree.best(position)
        i, j, weight = pairs[index]
        tie = _PER_PAIR - _PER_POSITION * (i + j) - (signs[index] & _SIGNS if signs else 0)
        tree.enter(position, total + _UNITS * weight + tie, index)
    return _walk_back(tree.best(max(positions) + 1)[1], previous)


class _MaximumTree:
    """Fenwick tree of the heaviest total below any position, with the index of the pair that reached it first."""

    def __init__(self, size: int) -> None:
        self._totals = [0] * (size + 1)
        self._ends = [-1] * (size + 1)

    def best(self, end: int) -> tuple[int, int]:
        """Return the heaviest total at a position below *end* and the index that was entered with it, or 0 and -1."""
        totals, best, found = self._totals, 0, 0
        while end:
            if totals[end] > best:
                best, found = totals[end], end
            end &= end - 1
        return best, self._ends[found]

    def enter(self, position: int, total: int, index: int) -> None:
        """Record that the chain which ends with the pair *index* reaches *total* at *position*."""
        totals, ends, position = self._totals, self._ends, position + 1
        while position < len(totals):
            if total > totals[position]:
                totals[position], ends[position] = total, index
            position += position & -position


def _walk_back(index: int, previous: Sequence[int]) -> list[int]:
    chain = []
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]
