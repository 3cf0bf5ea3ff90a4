"""Decide over the whole history of a policy which of its clauses are doubtful, with one decision for each text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.text.normalize import match_key
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
    alone = [page_doubts(text.clauses, text.places) for text in history]
    keys = [[match_key(clause.text) for clause in text.clauses] for text in history]
    total: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, doubts, names in zip(history, alone, keys, strict=True):
        best: dict[str, str] = {}
        for name, doubt in zip(names, doubts, strict=True):
            if name not in best or not doubt:
                best[name] = doubt
        for name, doubt in best.items():
            total[name] += text.captures
            if doubt:
                reasons[name][doubt] += text.captures
            else:
                certain[name] += text.captures
    settled = {
        name: "" if 2 * certain[name] >= total[name] else min(reasons[name], key=lambda why: (-reasons[name][why], why))
        for name in total
    }
    return [tuple(settled[name] for name in names) for names in keys]
