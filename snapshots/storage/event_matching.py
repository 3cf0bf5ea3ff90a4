"""Which changes told today are those that were told before: by when they happened, then by what they led to. Pure.

A capture that lands in between narrows when a change happened, or parts it in two; newer code may read its texts otherwise.
What was announced stays the same event as long as some change is told of the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """When a change happened: after *earliest* and not after *latest*, 14 digits each; and the texts that it parts."""

    earliest: str
    latest: str
    before: str
    after: str

    def overlaps(self, other: Interval) -> bool:
        """Return whether both may be one change: whether there is a moment at which either may have happened."""
        same = (self.earliest, self.latest) == (other.earliest, other.latest)
        return same or (self.earliest < other.latest and other.earliest < self.latest)


def match_intervals(today: Sequence[Interval], known: Sequence[Interval]) -> dict[int, int]:
    """Return for places of *today* the place in *known* of the same change, each at most once.

    Of several that meet, those of equal texts come first, then of an equal text after, then of an equal text before.
    """
    pairs = sorted((_distance(today[new], known[old]), new, old) for new, old in _meetings(today, known))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, new, old in pairs:
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _meetings(today: Sequence[Interval], known: Sequence[Interval]) -> Iterator[tuple[int, int]]:
    """Yield the places of those that meet; *today* is in the order of time, its spans do not overlap."""
    start = 0
    for old in sorted(range(len(known)), key=lambda place: known[place].earliest):
        while start < len(today) and today[start].latest < known[old].earliest:
            start += 1
        for new in range(start, len(today)):
            if today[new].earliest > known[old].latest:
                break
            if today[new].overlaps(known[old]):
                yield new, old


def _distance(new: Interval, old: Interval) -> int:
    return 2 * (new.after != old.after) + (new.before != old.before)
