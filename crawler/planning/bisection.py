"""Which captures to look at next so that few tell where the text changed: pure, and told as readings arrive.

Each interval between two looks is cut on its own, and what cuts it holds for ever once it holds. So the looks that
are asked for in the end do not depend on the order in which answers come, nor on where a run was broken off, as long
as every payload has one capture.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import groupby
from math import ceil

from clausetrail.snapshots.history.coverage import Interval, ListedCapture, days_between, intervals, time_of

# Changes cluster: of the 41 lasting changes of 423 that plain halving misses, 25 stand close to one that it finds.
# There no two looks are further apart than so many times their distance from the change, or than the distance itself
# where the text has been seen to come back. Chosen with an eye on all of the 104 policies that benchmarks/planning.py
# measures, so other policies may fare otherwise.
NEAR = 16
SPREAD = 2
SPREAD_OF_RETURNING = 1
# After so many looks in one interval that all showed nothing, the rest of it is taken for a silence, of which only the
# edges are looked for: of pages that answer every other time, one interval in 65,536 would be given up wrongly.
PATIENCE = 16


class Reason(IntEnum):
    """Why an interval is cut, the most urgent first."""

    DIFFERS = 0
    WIDE = 1
    NEAR = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to look at next."""

    reason: Reason
    days: float  # between the ends of the interval
    position: int


def cuts(places: Sequence[ListedCapture], widest: float) -> list[Cut]:
    """Return where to look next in *places*, which are in order: at most one place for each open interval and end.

    An interval whose ends read differently is halved; one whose ends agree is divided until it is no wider than
    *widest* days, and more finely near a change. The most urgent come first: the widest of those that differ.
    Halving is binary search for each of several changes (memento-cli halves for one).
    """
    gaps = list(intervals(places))
    near = _Near(places, gaps)
    found = [cut for gap in gaps if gap.unread for cut in _cut(places, gap, widest, near)]
    return sorted(found, key=lambda cut: (cut.reason, -cut.days, cut.position))


def _cut(places: Sequence[ListedCapture], gap: Interval, widest: float, near: _Near) -> list[Cut]:
    span = days_between(places, gap.before, gap.after)
    if gap.same_text is None:
        return [Cut(Reason.DIFFERS, span, position) for position in _at_open_end(places, gap, widest)]
    if not gap.same_text:
        return [Cut(Reason.DIFFERS, span, position) for position in _halved(places, gap, widest)]
    if span > widest:
        inside = _halved(places, gap, widest, edges=False) if gap.unreadable else [_divided(places, gap, span, widest)]
        if inside:
            return [Cut(Reason.WIDE, span, position) for position in inside]
    return [Cut(Reason.NEAR, span, position) for position in near.cut(gap)]


def _at_open_end(places: Sequence[ListedCapture], gap: Interval, widest: float) -> list[int]:
    """Return the outermost captures where they were not looked at, else the middle of what was not."""
    ends = [0] if gap.before < 0 else []
    ends += [len(places) - 1] if gap.after == len(places) else []
    return [end for end in dict.fromkeys(ends) if places[end].fingerprint is None] or _halved(places, gap, widest)


def _halved(places: Sequence[ListedCapture], gap: Interval, widest: float, *, edges: bool = True) -> list[int]:
    """Return the middle of the longest stretch that is worth it, or nothing."""
    stretches = gap.unread_stretches
    if len(gap.unreadable) >= PATIENCE:
        shown = {position for position in (gap.before, gap.after) if 0 <= position < len(places)}
        stretches = [(a, b) for a, b in stretches if (edges and shown & {a, b}) or days_between(places, a, b) > widest]
    a, b = max(stretches, key=lambda stretch: (stretch[1] - stretch[0], stretch), default=(0, 0))
    return [(a + b) // 2] if b else []


def _divided(places: Sequence[ListedCapture], gap: Interval, span: float, widest: float) -> int:
    """Return the capture nearest to where as few cuts as possible leave no piece wider than *widest*.

    By time, since the promise is one of days. Halves of 91 days to 90 would cost twice what is needed.
    """
    pieces = max(2, ceil(span / widest)) if widest > 0 else 2
    start = time_of(places[gap.before].at)
    target = start + timedelta(days=span * (pieces // 2) / pieces)
    right = bisect_left(places, f"{target:%Y%m%d%H%M%S}", gap.before + 1, gap.after, key=lambda place: place.at)
    beside = [position for position in (right - 1, right) if gap.before < position < gap.after]
    return min(beside, key=lambda position: abs(time_of(places[position].at) - target))


class _Near:
    """Where changes are located, and which texts have been seen to come back."""

    def __init__(self, places: Sequence[ListedCapture], gaps: Sequence[Interval]) -> None:
        self._places = places
        located = [gap for gap in gaps if gap.same_text is False and not gap.unread]
        self._lasts = [gap.before for gap in located]
        self._firsts = [gap.after for gap in located]
        runs = Counter(says for says, _ in groupby(place.fingerprint for place in places if place.fingerprint))
        self._returning = {says for says, count in runs.items() if count > 1}

    def cut(self, gap: Interval) -> list[int]:
        """Return the middle of an interval that is wide for its distance from the nearest change, or nothing."""
        distance = self._distance(gap)
        spread = SPREAD_OF_RETURNING if self._places[gap.before].fingerprint in self._returning else SPREAD
        if gap.unreadable or distance > NEAR or gap.after - gap.before <= spread * distance:
            return []
        return [(gap.before + gap.after) // 2]

    def _distance(self, gap: Interval) -> int:
        """Return how many captures the nearest change is away, from 1 for one that *gap* borders on."""
        left, right = bisect_left(self._firsts, gap.before + 1) - 1, bisect_left(self._lasts, gap.after)
        ahead = gap.before - self._firsts[left] + 1 if left >= 0 else NEAR + 1
        behind = self._lasts[right] - gap.after + 1 if right < len(self._lasts) else NEAR + 1
        return min(ahead, behind)


__all__ = ["NEAR", "PATIENCE", "Cut", "Reason", "cuts"]
