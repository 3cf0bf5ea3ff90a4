"""Compare two readings of a policy clause by clause, and return the changes between them.

`compare` accounts for every clause of both readings exactly once. It is symmetric: with the two readings exchanged,
the same pairs result, and what was added is removed. `clausetrail.snapshots.diff.word_diff` compares the words inside
a pair. Nothing is dated or stored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.change_event import classify_pair, rounded, similarity_phrase
from clausetrail.snapshots.model import Change, Clause, Event


def compare(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return what happened to every clause, in reading order of *after*, with each removal at its former place."""
    matches = _matches(before, after)
    removed = set(range(len(before))).difference(*(match.before for match in matches))
    added = set(range(len(after))).difference(*(match.after for match in matches))
    found = [_change(match, before, after) for match in matches]
    found += [Change(Event.REMOVED, (position,), (), how="no partner") for position in removed]
    found += [Change(Event.ADDED, (), (position,), how="no partner") for position in added]
    return _in_reading_order(found)


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return the result of `compare` without the clauses that are the same and did not move."""
    return tuple(change for change in compare(before, after) if change.event is not Event.SAME or change.moved)


def _matches(before: Sequence[Clause], after: Sequence[Clause]) -> list[Match]:
    """Return the aligned clauses. One direction is computed and the other derived from it, so that ties break alike."""
    if _sorts_first(after, before):
        return [Match(match.after, match.before, match.similarity, match.moved) for match in align(after, before)]
    return align(before, after)


def _sorts_first(left: Iterable[Clause], right: Iterable[Clause]) -> bool:
    """Return whether *left* sorts before *right*, clause by clause; most readings differ early."""
    for one, other in zip_longest(map(_sort_key, left), map(_sort_key, right), fillvalue=()):
        if one != other:
            return one < other
    return False


def _sort_key(clause: Clause) -> tuple[object, ...]:
    return clause.text, clause.label, clause.kind, clause.path


def _change(match: Match, before: Sequence[Clause], after: Sequence[Clause]) -> Change:
    if len(match.before) == len(match.after) == 1:
        pair = classify_pair(before[match.before[0]], after[match.after[0]], match.similarity)
        return Change(pair.event, match.before, match.after, match.moved, pair.how, pair.similarity)
    if len(match.after) > 1:
        event, parts = Event.SPLIT, f"in {len(match.after)} parts"
    else:
        event, parts = Event.MERGED, f"of {len(match.before)} parts"
    how = f"{parts}, {similarity_phrase(match.similarity)}"
    return Change(event, match.before, match.after, match.moved, how, rounded(match.similarity))


def _in_reading_order(found: Iterable[Change]) -> tuple[Change, ...]:
    """Return *found* in order of *after*; a removal follows the successor of the clause that preceded it."""
    by_before = sorted((change for change in found if change.before), key=lambda change: change.before)
    placed: list[tuple[int, int, int, Change]] = []
    last = -1
    for change in by_before:
        if not change.after:
            placed.append((last, 1, change.before[0], change))
        elif not change.moved:
            last = change.after[-1]
    rest = [(change.after[0], 0, 0, change) for change in found if change.after]
    return tuple(change for *_, change in sorted([*placed, *rest], key=lambda entry: entry[:3]))
