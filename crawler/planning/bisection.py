"""Choose the captures whose texts locate each change with few fetches. Pure functions, called again as readings arrive.

Each interval between two read captures is cut on its own, and a condition that ends its cutting never becomes false
again. So the captures that are chosen in the end depend neither on the order in which answers arrive nor on where a run
was broken off, as long as every payload has one capture.

In this module, a place is a capture's position in the sequence that is bisected.
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

# Changes cluster: of the 41 lasting changes of 423 that plain halving misses, 25 are close to one that it finds. Within
# NEAR_CHANGE captures of a located change, no two read captures are further apart than SPREAD_NEAR_CHANGE times their
# distance from the change (both counted in captures), or than SPREAD_NEAR_RETURNING times where the text is known to
# have returned. Chosen by looking at all of the 104 policies that benchmarks/planning.py measures, so the numbers may be
# worse for other policies.
NEAR_CHANGE = 16
SPREAD_NEAR_CHANGE = 2
SPREAD_NEAR_RETURNING = 1
# After so many captures in one interval that were all unreadable, the rest of the interval is taken for unreadable, and
# only its edges are looked for. Of pages of which every other one is unreadable, one interval in 65,536 is left wrongly.
MOST_UNREADABLE = 16


class Reason(IntEnum):
    """Why an interval is cut, the most urgent first."""

    DIFFERS = 0
    WIDE = 1
    NEAR = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """The position of a capture to fetch next, and the interval that it cuts: why, and how many days it is wide."""

    reason: Reason
    days: float
    position: int


def find_cuts(places: Sequence[ListedCapture], gap_days: float) -> list[Cut]:
    """Return the captures of *places*, in order of time, to fetch next: at most one for each open interval and end.

    An interval with different texts at its ends is halved. One with the same text is divided until it is no wider than
    *gap_days*, and more finely near a change. The most urgent cuts are first: the widest of those that differ. Halving
    is binary search for each of several changes (memento-cli halves for one).
    """
    found = list(intervals(places))
    near = _NearChanges(places, found)
    cuts = [cut for interval in found if interval.unread for cut in _cut(places, interval, gap_days, near)]
    return sorted(cuts, key=lambda cut: (cut.reason, -cut.days, cut.position))


def _cut(places: Sequence[ListedCapture], interval: Interval, gap_days: float, near: _NearChanges) -> list[Cut]:
    width = days_between(places, interval.before, interval.after)
    if interval.same_text is None:
        return [Cut(Reason.DIFFERS, width, position) for position in _cut_open_end(places, interval, gap_days)]
    if not interval.same_text:
        return [Cut(Reason.DIFFERS, width, position) for position in _halve(places, interval, gap_days)]
    if width > gap_days:
        if interval.unreadable:
            inside = _halve(places, interval, gap_days, edges=False)
        else:
            inside = [_divide(places, interval, width, gap_days)]
        if inside:
            return [Cut(Reason.WIDE, width, position) for position in inside]
    return [Cut(Reason.NEAR, width, position) for position in near.cut(interval)]


def _cut_open_end(places: Sequence[ListedCapture], interval: Interval, gap_days: float) -> list[int]:
    """Return the first and the last capture where they were not read, else the middle of those that were not."""
    ends = [0] if interval.before < 0 else []
    ends += [len(places) - 1] if interval.after == len(places) else []
    unread = [end for end in dict.fromkeys(ends) if places[end].fingerprint is None]
    return unread or _halve(places, interval, gap_days)


def _halve(places: Sequence[ListedCapture], interval: Interval, gap_days: float, *, edges: bool = True) -> list[int]:
    """Return the middle of the longest stretch of unread captures, or nothing.

    After MOST_UNREADABLE unreadable captures only stretches that are wider than *gap_days* count, and with *edges*
    those beside a readable capture.
    """
    stretches = interval.unread_stretches
    if len(interval.unreadable) >= MOST_UNREADABLE:
        readable = {position for position in (interval.before, interval.after) if 0 <= position < len(places)}
        stretches = [
            (a, b) for a, b in stretches if (edges and readable & {a, b}) or days_between(places, a, b) > gap_days
        ]
    a, b = max(stretches, key=lambda stretch: (stretch[1] - stretch[0], stretch), default=(0, 0))
    return [(a + b) // 2] if b else []


def _divide(places: Sequence[ListedCapture], interval: Interval, width: float, gap_days: float) -> int:
    """Return the capture nearest to a cut of *interval* into as few parts as possible, none wider than *gap_days*.

    The cut is made by time, since *gap_days* is a time. Halving 91 days where 90 are allowed would cost twice as much as
    needed.
    """
    parts = max(2, ceil(width / gap_days)) if gap_days > 0 else 2
    start = time_of(places[interval.before].at)
    target = start + timedelta(days=width * (parts // 2) / parts)
    low, high = interval.before, interval.after
    right = bisect_left(places, f"{target:%Y%m%d%H%M%S}", low + 1, high, key=lambda place: place.at)
    neighbours = [position for position in (right - 1, right) if low < position < high]
    return min(neighbours, key=lambda position: abs(time_of(places[position].at) - target))


class _NearChanges:
    """Cuts intervals near located changes: those between two neighbouring captures with different texts."""

    def __init__(self, places: Sequence[ListedCapture], found: Sequence[Interval]) -> None:
        self._places = places
        located = [interval for interval in found if interval.same_text is False and not interval.unread]
        self._lasts = [interval.before for interval in located]
        self._firsts = [interval.after for interval in located]
        runs = Counter(text for text, _ in groupby(place.fingerprint for place in places if place.fingerprint))
        self._returning = {text for text, count in runs.items() if count > 1}

    def cut(self, interval: Interval) -> list[int]:
        """Return the middle of an interval that is wide for its distance from the nearest change, or nothing."""
        distance = self._distance(interval)
        is_returning = self._places[interval.before].fingerprint in self._returning
        widest = distance * (SPREAD_NEAR_RETURNING if is_returning else SPREAD_NEAR_CHANGE)
        if interval.unreadable or distance > NEAR_CHANGE or interval.after - interval.before <= widest:
            return []
        return [(interval.before + interval.after) // 2]

    def _distance(self, interval: Interval) -> int:
        """Return how many captures the nearest change is away, from 1 for a change beside *interval*."""
        left = bisect_left(self._firsts, interval.before + 1) - 1
        right = bisect_left(self._lasts, interval.after)
        to_left = interval.before - self._firsts[left] + 1 if left >= 0 else NEAR_CHANGE + 1
        to_right = self._lasts[right] - interval.after + 1 if right < len(self._lasts) else NEAR_CHANGE + 1
        return min(to_left, to_right)
