"""Divide the clauses of a page into those that are certain and those elsewhere on the page. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from clausetrail.snapshots.model import Clause, DoubtfulClause


def certain_part(
    clauses: Sequence[Clause], doubts: Sequence[str]
) -> tuple[tuple[Clause, ...], dict[str, tuple[int, ...]]]:
    """Return the certain ones of *clauses*, and the positions of the others by their reason in *doubts*, "" where certain.

    A page of which nothing is certain is certain as a whole: a page that was read is never lost.
    """
    if all(doubts):
        return tuple(clauses), {}
    by_reason: defaultdict[str, list[int]] = defaultdict(list)
    for place, reason in enumerate(doubts):
        if reason:
            by_reason[reason].append(place)
    certain = tuple(clause for clause, reason in zip(clauses, doubts, strict=True) if not reason)
    return certain, {reason: tuple(places) for reason, places in sorted(by_reason.items())}


def doubtful_clauses(clauses: Sequence[Clause], doubtful: Mapping[str, Sequence[int]]) -> tuple[DoubtfulClause, ...]:
    """Return those of *clauses* whose positions *doubtful* has by reason, in the order of the page."""
    reasons = {place: reason for reason, places in doubtful.items() for place in places}
    return tuple(DoubtfulClause(place, clauses[place], reasons[place]) for place in sorted(reasons))
