"""The changes of a policy, the newest first: the last few, or only those of one kind. Each with its interval and both captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from clausetrail.reports.timeline.timeline_document import ClausesOf, Coverage, MementoLink
from clausetrail.reports.timeline.timeline_text import extent_lines, revision_lines
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.unreadable_captures import arrange_by_version
from clausetrail.snapshots.model import Change, Clause, Event, Revision, Timeline
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Matter

_Kept = Callable[[Change, Sequence[Clause], Sequence[Clause]], bool]
_RIGHTS = frozenset({Matter.RIGHT, Matter.DEFINITION})


def _about(*matters: Matter) -> _Kept:
    return lambda change, before, after: any(one.matter in matters for one in findings(change, before, after))


def _is(*events: Event) -> _Kept:
    return lambda change, _before, _after: change.event in events


# What `--only` takes, and which changes each kind keeps.
KINDS: dict[str, _Kept] = {
    "rights": _about(*_RIGHTS),
    "dates": _about(Matter.DATE),
    "links": _about(Matter.LINK),
    "added": _is(Event.ADDED),
    "removed": _is(Event.REMOVED),
    "reworded": _is(Event.REWORDED, Event.SPLIT, Event.MERGED),
    "moved": lambda change, _before, _after: change.moved or change.event is Event.RELOCATED,
}


def newest_change_lines(
    timeline: Timeline, clauses_of: ClausesOf, link: MementoLink, known: Coverage, *, last: int, only: str, full: bool
) -> Iterator[Line]:
    """Yield the extent of *timeline*, and its newest *last* revisions, newest first; 0 is all of them.

    *only* is one of KINDS, or "" for all changes. Revisions without such a change are left out and counted.
    """
    policy = timeline.policy
    yield (Piece("title", visible(policy.title or policy.name)),)
    yield (Piece("note", "  ".join(policy.urls)),)
    yield from extent_lines(timeline, known)
    if not timeline.versions:
        return
    found = [(one, kept) for one in reversed(timeline.revisions) if (kept := _selected(one, clauses_of, only)) != ()]
    shown = found[:last] if last else found
    between = arrange_by_version(known.unreadable, timeline.versions).between
    for revision, selected in shown:
        silent = between.get(revision.after.number, ())
        yield from revision_lines(revision, clauses_of, link, silent, full=full, selected=selected)
        number = revision.after.number
        yield (
            Piece(
                "note",
                f"  This led to version {number}: `clausetrail evidence {policy.name} {number} OUT.zip` packs it.",
            ),
        )
    yield ()
    yield (Piece("note", _rest(len(timeline.revisions), len(found), len(shown), only)),)


def _selected(revision: Revision, clauses_of: ClausesOf, only: str) -> tuple[Change, ...] | None:
    """Return the changes of the kind *only*, or None for all of them."""
    if not only:
        return None
    before, after = clauses_of(revision.older.text), clauses_of(revision.after.text)
    return tuple(change for change in revision.changes if KINDS[only](change, before, after))


def _rest(revisions: int, found: int, shown: int, only: str) -> str:
    """Return how many revisions are not shown, and why."""
    if not revisions:
        return "No change was seen between its captures."
    parts = [f"{shown} of {counted(revisions, 'revision')} shown, the newest first"]
    if only and revisions > found:
        parts.append(f"{revisions - found} without a change of the kind “{only}”")
    if found > shown:
        parts.append(f"{counted(found - shown, 'older revision')} left out by --last")
    return (
        "; ".join(parts) + ". `clausetrail timeline` prints all, with the versions and the captures that show nothing."
    )
