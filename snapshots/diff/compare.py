"""Compare two readings of a policy clause by clause, and return the changes between them.

`compare` accounts for every clause of both readings exactly once. It is symmetric: with the two readings exchanged,
the same pairs result, and what was added is removed. Words that moved from one clause to another are `Change.kept`: they
are neither added nor removed. `clausetrail.snapshots.diff.word_diff` compares the words inside
a pair. Nothing is dated or stored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.change_event import classify_pair, rounded, similarity_phrase
from clausetrail.snapshots.diff.kept_words import Regrouped, kept_share, regroup
from clausetrail.snapshots.model import Change, Clause, Event, KeptWords

_RELOCATED = 0.5  # share of the words of a clause without a partner that are in other clauses, from which on it moved
_IN_PART = 0.5  # similarity below which a pair that rests on kept words alone is a clause that was cut down


def compare(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return what happened to every clause, in reading order of *after*, with each removal at its former place."""
    aligned = _regrouped(before, after)
    kept_before, kept_after = _by_position(aligned.kept)
    removed = set(range(len(before))).difference(*(match.before for match in aligned.matches))
    added = set(range(len(after))).difference(*(match.after for match in aligned.matches))
    found = [_change(match, before, after, is_joined=_positions(match) in aligned.joined) for match in aligned.matches]
    found += [_unmatched(Event.REMOVED, i, before[i], kept_before.get(i, ())) for i in removed]
    found += [_unmatched(Event.ADDED, j, after[j], kept_after.get(j, ())) for j in added]
    return _in_reading_order([_with_kept_words(change, kept_before, kept_after) for change in found])


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Change, ...]:
    """Return the result of `compare` without the clauses that are the same and did not move."""
    return tuple(change for change in compare(before, after) if change.event is not Event.SAME or change.moved)


def _regrouped(before: Sequence[Clause], after: Sequence[Clause]) -> Regrouped:
    """Return the aligned clauses. One direction is computed and the other derived from it, so that ties break alike."""
    if not _sorts_first(after, before):
        return regroup(align(before, after), before, after)
    mirrored = regroup(align(after, before), after, before)
    kept = [
        KeptWords(x.after, x.after_start, x.after_end, x.before, x.before_start, x.before_end) for x in mirrored.kept
    ]
    return Regrouped(
        [Match(match.after, match.before, match.similarity, match.moved) for match in mirrored.matches],
        sorted(kept, key=lambda x: (x.before, x.before_start)),
        frozenset((old, new) for new, old in mirrored.joined),
    )


def _positions(match: Match) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return match.before, match.after


_KeptByPosition = dict[int, tuple[KeptWords, ...]]


def _by_position(kept: Iterable[KeptWords]) -> tuple[_KeptByPosition, _KeptByPosition]:
    """Return *kept* by the position of its clause before, and by that of its clause after."""
    by_before, by_after = _KeptByPosition(), _KeptByPosition()
    for one in kept:
        by_before[one.before] = (*by_before.get(one.before, ()), one)
        by_after[one.after] = (*by_after.get(one.after, ()), one)
    return by_before, by_after


def _with_kept_words(change: Change, by_before: _KeptByPosition, by_after: _KeptByPosition) -> Change:
    """Return *change* with the moved words of its clauses, those before first, each once."""
    found = [kept for i in change.before for kept in by_before.get(i, ())]
    found += [kept for j in change.after for kept in by_after.get(j, ()) if kept.before not in change.before]
    return replace(change, kept=tuple(found)) if found else change


def _unmatched(event: Event, position: int, clause: Clause, kept: Sequence[KeptWords]) -> Change:
    """Return the removal or addition of *clause*, or its relocation if most of its words are *kept* elsewhere."""
    is_before = event is Event.REMOVED
    how = "no partner"
    if kept:
        inside, total = kept_share(kept, position, clause, is_before=is_before)
        how = f"{inside} of {total} words kept in other clauses"
        event = Event.RELOCATED if inside >= _RELOCATED * total else event
    places = (position,)
    return Change(event, places if is_before else (), () if is_before else places, how=how)


def _sorts_first(left: Iterable[Clause], right: Iterable[Clause]) -> bool:
    """Return whether *left* sorts before *right*, clause by clause; most readings differ early."""
    for one, other in zip_longest(map(_sort_key, left), map(_sort_key, right), fillvalue=()):
        if one != other:
            return one < other
    return False


def _sort_key(clause: Clause) -> tuple[object, ...]:
    return clause.text, clause.label, clause.kind, clause.path


def _change(match: Match, before: Sequence[Clause], after: Sequence[Clause], *, is_joined: bool) -> Change:
    kept = "kept in part, " if is_joined and match.similarity < _IN_PART else ""
    if len(match.before) == len(match.after) == 1:
        pair = classify_pair(before[match.before[0]], after[match.after[0]], match.similarity)
        return Change(pair.event, match.before, match.after, match.moved, kept + pair.how, pair.similarity)
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
