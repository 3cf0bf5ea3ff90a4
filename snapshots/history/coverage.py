"""Measure how well a policy's past is covered: which captures were read, and what was not read between them.

Pure: no store, no clock. A capture that was read and does not show the policy (an error, a wall, not played) ends no
interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Capture, iso_date, parse_timestamp, repair_timestamp

# The fingerprint of a capture that was read and does not show the policy.
UNREADABLE = ""


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """One capture in an archive's index that may show the policy, with what is known of its text.

    *fingerprint* is that of its text, UNREADABLE where it does not show the policy, None where it was not read.
    """

    capture: Capture
    fingerprint: str | None = None

    @property
    def at(self) -> str:
        """The time as 14 digits that sort."""
        return repair_timestamp(self.capture.timestamp)


@dataclass(frozen=True, slots=True)
class Interval:
    """The captures between two neighbouring ones that were read and show the policy, by their positions.

    *before* is -1 ahead of the first such capture, *after* the number of captures behind the last one. *same_text* is
    whether both read alike, None at such an open end. *unreadable* are the positions between that were read and do not
    show the policy.
    """

    before: int
    after: int
    same_text: bool | None
    unreadable: tuple[int, ...] = ()

    @property
    def unread(self) -> int:
        """The number of captures between that were not read."""
        return self.after - self.before - 1 - len(self.unreadable)

    @property
    def unread_stretches(self) -> list[tuple[int, int]]:
        """The neighbouring positions that were read, whatever they show, with unread captures between them."""
        read = (self.before, *self.unreadable, self.after)
        return [(a, b) for a, b in pairwise(read) if b - a > 1]


def sort_captures(captures: Sequence[ListedCapture]) -> list[ListedCapture]:
    """Return *captures* in the order in which a timeline takes them."""
    return sorted(captures, key=lambda one: (one.at, one.capture.original, one.capture.digest))


def intervals(captures: Sequence[ListedCapture]) -> Iterator[Interval]:
    """Yield the intervals of *captures*, which are in order, from one end to the other."""
    before, unreadable = -1, list[int]()
    for position, one in enumerate(captures):
        if one.fingerprint is None:
            continue
        if one.fingerprint == UNREADABLE:
            unreadable.append(position)
            continue
        same_text = None if before < 0 else captures[before].fingerprint == one.fingerprint
        yield Interval(before, position, same_text, tuple(unreadable))
        before, unreadable = position, []
    yield Interval(before, len(captures), None, tuple(unreadable))


@lru_cache(maxsize=4096)
def time_of(digits: str) -> datetime:
    """Return the time that 14 digits name; cached, since a plan needs the same ends again and again."""
    return parse_timestamp(digits)


def days_between(captures: Sequence[ListedCapture], before: int, after: int) -> float:
    """Return the days between two positions; a position beyond an end is replaced by the outermost capture."""
    first, last = max(before, 0), min(after, len(captures) - 1)
    return (time_of(captures[last].at) - time_of(captures[first].at)) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """An interval with captures that were not read, between two that show the policy, or None at an open end.

    Where *same_text* is true, a text that was present only between them is not excluded; where it is false, the change
    is anywhere between.
    """

    after: Capture | None
    before: Capture | None
    same_text: bool | None
    captures: int
    days: float

    @property
    def line(self) -> str:
        """The gap in a few words: "88 days between 2012-01-03 and 2012-03-31, which read alike: 311 captures unseen"."""
        ends = [iso_date(end.timestamp) if end else "" for end in (self.after, self.before)]
        unread = f"{counted(self.captures, 'capture')} unseen"
        days = counted(round(self.days), "day")
        if not any(ends):
            return f"{days}, in which nothing readable was seen: {unread}"
        if not all(ends):
            return f"{days} {'after' if ends[0] else 'before'} {''.join(ends)}: {unread}"
        how = "which read alike" if self.same_text else "which read differently"
        return f"{days} between {ends[0]} and {ends[1]}, {how}: {unread}"


def coverage_gaps(captures: Sequence[ListedCapture]) -> tuple[CoverageGap, ...]:
    """Return every interval of *captures*, which are in order, that has unread captures, the widest first."""
    found = [
        CoverageGap(
            captures[gap.before].capture if gap.before >= 0 else None,
            captures[gap.after].capture if gap.after < len(captures) else None,
            gap.same_text,
            gap.unread,
            days_between(captures, gap.before, gap.after),
        )
        for gap in intervals(captures)
        if gap.unread
    ]
    return tuple(sorted(found, key=lambda gap: -gap.days))
