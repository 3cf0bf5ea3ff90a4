"""What the differ said of two neighbouring readings, place by place, as the life of each clause needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Change, Event

_ONE_BY_ONE = frozenset({Event.SAME, Event.COSMETIC, Event.RENUMBERED, Event.REWORDED})


@dataclass(frozen=True, slots=True)
class ChangeIndex:
    """Places after, tied to places before: by equal words, by a rewording, or as parts of a whole.

    *moved* holds the places after of what stands elsewhere.
    """

    untouched: Mapping[int, int]
    equal: Mapping[int, int]
    reworded: Mapping[int, tuple[int, float]]  # with the similarity
    splits: tuple[Change, ...]
    mergers: tuple[Change, ...]
    moved: frozenset[int]


def index_changes(before: int, after: int, changes: Sequence[Change]) -> ChangeIndex:
    """Return how *changes* tie readings of so many clauses. Raises ValueError where they are not changes of these.

    Changes leave out what is the same and stands where it stood: these are the places on both sides that no
    change names, in order.
    """
    pairs = {c.after[0]: c for c in changes if c.event in _ONE_BY_ONE}
    return ChangeIndex(
        dict(_untouched(before, after, changes)),
        {place: c.before[0] for place, c in pairs.items() if c.event is not Event.REWORDED},
        {place: (c.before[0], c.similarity) for place, c in pairs.items() if c.event is Event.REWORDED},
        tuple(c for c in changes if c.event is Event.SPLIT),
        tuple(c for c in changes if c.event is Event.MERGED),
        frozenset(place for c in changes if c.moved for place in c.after),
    )


def _untouched(before: int, after: int, changes: Iterable[Change]) -> Iterator[tuple[int, int]]:
    old, new = set(range(before)), set(range(after))
    for change in changes:
        old.difference_update(change.before)
        new.difference_update(change.after)
    yield from zip(sorted(new), sorted(old), strict=True)
