"""Compare two readings side by side: print the changes as lines, and as plain values for programs.

Pure: clauses and changes in, lines and plain values out. Offsets count characters of `Clause.labelled_text`, so that a
program can mark either side without knowing how a redline is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from clausetrail.reports.wording.elsewhere_phrases import elsewhere_document, elsewhere_summary
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import (
    Line,
    Piece,
    count_changes,
    is_typographic_change,
    moved_ranges,
    redline_lines,
)
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, DoubtfulClause, Event

# Between the clauses of one side when they are compared: no clause contains it as a word, so every range can be cut there.
_CLAUSE_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: its name, its title, how it was read ("HTML, utf-8"), and its clauses.

    *elsewhere* are the clauses elsewhere on its page, which are not compared.
    """

    name: str
    title: str
    reading: str
    clauses: tuple[Clause, ...]
    elsewhere: tuple[DoubtfulClause, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and the changes that together cover every clause of both."""

    before: Side
    after: Side
    changes: tuple[Change, ...]

    @property
    def differences(self) -> tuple[Change, ...]:
        """The changes without the clauses that are unchanged, in words and in place."""
        return tuple(change for change in self.changes if not is_unchanged(change))


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A range of characters of one clause that the other side does not have."""

    place: int  # of the clause, in its reading
    start: int
    end: int


def is_unchanged(change: Change) -> bool:
    """Return whether *change* is a clause with the same words in the same place."""
    return change.event is Event.SAME and not change.moved


def comparison_lines(comparison: Comparison, *, full: bool = False) -> Iterator[Line]:
    """Yield the redline line by line; if *full*, with whole clauses and with the unchanged ones between them."""
    before, after = comparison.before, comparison.after
    title = f"{before.name} \N{RIGHTWARDS ARROW} {after.name}: {count_changes(comparison.differences)}"
    yield (Piece("title", visible(title)),)
    yield from ((Piece("note", line),) for line in elsewhere_lines(comparison))
    if not full:
        yield from redline_lines(comparison.differences, before.clauses, after.clauses)
        return
    for unchanged, run in groupby(comparison.changes, is_unchanged):
        if unchanged:
            yield from (
                (Piece("plain", f"    {visible(after.clauses[change.after[0]].labelled_text)}"),) for change in run
            )
        else:
            yield from redline_lines(run, before.clauses, after.clauses, full=True)


def elsewhere_lines(comparison: Comparison) -> Iterator[str]:
    """Yield a line for each side that has clauses elsewhere on its page: how many, and the first words of two."""
    for side in (comparison.before, comparison.after):
        if summary := elsewhere_summary(side.elsewhere):
            yield visible(f"{side.name}: {summary}")


def comparison_document(comparison: Comparison, *, full: bool = False) -> dict[str, Any]:
    """Return the comparison as plain values for JSON; if *full*, with the unchanged clauses."""
    shown = comparison.changes if full else comparison.differences
    return {
        "summary": count_changes(comparison.differences),
        "before": _side_document(comparison.before),
        "after": _side_document(comparison.after),
        "changes": [_change_document(change, comparison) for change in shown],
    }


def marked_ranges(
    change: Change, before: Sequence[Clause], after: Sequence[Clause]
) -> tuple[list[MarkedRange], list[MarkedRange]]:
    """Return the ranges that were deleted from the clauses before *change*, and those inserted into the clauses after it.

    Differences of typography alone (a curved quote, white space) are not marked, as in the redline, nor are words that moved.
    """
    sides = [
        [(place, clauses[place].labelled_text) for place in places]
        for clauses, places in ((before, change.before), (after, change.after))
    ]
    old, new = (_CLAUSE_SEPARATOR.join(words for _, words in side) for side in sides)
    deleted: list[tuple[int, int]] = []
    inserted: list[tuple[int, int]] = []
    i = j = 0
    moved = moved_ranges(
        change, *(_text_starts(side, clauses) for side, clauses in zip(sides, (before, after), strict=True))
    )
    for struck, put, away, here in _replacements(old, new, moved):
        if not is_typographic_change(struck, put):
            deleted += [(i, i + len(struck))] if struck.strip() else []
            inserted += [(j, j + len(put))] if put.strip() else []
        i, j = i + len(struck) + away, j + len(put) + here
    return _ranges_by_clause(deleted, sides[0]), _ranges_by_clause(inserted, sides[1])


def _text_starts(side: Sequence[tuple[int, str]], clauses: Sequence[Clause]) -> dict[int, int]:
    """Return by place where the text of each clause begins in the joined texts of *side*, behind its label."""
    starts, end = dict[int, int](), 0
    for place, words in side:
        starts[place] = end + len(words) - len(clauses[place].text)
        end += len(words) + len(_CLAUSE_SEPARATOR)
    return starts


def _replacements(
    old: str, new: str, moved: tuple[Sequence[range], Sequence[range]]
) -> Iterator[tuple[str, str, int, int]]:
    """Yield a struck text, the text in its place, and how many characters of each side follow that are equal or moved."""
    struck = put = ""
    for span in spans(old, new, *moved):
        if span.op == "delete":
            struck += span.text
        elif span.op == "insert":
            put += span.text
        else:
            size = len(span.text)
            yield struck, put, size * (span.op != "moved here"), size * (span.op != "moved away")
            struck = put = ""
    if struck or put:
        yield struck, put, 0, 0


def _ranges_by_clause(stretches: Sequence[tuple[int, int]], side: Sequence[tuple[int, str]]) -> list[MarkedRange]:
    """Return *stretches* of the joined texts of *side* as ranges of its clauses, without white space at their ends."""
    ranges = []
    start = 0
    for place, words in side:
        for first, last in stretches:
            low, high = max(first - start, 0), min(last - start, len(words))
            inner = words[low:high] if low < high else ""
            if inner.strip():
                low += len(inner) - len(inner.lstrip())
                ranges.append(MarkedRange(place, low, low + len(inner.strip())))
        start += len(words) + len(_CLAUSE_SEPARATOR)
    return ranges


def _side_document(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "title": side.title,
        "reading": side.reading,
        "clauses": len(side.clauses),
        "elsewhere": [elsewhere_document(one) for one in side.elsewhere],
    }


def _change_document(change: Change, comparison: Comparison) -> dict[str, Any]:
    before, after = comparison.before.clauses, comparison.after.clauses
    deleted, inserted = marked_ranges(change, before, after)
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        **({"kept": _kept_documents(change, comparison)} if change.kept else {}),
        "before": [_clause_document(place, before[place], deleted) for place in change.before],
        "after": [_clause_document(place, after[place], inserted) for place in change.after],
    }


def _kept_documents(change: Change, comparison: Comparison) -> list[dict[str, Any]]:
    """Return the words of *change* that moved, as ranges of the words of a clause on each side."""
    sides = comparison.before.clauses, comparison.after.clauses
    found = []
    for kept in change.kept:
        starts = [
            len(clauses[place].labelled_text) - len(clauses[place].text)
            for clauses, place in zip(sides, (kept.before, kept.after), strict=True)
        ]
        found.append(
            {
                "words": sides[0][kept.before].text[kept.before_start : kept.before_end],
                "before": {"place": kept.before, "mark": [starts[0] + kept.before_start, starts[0] + kept.before_end]},
                "after": {"place": kept.after, "mark": [starts[1] + kept.after_start, starts[1] + kept.after_end]},
            }
        )
    return found


def _clause_document(place: int, clause: Clause, ranges: Sequence[MarkedRange]) -> dict[str, Any]:
    return {
        "place": place,
        "kind": str(clause.kind),
        "path": list(clause.path),
        "label": clause.label,
        "words": clause.labelled_text,
        "marks": [[found.start, found.end] for found in ranges if found.place == place],
    }
