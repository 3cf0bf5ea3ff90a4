"""The heaviest chain of pairs that keep one order on both sides: what stands, when something has moved."""

from __future__ import annotations

from collections.abc import Sequence
from operator import lt


def heaviest_chain(pairs: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the positions in *pairs* of the heaviest chain; both places rise strictly along it.

    Each pair is a place before, a place after and a weight above 0. Among chains of equal weight the choice
    depends on *pairs* as a set only. A Fenwick tree of maxima: n log n steps.
    """
    if not pairs:
        return []
    # Of one place before, the farthest after comes first, so that no chain takes the place twice.
    order = sorted(range(len(pairs)), key=lambda n: (pairs[n][0], -pairs[n][1], -pairs[n][2]))
    places = [pairs[at][1] for at in order]
    if all(map(lt, places, places[1:])):
        return order
    tree = _Tree(max(places) + 1)
    previous = [-1] * len(pairs)
    for at, place in zip(order, places, strict=True):
        total, previous[at] = tree.best(place)
        tree.enter(place, total + pairs[at][2], at)
    return _walk(tree.best(max(places) + 1)[1], previous)


class _Tree:
    """The heaviest total below any place, and who reached it first."""

    def __init__(self, size: int) -> None:
        self._totals = [0] * (size + 1)
        self._ends = [-1] * (size + 1)

    def best(self, end: int) -> tuple[int, int]:
        """Return the heaviest total at a place before *end* and where it was entered, or nothing."""
        totals, best, found = self._totals, 0, 0
        while end:
            if totals[end] > best:
                best, found = totals[end], end
            end &= end - 1
        return best, self._ends[found]

    def enter(self, place: int, total: int, at: int) -> None:
        """Let *at* be who reached *total* at *place*."""
        totals, ends, place = self._totals, self._ends, place + 1
        while place < len(totals):
            if total > totals[place]:
                totals[place], ends[place] = total, at
            place += place & -place


def _walk(at: int, previous: Sequence[int]) -> list[int]:
    chain = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]
