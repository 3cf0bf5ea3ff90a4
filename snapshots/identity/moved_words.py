"""Carry the origins of words that moved from a clause of one change to a clause of another.

Inside one change `clausetrail.snapshots.identity.word_provenance` finds moved words again among the removed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from clausetrail.snapshots.identity.word_provenance import (
    JointWords,
    Origin,
    Provenance,
    current_since,
    dated_words,
    origins_of,
    to_runs,
)
from clausetrail.snapshots.model import Change, Clause, Event, KeptWords
from clausetrail.snapshots.text.normalize import normal_form
from clausetrail.snapshots.text.tokens import words


class MovedWords(NamedTuple):
    """The origins of words that moved into a clause, from its word number *start* on."""

    start: int
    origins: tuple[Origin, ...]


def moved_words(
    changes: Iterable[Change],
    before: Sequence[Clause],
    after: Sequence[Clause],
    provenance_at: Callable[[int], Provenance],
) -> dict[int, list[MovedWords]]:
    """Return what moved into each clause of *after* from clauses of other changes, by its position.

    *provenance_at* returns the provenance of the clause of *before* at a position.
    """
    found: dict[int, list[MovedWords]] = {}
    for kept in dict.fromkeys(kept for change in changes for kept in _from_elsewhere(change)):
        old = _word_range(before[kept.before].text, kept.before_start, kept.before_end)
        new = _word_range(after[kept.after].text, kept.after_start, kept.after_end)
        size = min(len(old), len(new))  # a number that begins a clause is not dated there, but dated inside another
        old, new = old[len(old) - size :], new[len(new) - size :]
        old_words = dated_words(before[kept.before].text)[old.start : old.stop]
        if size and old_words == dated_words(after[kept.after].text)[new.start : new.stop]:
            origins = [*origins_of(provenance_at(kept.before).runs)][old.start : old.stop]
            found.setdefault(kept.after, []).append(MovedWords(new.start, tuple(origins)))
    return found


def sources_of_relocated(changes: Iterable[Change]) -> dict[int, tuple[int, ...]]:
    """Return by the position of each relocated clause after where its words were, the most words first."""
    return {
        change.after[0]: _by_words((kept.before, kept.before_end - kept.before_start) for kept in change.kept)
        for change in changes
        if change.event is Event.RELOCATED and change.after
    }


def targets_of_relocated(changes: Iterable[Change]) -> dict[int, int]:
    """Return by the position of each relocated clause before where most of its words are."""
    return {
        change.before[0]: _by_words((kept.after, kept.after_end - kept.after_start) for kept in change.kept)[0]
        for change in changes
        if change.event is Event.RELOCATED and change.before
    }


def with_moved_words(known: Provenance, moved: Iterable[MovedWords]) -> Provenance:
    """Return *known* with the origins of *moved* for the words that moved into its clause."""
    origins = [*origins_of(known.runs)]
    for start, carried in moved:
        origins[start : start + len(carried)] = carried
    return Provenance(to_runs(origins), known.earlier, known.removed)


def joint_words(known: Provenance, moved: Sequence[MovedWords], version: int) -> JointWords:
    """Return the words of a clause that *version* added, where *moved* came from other clauses.

    A clause that is one passage of another has read so since its newest word, or the last cut between its words.
    """
    updated = with_moved_words(known, moved)
    origins = [*origins_of(updated.runs)]
    if len(moved) == 1 and len(moved[0].origins) == len(origins):
        version = max(*map(current_since, origins), *(origin.cut_before for origin in origins[1:]))
    return JointWords(updated, version)


def _from_elsewhere(change: Change) -> Iterable[KeptWords]:
    return (kept for kept in change.kept if kept.after in change.after and kept.before not in change.before)


def _by_words(found: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    totals: dict[int, int] = {}
    for place, size in found:
        totals[place] = totals.get(place, 0) + size
    return tuple(sorted(totals, key=lambda place: (-totals[place], place)))


def _word_range(text: str, start: int, end: int) -> range:
    """Return which of the dated words of *text* are between its characters *start* and *end*.

    They are counted from the end, because a number at the beginning is not dated.
    """
    total = len(dated_words(text))
    behind = len(words(normal_form(text[end:]))) if text[end:].strip() else 0
    inside = len(words(normal_form(text[start:end])))
    return range(max(0, total - behind - inside), max(0, total - behind))
