"""How well a policy's past has been looked at: its captures in time, and what lies unseen between them.

Pure: no store, no clock. A look that shows nothing of the policy (an error, a wall, nothing played) ends no interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from clausetrail.snapshots.model import Capture, iso_date, parse_timestamp, repair_timestamp

# What a look says that shows nothing of the policy.
UNREADABLE = ""


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """One capture that may show the policy, with what is known of its payload.

    *fingerprint* is the fingerprint of what was read in it, SILENT where it showed nothing, None where it was not looked at.
    """

    capture: Capture
    fingerprint: str | None = None

    @property
    def at(self) -> str:
        """The time as 14 digits that sort."""
        return repair_timestamp(self.capture.timestamp)


@dataclass(frozen=True, slots=True)
class Interval:
    """What lies between two neighbouring looks that show the policy, by their positions.

    *before* is -1 ahead of the first such look, *after* the number of places behind the last one. *same_text* says
    whether both read alike, None at such an open end. *unreadable* are the looks between that show nothing.
    """

    before: int
    after: int
    same_text: bool | None
    unreadable: tuple[int, ...] = ()

    @property
    def unread(self) -> int:
        """How many captures between were not looked at."""
        return self.after - self.before - 1 - len(self.unreadable)

    @property
    def unread_stretches(self) -> list[tuple[int, int]]:
        """The neighbouring looks of any kind between which something was not looked at, by position."""
        looks = (self.before, *self.unreadable, self.after)
        return [(a, b) for a, b in pairwise(looks) if b - a > 1]


def sort_captures(places: Sequence[ListedCapture]) -> list[ListedCapture]:
    """Return *places* in the order in which a timeline takes their captures."""
    return sorted(places, key=lambda place: (place.at, place.capture.original, place.capture.digest))


def intervals(places: Sequence[ListedCapture]) -> Iterator[Interval]:
    """Yield what lies between the looks of *places*, which are in order, from one end to the other."""
    before, silent = -1, list[int]()
    for number, place in enumerate(places):
        if place.fingerprint is None:
            continue
        if place.fingerprint == UNREADABLE:
            silent.append(number)
            continue
        agree = None if before < 0 else places[before].fingerprint == place.fingerprint
        yield Interval(before, number, agree, tuple(silent))
        before, silent = number, []
    yield Interval(before, len(places), None, tuple(silent))


@lru_cache(maxsize=4096)
def time_of(at: str) -> datetime:
    """Return the time that 14 digits name; kept, since a plan asks for the same ends again and again."""
    return parse_timestamp(at)


def days_between(places: Sequence[ListedCapture], before: int, after: int) -> float:
    """Return the days between two positions; one beyond an end stands for the outermost capture."""
    first, last = max(before, 0), min(after, len(places) - 1)
    return (time_of(places[last].at) - time_of(places[first].at)) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """An interval in which captures were not looked at, between two looks that show the policy, or None at an open end.

    Where *same_text* is true, a text that came and went between is not excluded; where it is false, the change lies
    anywhere between.
    """

    after: Capture | None
    before: Capture | None
    same_text: bool | None
    captures: int
    days: float

    @property
    def line(self) -> str:
        """The interval in a few words: "88 days between 2012-01-03 and 2012-03-31, which read alike: 311 captures unseen"."""
        ends = [iso_date(end.timestamp) if end else "" for end in (self.after, self.before)]
        unseen = f"{self.captures} capture{'s' if self.captures != 1 else ''} unseen"
        if not any(ends):
            return f"{self.days:.0f} days, in which nothing readable was seen: {unseen}"
        if not all(ends):
            return f"{self.days:.0f} days {'after' if ends[0] else 'before'} {''.join(ends)}: {unseen}"
        how = "which read alike" if self.same_text else "which read differently"
        return f"{self.days:.0f} days between {ends[0]} and {ends[1]}, {how}: {unseen}"


def coverage_gaps(places: Sequence[ListedCapture]) -> tuple[CoverageGap, ...]:
    """Return every interval of *places*, which are in order, that holds captures not looked at, the widest first."""
    found = [
        CoverageGap(
            places[gap.before].capture if gap.before >= 0 else None,
            places[gap.after].capture if gap.after < len(places) else None,
            gap.same_text,
            gap.unread,
            days_between(places, gap.before, gap.after),
        )
        for gap in intervals(places)
        if gap.unread
    ]
    return tuple(sorted(found, key=lambda gap: -gap.days))
