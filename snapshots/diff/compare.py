"""What changed between two readings of a policy, clause by clause.

`compare` accounts for every clause of both readings exactly once, and reads the same backwards: what it calls
added one way it calls removed the other, over the same pairs. The words inside a pair are the matter of
`clausetrail.snapshots.diff.word_diff`; nothing is dated or stored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.pairing import Link
from clausetrail.snapshots.diff.change_event import similar, verdict
from clausetrail.snapshots.model import Change, Clause, Event


def compare(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return what became of every clause, in reading order of *after*, with removals where they stood."""
    links = _links(before, after)
    gone = set(range(len(before))).difference(*(link.before for link in links))
    new = set(range(len(after))).difference(*(link.after for link in links))
    told = [_change(link, before, after) for link in links]
    told += [Change(Event.REMOVED, (place,), (), how="no partner") for place in gone]
    told += [Change(Event.ADDED, (), (place,), how="no partner") for place in new]
    return _in_reading_order(told)


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return what `compare` does, less the clauses that are the same and stand where they stood."""
    return tuple(change for change in compare(before, after) if change.event is not Event.SAME or change.moved)


def _links(before: Sequence[Clause], after: Sequence[Clause]) -> list[Link]:
    """Return who became whom. One order is computed and the other read off it: ties fall alike both ways."""
    if _is_first(after, before):
        return [Link(link.after, link.before, link.likeness, link.moved) for link in align(after, before)]
    return align(before, after)


def _is_first(one: Iterable[Clause], other: Iterable[Clause]) -> bool:
    """Say whether *one* comes before *other*, as lists of words do; most differ early."""
    for mine, theirs in zip_longest(map(_order, one), map(_order, other), fillvalue=()):
        if mine != theirs:
            return mine < theirs
    return False


def _order(clause: Clause) -> tuple[object, ...]:
    return clause.text, clause.label, clause.kind, clause.path


def _change(link: Link, before: Sequence[Clause], after: Sequence[Clause]) -> Change:
    if len(link.after) > 1:
        event, how = Event.SPLIT, f"in {len(link.after)} parts, {similar(link.likeness)}"
    elif len(link.before) > 1:
        event, how = Event.MERGED, f"of {len(link.before)} parts, {similar(link.likeness)}"
    else:
        event, how = verdict(before[link.before[0]], after[link.after[0]], link.likeness)
    return Change(event, link.before, link.after, link.moved, how)


def _in_reading_order(told: Iterable[Change]) -> tuple[Change, ...]:
    """Return *told* by place after; a removal follows what the clause before it became."""
    by_before = sorted((change for change in told if change.before), key=lambda change: change.before)
    placed: list[tuple[int, int, int, Change]] = []
    last = -1
    for change in by_before:
        if not change.after:
            placed.append((last, 1, change.before[0], change))
        elif not change.moved:
            last = change.after[-1]
    rest = [(change.after[0], 0, 0, change) for change in told if change.after]
    return tuple(change for *_, change in sorted([*placed, *rest], key=lambda place: place[:3]))
