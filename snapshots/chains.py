"""The heaviest chain of pairs that keep one order on both sides: what stands, when something has moved."""

from __future__ import annotations

from collections.abc import Sequence


def heaviest(pairs: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the positions in *pairs* of the heaviest chain; both places rise strictly along it.

    Each pair is a place before, a place after and a weight above 0. Among chains of equal weight the choice
    depends on *pairs* as a set only. A Fenwick tree of maxima: n log n steps.
    """
    if not pairs:
        return []
    size = max(right for _, right, _ in pairs) + 1
    tree: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    previous = [-1] * len(pairs)
    # Of one place before, the farthest after comes first, so that no chain takes the place twice.
    for at in sorted(range(len(pairs)), key=lambda n: (pairs[n][0], -pairs[n][1], -pairs[n][2])):
        _, right, weight = pairs[at]
        best = _best(tree, right)
        previous[at] = best[1]
        _raise(tree, right + 1, (best[0] + weight, at))
    return _walk(_best(tree, size)[1], previous)


def _best(tree: Sequence[tuple[int, int]], end: int) -> tuple[int, int]:
    best = (0, -1)
    while end > 0:
        if tree[end][0] > best[0]:
            best = tree[end]
        end &= end - 1
    return best


def _raise(tree: list[tuple[int, int]], at: int, entry: tuple[int, int]) -> None:
    while at < len(tree):
        if entry[0] > tree[at][0]:
            tree[at] = entry
        at += at & -at


def _walk(at: int, previous: Sequence[int]) -> list[int]:
    chain = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]
