"""The whole life of one clause: every wording with when it came, what changed, and where both can be looked at.

Pure: lives and turns in, lines out. The words of a change are told as every redline tells them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.timeline import date_phrases
from clausetrail.reports.timeline.timeline_document import ClausesOf, MementoLink
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, change_pieces, fold_unchanged
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.model import Change, Clause, Event, Policy, Version, iso_date

_MARKS = {
    EventType.ADDED: "+",
    EventType.RESTORED: "+",
    EventType.REWORDED: "~",
    EventType.SPLIT: "<",
    EventType.MERGED: ">",
    EventType.MOVED: "^",
    EventType.RENUMBERED: "#",
    EventType.COSMETIC: ".",
    EventType.REMOVED: "-",
}


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """One life to be told: of the clause *life* of *policy*, with all its *turns*, oldest first."""

    policy: Policy
    versions: Sequence[Version]
    tracker: IdentityTracker
    life: ClauseHistory
    turns: Sequence[ClauseEvent]
    clauses_of: ClausesOf
    link: MementoLink

    @property
    def name(self) -> str:
        """What the clause is called."""
        return self.tracker.clause_id(self.life.number)

    def names(self, turn: ClauseEvent) -> str:
        """Return what the other clauses of *turn* are called."""
        return ", ".join(self.tracker.clause_id(other) for other in turn.related)

    def after(self, turn: ClauseEvent) -> Clause | None:
        """Return how the clause reads since *turn*."""
        return None if turn.position is None else self.clauses_of(self.versions[turn.version - 1].text)[turn.position]

    def before(self, turn: ClauseEvent) -> Clause | None:
        """Return how the clause read until *turn*, or before it went."""
        if turn.old_position is None:
            return None
        return self.clauses_of(self.versions[(turn.last_present or turn.version - 1) - 1].text)[turn.old_position]


def clause_lines(told: ClauseReport, *, full: bool = False) -> Iterator[Line]:
    """Yield the life line by line, oldest first. *full* folds nothing."""
    yield (Piece("title", f"Clause {told.name}"),)
    yield (Piece("plain", f"of {visible(told.policy.title or told.policy.name)}"),)
    for turn in told.turns:
        yield ()
        yield from _turn(told, turn, full=full)
    yield ()
    yield (Piece("plain", _now(told)),)


def _turn(told: ClauseReport, turn: ClauseEvent, *, full: bool) -> Iterator[Line]:
    yield (Piece("heading", f"{_MARKS[turn.event_type]} {_said(told, turn)}"), Piece("note", _kin(told, turn)))
    if turn.version > 1:
        yield (Piece("note", f"  before: {told.link(told.versions[turn.version - 2].last)}"),)
    yield (Piece("note", f"  after:  {told.link(told.versions[turn.version - 1].first)}"),)
    before, after = told.before(turn), told.after(turn)
    if after and after.path and (before is None or before.path != after.path):
        yield (Piece("note", f"  under {_path(after)}"),)
    if turn.event_type is not EventType.REMOVED:
        pieces = _redline(before, after)
        yield (Piece("plain", "  "), *(pieces if full or not before else fold_unchanged(pieces)))


def _said(told: ClauseReport, turn: ClauseEvent) -> str:
    """Return what happened and when, in the only words that captures support."""
    when = date_phrases.appeared_phrase(told.versions, turn.version)
    if turn.event_type is EventType.ADDED:
        return f"present {when}" if turn.version == 1 else f"added {when}"
    if turn.event_type is EventType.RESTORED:
        return f"back {when}; last present on {iso_date(told.versions[turn.last_present - 1].last.timestamp)}"
    moved = " and moved" if turn.moved and turn.event_type is not EventType.MOVED else ""
    return f"{turn.event_type}{moved} {when}"


def _kin(told: ClauseReport, turn: ClauseEvent) -> str:
    """Return which other clauses took part."""
    if not turn.related:
        return ""
    sense = {
        EventType.ADDED: "split from",
        EventType.SPLIT: "came apart; other parts",
        EventType.MERGED: "took in",
        EventType.REMOVED: "went into",
    }
    return f"  {sense.get(turn.event_type, 'with')}: {told.names(turn)}"


def _redline(before: Clause | None, after: Clause | None) -> list[Piece]:
    """Return the words of a turn."""
    sides = [tuple(clause for clause in (side,) if clause) for side in (before, after)]
    event = Event.REWORDED if before and after else Event.ADDED if after else Event.REMOVED
    return change_pieces(Change(event, (0,) if before else (), (0,) if after else ()), *sides)


def _path(clause: Clause) -> str:
    return PATH_SEPARATOR.join(visible(part) for part in clause.path)


def _now(told: ClauseReport) -> str:
    """Return whether the clause stands in the newest text."""
    last = told.versions[-1]
    if told.life.removed_in:
        return f"Absent from the newest text, which was present on {iso_date(last.last.timestamp)}."
    stands = date_phrases.since_phrase(told.versions, told.life.wording_since)
    return f"Present in the newest text, last seen on {iso_date(last.last.timestamp)}; its words stand so {stands}."


def clause_document(told: ClauseReport) -> dict[str, Any]:
    """Return the life as plain values for JSON. Times are 14 archive digits, in UTC."""
    life = told.life
    return {
        "id": told.name,
        "policy": told.policy.name,
        "split_from": [told.tracker.clause_id(parent) for parent in life.parents],
        "present": not life.removed_in,
        "since": date_phrases.appearance_document(told.versions, life.added_in, told.link),
        "reads_so_since": date_phrases.appearance_document(told.versions, life.wording_since, told.link),
        "events": [_turn_document(told, turn) for turn in told.turns],
    }


def _turn_document(told: ClauseReport, turn: ClauseEvent) -> dict[str, Any]:
    return {
        **date_phrases.appearance_document(told.versions, turn.version, told.link),
        "event": str(turn.event_type),
        "moved": turn.moved,
        "others": [told.tracker.clause_id(other) for other in turn.related],
        "before": _clause_document(told.before(turn), turn.old_position),
        "after": _clause_document(told.after(turn), turn.position),
    }


def _clause_document(clause: Clause | None, place: int | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    return {"place": place, "label": clause.label, "text": clause.text, "path": list(clause.path)}
