"""Two readings side by side: what changed, as lines for a reader and as a document for programs.

Pure: clauses and changes in, lines and plain values out. Offsets are of characters into `Clause.words`, so that a
program can mark either side without knowing how a redline is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, count_changes, is_typographic_change, redline_lines
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, Event

_SEAM = "\n"  # between the clauses of one side: no clause holds it as a word, so no mark crosses it unseen


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: what it is called, its title, how it was read, and its clauses."""

    name: str
    title: str
    reading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and what became of every clause of both."""

    before: Side
    after: Side
    changes: tuple[Change, ...]

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes, without the clauses that are the same and stand where they stood."""
        return tuple(change for change in self.changes if change.event is not Event.SAME or change.moved)


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A stretch of one clause that the other side does not have."""

    place: int  # of the clause, in its reading
    start: int
    end: int


def comparison_lines(told: Comparison, *, full: bool = False) -> Iterator[Line]:
    """Yield the redline line by line; if *full*, whole clauses, and between them those that stand unchanged."""
    yield (
        Piece(
            "title", visible(f"{told.before.name} \N{RIGHTWARDS ARROW} {told.after.name}: {count_changes(told.told)}")
        ),
    )
    if not full:
        yield from redline_lines(told.told, told.before.clauses, told.after.clauses)
        return
    for stands, run in groupby(told.changes, lambda change: change.event is Event.SAME and not change.moved):
        if stands:
            yield from (
                (Piece("plain", f"    {visible(told.after.clauses[change.after[0]].words)}"),) for change in run
            )
        else:
            yield from redline_lines(run, told.before.clauses, told.after.clauses, full=True)


def comparison_document(told: Comparison, *, full: bool = False) -> dict[str, Any]:
    """Return the comparison as plain values for JSON; if *full*, with the clauses that stand unchanged."""
    return {
        "summary": count_changes(told.told),
        "before": _side(told.before),
        "after": _side(told.after),
        "changes": [_change(change, told) for change in (told.changes if full else told.told)],
    }


def marked_ranges(
    change: Change, before: Sequence[Clause], after: Sequence[Clause]
) -> tuple[list[MarkedRange], list[MarkedRange]]:
    """Return what was deleted from the clauses of *change* before, and what was inserted into those after.

    What only looks otherwise (a curved quote, white space) is not marked, as in the redline.
    """
    sides = [
        [(place, clauses[place].words) for place in places]
        for clauses, places in ((before, change.before), (after, change.after))
    ]
    old, new = (_SEAM.join(words for _, words in side) for side in sides)
    deleted: list[tuple[int, int]] = []
    inserted: list[tuple[int, int]] = []
    i = j = 0
    for struck, put, equal in _places(old, new):
        if not is_typographic_change(struck, put):
            deleted += [(i, i + len(struck))] if struck.strip() else []
            inserted += [(j, j + len(put))] if put.strip() else []
        i, j = i + len(struck) + equal, j + len(put) + equal
    return _located(deleted, sides[0]), _located(inserted, sides[1])


def _places(old: str, new: str) -> Iterator[tuple[str, str, int]]:
    """Yield what was struck and what was put in its place, and how many equal characters follow."""
    struck = put = ""
    for span in spans(old, new):
        if span.op == "delete":
            struck += span.text
        elif span.op == "insert":
            put += span.text
        else:
            yield struck, put, len(span.text)
            struck = put = ""
    if struck or put:
        yield struck, put, 0


def _located(stretches: Sequence[tuple[int, int]], side: Sequence[tuple[int, str]]) -> list[MarkedRange]:
    """Return *stretches* of the joined texts of *side* as marks in its clauses, without white space at their ends."""
    told = []
    start = 0
    for place, words in side:
        for first, last in stretches:
            low, high = max(first - start, 0), min(last - start, len(words))
            inner = words[low:high] if low < high else ""
            if inner.strip():
                low += len(inner) - len(inner.lstrip())
                told.append(MarkedRange(place, low, low + len(inner.strip())))
        start += len(words) + len(_SEAM)
    return told


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "title": side.title, "reading": side.reading, "clauses": len(side.clauses)}


def _change(change: Change, told: Comparison) -> dict[str, Any]:
    deleted, inserted = marked_ranges(change, told.before.clauses, told.after.clauses)
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        "before": [_clause(place, told.before.clauses[place], deleted) for place in change.before],
        "after": [_clause(place, told.after.clauses[place], inserted) for place in change.after],
    }


def _clause(place: int, clause: Clause, found: Sequence[MarkedRange]) -> dict[str, Any]:
    return {
        "place": place,
        "kind": str(clause.kind),
        "path": list(clause.path),
        "label": clause.label,
        "words": clause.words,
        "marks": [[mark.start, mark.end] for mark in found if mark.place == place],
    }
