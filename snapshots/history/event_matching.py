"""Match the changes of a new derivation to the events of the last one: by their time, then by their texts. Pure.

A new capture in between narrows the time of a change or splits the change in two; newer code may read its texts differently.
An announced event keeps its identity as long as a change of the same time is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """The time of a change, after *earliest* and not after *latest* (14 digits each), with the fingerprints of its two texts."""

    earliest: str
    latest: str
    before: str
    after: str

    def overlaps(self, other: Interval) -> bool:
        """Return whether both may be one change: whether there is a time at which either may have happened."""
        same = (self.earliest, self.latest) == (other.earliest, other.latest)
        return same or (self.earliest < other.latest and other.earliest < self.latest)


def match_intervals(today: Sequence[Interval], known: Sequence[Interval]) -> dict[int, int]:
    """Return for positions in *today* the position in *known* of the same change, each at most once.

    Of several that overlap, those with two equal texts are matched first, then those with an equal text after, then those
    with an equal text before.
    """
    pairs = sorted((_distance(today[new], known[old]), new, old) for new, old in _overlapping(today, known))
    found: dict[int, int] = {}
    matched: set[int] = set()
    for _, new, old in pairs:
        if new not in found and old not in matched:
            found[new] = old
            matched.add(old)
    return found


def _overlapping(today: Sequence[Interval], known: Sequence[Interval]) -> Iterator[tuple[int, int]]:
    """Yield the positions of those that overlap; *today* is in the order of time, and its intervals do not overlap."""
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
