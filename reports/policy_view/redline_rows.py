"""Arrange a revision as rows for a page: changes with their words, unchanged clauses folded, in the order of the text.

Pure: changes and clauses in, rows out. A template renders them as HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from clausetrail.reports.policy_view.measures import is_quiet
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import Clauses, Piece, change_notes, change_pieces
from clausetrail.snapshots.model import Change, Clause, Event, Revision
from clausetrail.snapshots.significance.classify_change import Finding, Matter, findings

# Unchanged words that are shown on each side of a change within a clause; legal sentences have a median near 30.
CONTEXT = 40
# Characters. A longer clause is cut on a page, with a note: a book of 100,000 words in one paragraph is no policy.
MAX_CHARACTERS = 100_000
# Redlines that are cached, each of one pair of clauses; a policy has some hundred.
_CACHED_REDLINES = 1_000
# Words of a heading in the path of a clause, and of a moved clause at its old place.
_PATH_WORDS, _MOVED_WORDS = 16, 14

_RIGHTS = frozenset({Matter.RIGHT, Matter.DEFINITION})

EVENT_LABELS = {
    Event.ADDED: "Added",
    Event.REMOVED: "Removed",
    Event.REWORDED: "Reworded",
    Event.SPLIT: "Split",
    Event.MERGED: "Merged",
    Event.RELOCATED: "Words in other clauses",
    Event.RENUMBERED: "Renumbered",
    Event.COSMETIC: "Cosmetic",
    Event.RELINKED: "Link changed",
    Event.SAME: "Moved",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one style: "plain", "insert", "delete", "moved-away" or "moved-here".

    *folded* are *count* words between *text* and *rest* that are hidden in a fold.
    """

    style: str
    text: str
    folded: str = ""
    rest: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause that is unchanged or quietly changed, with its place *anchor*; it is hidden in a fold."""

    anchor: str
    label: str
    text: str
    kind: str
    note: str = ""
    runs: tuple[Run, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Neighbouring unchanged passages, hidden unless *shown*."""

    passages: tuple[Passage, ...]
    summary: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class MovedAway:
    """The old place of a moved clause, with the anchor of its new place."""

    anchor: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change. *label* names its event, *how* the reason for pairing its clauses, *old_anchor* the old place if it moved."""

    anchor: str
    event: str
    label: str
    path: tuple[str, ...]
    runs: tuple[Run, ...]
    how: str = ""
    old_anchor: str = ""
    findings: tuple[Finding, ...] = ()
    also: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()  # where the words that moved were, or are

    @property
    def is_right(self) -> bool:
        """Whether a rule found a right, a duty or a definition in the change."""
        return any(found.matter in _RIGHTS for found in self.findings)


Row = ChangeRow | Fold | MovedAway


def redline_rows(changes: Sequence[Change], before: Clauses, after: Clauses) -> list[Row]:
    """Return the whole revision in the order of *after*, with removed and moved clauses also at their old places.

    Quiet changes are hidden in folds; where a revision has no other changes, they are shown between the folds.
    """
    ordered = [row for _, row in sorted(_placed_rows(changes, before, after), key=lambda placed: placed[0])]
    has_changes = any(not isinstance(row, Passage) for row in ordered)
    found: list[Row] = []
    for kind, run in groupby(ordered, key=lambda row: (isinstance(row, Passage), not has_changes and _is_noted(row))):
        neighbours = [*run]
        passages = tuple(row for row in neighbours if isinstance(row, Passage))
        found += [Fold(passages, _summary(passages), shown=kind[1])] if passages else []
        found += [row for row in neighbours if not isinstance(row, Passage)]
    return found


def revision_rows(revision: Revision, older: Clauses, after: Clauses) -> list[Row]:
    """Return the rows of *revision*; none where it switches to a text that no earlier one is compared with.

    *older* are the clauses of `Revision.older`.
    """
    is_compared = revision.switch is None or revision.switch.base is not None
    return redline_rows(revision.changes, older, after) if is_compared else []


def _is_noted(row: Row | Passage) -> bool:
    return isinstance(row, Passage) and bool(row.note)


# The sort key of a row: the position in the newer text, whether it is an old place behind that, and the old position.
Place = tuple[int, int, int]


def _placed_rows(changes: Sequence[Change], before: Clauses, after: Clauses) -> Iterator[tuple[Place, Row | Passage]]:
    """Yield every row with its sort key: by the position after, and an old place behind the clause that preceded it."""
    positions = _unchanged_positions(changes, len(before), len(after))
    for change in changes:
        if change.before and change.after and not change.moved:
            positions |= dict.fromkeys(change.before, change.after[-1])
    touched = {place for change in changes for place in change.after}
    for place, clause in enumerate(after):
        if place not in touched:
            yield (
                (place, 0, 0),
                Passage(f"c{place + 1}", visible(clause.label), limit_length(visible(clause.text)), clause.kind),
            )
    for change in changes:
        row = _change_row(change, before, after)
        if change.after:
            yield (change.after[0], 0, 0), row
        if change.before and (change.moved or not change.after):
            at_old_place: Row | Passage = _moved_away(change, before) if change.moved else row
            yield (_preceding_position(positions, change.before[0]), 1, change.before[0]), at_old_place


def _unchanged_positions(changes: Sequence[Change], old: int, new: int) -> dict[int, int]:
    """Return the new position of each clause that no change names: they keep their order, so they pair off one by one."""
    changed_before = {place for change in changes for place in change.before}
    changed_after = {place for change in changes for place in change.after}
    kept_before = (place for place in range(old) if place not in changed_before)
    kept_after = (place for place in range(new) if place not in changed_after)
    return dict(zip(kept_before, kept_after, strict=False))


def _preceding_position(positions: dict[int, int], place: int) -> int:
    """Return the new position of the last clause before the old position *place* that has one, or -1."""
    while place > 0:
        place -= 1
        if place in positions:
            return positions[place]
    return -1


def _change_row(change: Change, before: Clauses, after: Clauses) -> Row | Passage:
    if is_quiet(change, before, after):
        return _quiet_passage(change, before, after)
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    anchor = f"c{change.after[0] + 1}" if change.after else f"d{change.before[0] + 1}"
    moved = change.moved and change.event is not Event.SAME
    return ChangeRow(
        anchor,
        "moved" if change.event is Event.SAME else str(change.event),
        EVENT_LABELS[change.event] + (" and moved" if moved else ""),
        tuple(first_words(visible(part), _PATH_WORDS) for part in clause.path),
        fold_runs(_redline_of(change, before, after)),
        how="" if change.event in {Event.ADDED, Event.REMOVED} else visible(change.how),
        old_anchor=f"m{change.before[0] + 1}" if change.moved else "",
        findings=findings(change, before, after),
        also=tuple(f"c{place + 1}" for place in change.after[1:]),
        moves=tuple(change_notes(change, before, after)),
    )


def _redline_of(change: Change, before: Clauses, after: Clauses) -> Sequence[Piece]:
    """Return the redline of *change*; those without moved words are cached, because other pages need the same ones."""
    if change.kept:
        return change_pieces(change, before, after)
    return redline(tuple(before[at] for at in change.before), tuple(after[at] for at in change.after))


def _quiet_passage(change: Change, before: Clauses, after: Clauses) -> Passage:
    old, new = before[change.before[0]], after[change.after[0]]
    anchor, label, text = f"c{change.after[0] + 1}", visible(new.label), limit_length(visible(new.text))
    if change.event is Event.RENUMBERED:
        note = f"renumbered, was {visible(old.label) or 'without a number'}"
        return Passage(anchor, label, text, new.kind, note)
    if change.event is Event.COSMETIC:
        return Passage(anchor, label, text, new.kind, "cosmetic", fold_runs(change_pieces(change, before, after)))
    if change.event is Event.RELINKED:
        note = f"link changed, was {limit_length(visible(' '.join(old.links)))}, is {limit_length(visible(' '.join(new.links)))}"
        return Passage(anchor, label, text, new.kind, note)
    text = " \N{PILCROW SIGN} ".join(limit_length(visible(after[place].labelled_text)) for place in change.after)
    note = f"other paragraphs, {len(change.before)} \N{RIGHTWARDS ARROW} {len(change.after)}"
    return Passage(anchor, "", text, new.kind, note, also=tuple(f"c{place + 1}" for place in change.after[1:]))


@lru_cache(maxsize=_CACHED_REDLINES)
def redline(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> tuple[Piece, ...]:
    """Return the redline of the clauses *before* against *after*.

    Cached: a revision, the history of a clause and the page of first to last need the same ones.
    """
    return tuple(change_pieces(Change(Event.REWORDED, (*range(len(before)),), (*range(len(after)),)), before, after))


def _moved_away(change: Change, before: Clauses) -> MovedAway:
    first = change.before[0]
    return MovedAway(
        f"m{first + 1}", f"c{change.after[0] + 1}", first_words(visible(before[first].labelled_text), _MOVED_WORDS)
    )


def _summary(passages: Sequence[Passage]) -> str:
    notes = [passage.note for passage in passages]
    unchanged = sum(not note for note in notes)
    parts = [f"{unchanged} passage{'s' * (unchanged != 1)} unchanged"] if unchanged else []
    quiet = (
        ("renumbered", "renumbered"),
        ("cosmetic", "cosmetic"),
        ("link changed", "with another link"),
        ("other paragraphs", "only in other paragraphs"),
    )
    counts = ((sum(note.startswith(begin) for note in notes), name) for begin, name in quiet)
    return ", ".join([*parts, *(f"{count} {name}" for count, name in counts if count)])


def fold_runs(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """Return *pieces* with long unchanged parts folded, and each text limited in length."""
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
    """Return *text*, cut to what a page shows of one clause, with a note on what is left out."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[:MAX_CHARACTERS]} [\N{HORIZONTAL ELLIPSIS} {len(text) - MAX_CHARACTERS:,} characters more, not shown on this page]"
