"""Decide over the whole history of a policy which of its clauses are doubtful, with one decision for each text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.zones.page_zones import page_doubts
from clausetrail.snapshots.zones.place import Place


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The clauses of one or more captures that are equal in text and place, with *places* parallel to *clauses* or empty.

    *captures* is how many captures show them, *first* and *last* are the timestamps of the first and last of these.
    """

    clauses: tuple[Clause, ...]
    places: tuple[Place, ...] = ()
    captures: int = 1
    first: str = ""
    last: str = ""


def settled_doubts(history: Sequence[PlacedText]) -> list[tuple[str, ...]]:
    """Return for each text of *history* why each of its clauses is doubtful, in plain words, or "" where it is certain.

    *history* holds every distinct placed text of a policy, in the order of *first*. The result is the same in whatever order
    the captures arrived.
    """
    return [page_doubts(text.clauses, text.places) for text in history]
