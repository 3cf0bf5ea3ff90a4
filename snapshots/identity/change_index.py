"""Index the changes between two neighbouring readings by the positions of their clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Change, Event

_ONE_TO_ONE = frozenset({Event.SAME, Event.COSMETIC, Event.RELINKED, Event.RENUMBERED, Event.REWORDED})


@dataclass(frozen=True, slots=True)
class ChangeIndex:
    """Positions in the new reading, mapped to positions in the old one by the event that pairs them.

    *unchanged* holds what is equal and in its place, *equal* what is equal but for its looks, number or place, and
    *reworded* what has other words, with the similarity.
    """

    unchanged: Mapping[int, int]
    equal: Mapping[int, int]
    reworded: Mapping[int, tuple[int, float]]
    splits: tuple[Change, ...]
    mergers: tuple[Change, ...]


def replacement(before: int, after: int) -> tuple[Change, ...]:
    """Return the changes by which all of *before* clauses are removed and all of *after* clauses are added.

    So a switch to another document or language is tracked: a clause that is shown again later keeps its identity.
    """
    removed = (Change(Event.REMOVED, (place,), ()) for place in range(before))
    return (*removed, *(Change(Event.ADDED, (), (place,)) for place in range(after)))


def index_changes(before: int, after: int, changes: Sequence[Change]) -> ChangeIndex:
    """Return *changes* between a reading of *before* clauses and one of *after* clauses, by position.

    Changes leave out the clauses that are the same and in the same place: these are the positions on both sides that no
    change names, in order. Raises ValueError where *changes* are not changes between readings of these sizes.
    """
    pairs = {change.after[0]: change for change in changes if change.event in _ONE_TO_ONE}
    return ChangeIndex(
        dict(_unchanged(before, after, changes)),
        {position: c.before[0] for position, c in pairs.items() if c.event is not Event.REWORDED},
        {position: (c.before[0], c.similarity) for position, c in pairs.items() if c.event is Event.REWORDED},
        tuple(change for change in changes if change.event is Event.SPLIT),
        tuple(change for change in changes if change.event is Event.MERGED),
    )


def _unchanged(before: int, after: int, changes: Iterable[Change]) -> Iterator[tuple[int, int]]:
    """Yield the position after and before of each clause that no change names."""
    old, new = set(range(before)), set(range(after))
    for change in changes:
        old.difference_update(change.before)
        new.difference_update(change.after)
    yield from zip(sorted(new), sorted(old), strict=True)
