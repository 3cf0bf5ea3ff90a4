"""A revision as a page shows it: what changed, each with its words; what did not, folded; in the order of the text.

Pure: changes and clauses in, rows out. A template makes them HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from clausetrail.reports.policy_view.measures import is_quiet
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import Clauses, Piece, change_pieces
from clausetrail.snapshots.model import Change, Clause, Event
from clausetrail.snapshots.significance.classify_change import Finding, findings

# Unchanged words inside a changed clause are shown this far on each side; legal sentences have a median near 30.
CONTEXT = 40
# A clause longer than this is cut on a page, which says so: a book of 100,000 words in one paragraph is no policy.
LONGEST = 100_000
# Pairs of clauses of which the redline is kept: some hundred are those of one policy.
_REMEMBERED = 1_000

NAMES = {
    Event.ADDED: "Added",
    Event.REMOVED: "Removed",
    Event.REWORDED: "Reworded",
    Event.SPLIT: "Split",
    Event.MERGED: "Merged",
    Event.RENUMBERED: "Renumbered",
    Event.COSMETIC: "Cosmetic",
    Event.SAME: "Moved",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words in one style: "plain", "insert" or "delete"; *folded* are those of its words that wait in a fold."""

    style: str
    text: str
    folded: str = ""
    rest: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause that is unchanged, or quietly changed: it waits in a fold."""

    anchor: str
    label: str
    text: str
    kind: str
    note: str = ""
    runs: tuple[Run, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Neighbouring passages that are not news."""

    passages: tuple[Passage, ...]
    summary: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class MovedAway:
    """The place that a clause has left, with the way to where it stands now."""

    anchor: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change that is news."""

    anchor: str
    event: str
    name: str
    path: tuple[str, ...]
    runs: tuple[Run, ...]
    how: str = ""
    came_from: str = ""
    findings: tuple[Finding, ...] = ()
    also: tuple[str, ...] = ()


Row = ChangeRow | Fold | MovedAway


def redline_rows(changes: Sequence[Change], before: Clauses, after: Clauses) -> list[Row]:
    """Return the whole revision in the order of *after*, with removals and departures where they stood.

    What is quiet waits in the folds; where nothing else happened, it is shown between them.
    """
    placed = [row for _, row in sorted(_placed(changes, before, after), key=lambda one: one[0])]
    news = any(not isinstance(row, Passage) for row in placed)
    found: list[Row] = []
    for kind, run in groupby(placed, key=lambda row: (isinstance(row, Passage), not news and _is_noted(row))):
        several = [*run]
        passages = tuple(row for row in several if isinstance(row, Passage))
        found += [Fold(passages, _summary(passages), shown=kind[1])] if passages else []
        found += [row for row in several if not isinstance(row, Passage)]
    return found


def _is_noted(row: Row | Passage) -> bool:
    return isinstance(row, Passage) and bool(row.note)


Place = tuple[int, int, int]


def _placed(changes: Sequence[Change], before: Clauses, after: Clauses) -> Iterator[tuple[Place, Row | Passage]]:
    """Yield every row with its place: by position after, and what is gone behind what stood before it."""
    stands = _unchanged(changes, len(before), len(after))
    for change in changes:
        if change.before and change.after and not change.moved:
            stands |= dict.fromkeys(change.before, change.after[-1])
    touched = {place for change in changes for place in change.after}
    for place, clause in enumerate(after):
        if place not in touched:
            yield (
                (place, 0, 0),
                Passage(f"c{place + 1}", visible(clause.label), limit_length(visible(clause.text)), clause.kind),
            )
    for change in changes:
        row = _row(change, before, after)
        if change.after:
            yield (change.after[0], 0, 0), row
        if change.before and (change.moved or not change.after):
            gone: Row | Passage = _ghost(change, before) if change.moved else row
            yield (_preceding(stands, change.before[0]), 1, change.before[0]), gone


def _unchanged(changes: Sequence[Change], old: int, new: int) -> dict[int, int]:
    """Return where the clauses stand that no change names: they keep their order, so they pair off one by one."""
    gone = {place for change in changes for place in change.before}
    come = {place for change in changes for place in change.after}
    kept = (place for place in range(old) if place not in gone)
    return dict(zip(kept, (place for place in range(new) if place not in come), strict=False))


def _preceding(stands: dict[int, int], place: int) -> int:
    while place > 0:
        place -= 1
        if place in stands:
            return stands[place]
    return -1


def _row(change: Change, before: Clauses, after: Clauses) -> Row | Passage:
    if is_quiet(change, before, after):
        return _quiet(change, before, after)
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    anchor = f"c{change.after[0] + 1}" if change.after else f"d{change.before[0] + 1}"
    moved = change.moved and change.event is not Event.SAME
    return ChangeRow(
        anchor,
        "moved" if change.event is Event.SAME else str(change.event),
        NAMES[change.event] + (" and moved" if moved else ""),
        tuple(first_words(visible(part), 16) for part in clause.path),
        fold_runs(redline(tuple(before[at] for at in change.before), tuple(after[at] for at in change.after))),
        how="" if change.event in {Event.ADDED, Event.REMOVED} else visible(change.how),
        came_from=f"m{change.before[0] + 1}" if change.moved else "",
        findings=findings(change, before, after),
        also=tuple(f"c{place + 1}" for place in change.after[1:]),
    )


def _quiet(change: Change, before: Clauses, after: Clauses) -> Passage:
    old, new = before[change.before[0]], after[change.after[0]]
    anchor, label, text = f"c{change.after[0] + 1}", visible(new.label), limit_length(visible(new.text))
    if change.event is Event.RENUMBERED:
        note = f"renumbered, was {visible(old.label) or 'without a number'}"
        return Passage(anchor, label, text, new.kind, note)
    if change.event is Event.COSMETIC:
        return Passage(anchor, label, text, new.kind, "cosmetic", fold_runs(change_pieces(change, before, after)))
    text = " \N{PILCROW SIGN} ".join(limit_length(visible(after[place].words)) for place in change.after)
    note = f"other paragraphs, {len(change.before)} \N{RIGHTWARDS ARROW} {len(change.after)}"
    return Passage(anchor, "", text, new.kind, note, also=tuple(f"c{place + 1}" for place in change.after[1:]))


@lru_cache(maxsize=_REMEMBERED)
def redline(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> tuple[Piece, ...]:
    """Return the words of clauses that became others: a redline, a clause's life and first to last ask for the same."""
    return tuple(change_pieces(Change(Event.REWORDED, (*range(len(before)),), (*range(len(after)),)), before, after))


def _ghost(change: Change, before: Clauses) -> MovedAway:
    first = change.before[0]
    return MovedAway(f"m{first + 1}", f"c{change.after[0] + 1}", first_words(visible(before[first].words), 14))


def _summary(passages: Sequence[Passage]) -> str:
    notes = [one.note for one in passages]
    unchanged = sum(not note for note in notes)
    told = [f"{unchanged} passage{'s' * (unchanged != 1)} unchanged"] if unchanged else []
    quiet = (("renumbered", "renumbered"), ("cosmetic", "cosmetic"), ("other paragraphs", "only in other paragraphs"))
    counts = ((sum(note.startswith(begin) for note in notes), name) for begin, name in quiet)
    return ", ".join([*told, *(f"{count} {name}" for count, name in counts if count)])


def fold_runs(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """Return *pieces* with long unchanged stretches folded, and what is longer than any clause cut with a word on it."""
    last = len(pieces) - 1
    changed = any(piece.style != "plain" for piece in pieces)
    return tuple(
        _folded(piece.text, start=number == 0, end=number == last)
        if piece.style == "plain" and changed
        else Run(piece.style, limit_length(piece.text))
        for number, piece in enumerate(pieces)
    )


def _folded(text: str, *, start: bool, end: bool) -> Run:
    parts = limit_length(text).split(" ")
    head, tail = (0 if start else CONTEXT), (0 if end else CONTEXT)
    if len(parts) <= head + tail + CONTEXT:
        return Run("plain", " ".join(parts))
    stop = len(parts) - tail
    hidden = parts[head:stop]
    return Run("plain", " ".join(parts[:head]), " ".join(hidden), " ".join(parts[stop:]), len(hidden))


def limit_length(text: str) -> str:
    """Return *text*, or as much of it as a page shows of one clause, with a word on what is left out."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} [\N{HORIZONTAL ELLIPSIS} {len(text) - LONGEST:,} characters more, not shown on this page]"
