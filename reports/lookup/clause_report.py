"""Print the history of one clause: every wording with when it appeared, its redline, and both captures of each change.

Pure: a clause history and its events in, lines out. Words are marked as in every redline.
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
# How the other clauses of an event took part in it.
_RELATIONS = {
    EventType.ADDED: "split from",
    EventType.SPLIT: "other parts",
    EventType.MERGED: "merged with",
    EventType.REMOVED: "merged into",
}


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """The history of one clause of *policy*, with all its *events*, oldest first, and what its printing needs."""

    policy: Policy
    versions: Sequence[Version]
    tracker: IdentityTracker
    history: ClauseHistory
    events: Sequence[ClauseEvent]
    clauses_of: ClausesOf
    link: MementoLink

    @property
    def clause_id(self) -> str:
        """The ID of the clause."""
        return self.tracker.clause_id(self.history.number)

    def related_ids(self, event: ClauseEvent) -> list[str]:
        """Return the IDs of the other clauses of *event*."""
        return [self.tracker.clause_id(other) for other in event.related]

    def after(self, event: ClauseEvent) -> Clause | None:
        """Return the clause after *event*, None where that removed it."""
        if event.position is None:
            return None
        return self.clauses_of(self.versions[event.version - 1].text)[event.position]

    def before(self, event: ClauseEvent) -> Clause | None:
        """Return the clause before *event*, None where that added it; of a restored clause its last wording."""
        if event.old_position is None:
            return None
        return self.clauses_of(self.versions[(event.last_present or event.version - 1) - 1].text)[event.old_position]


def clause_lines(report: ClauseReport, *, full: bool = False) -> Iterator[Line]:
    """Yield the history line by line, oldest event first; if *full*, without folding unchanged words."""
    yield (Piece("title", f"Clause {report.clause_id}"),)
    yield (Piece("plain", f"of {visible(report.policy.title or report.policy.name)}"),)
    for event in report.events:
        yield ()
        yield from _event_lines(report, event, full=full)
    yield ()
    yield (Piece("plain", _current_state(report)),)


def _event_lines(report: ClauseReport, event: ClauseEvent, *, full: bool) -> Iterator[Line]:
    is_split_off = event.event_type is EventType.ADDED and bool(event.related)
    mark = _MARKS[EventType.SPLIT if is_split_off else event.event_type]
    heading = f"{mark} {_event_phrase(report, event)}"
    yield (Piece("heading", heading), Piece("note", _related_phrase(report, event)))
    if event.version > 1:
        yield (Piece("note", f"  before: {report.link(report.versions[event.version - 2].last)}"),)
    yield (Piece("note", f"  after:  {report.link(report.versions[event.version - 1].first)}"),)
    before, after = report.before(event), report.after(event)
    if after and after.path and (before is None or before.path != after.path):
        yield (Piece("note", f"  under {PATH_SEPARATOR.join(visible(part) for part in after.path)}"),)
    if event.event_type is not EventType.REMOVED:
        # The words of a part that was split off are not new.
        pieces = _redline(after if is_split_off else before, after)
        yield (Piece("plain", "  "), *(pieces if full or not before else fold_unchanged(pieces)))


def _event_phrase(report: ClauseReport, event: ClauseEvent) -> str:
    """Return what happened and when, in the only words that captures support: "reworded between" two captures."""
    when = date_phrases.appeared_phrase(report.versions, event.version)
    if event.event_type is EventType.ADDED and event.related:
        return f"split off as a paragraph of its own {when}"
    if event.event_type is EventType.REMOVED and event.related:
        return f"joined with another paragraph {when}"
    if event.event_type is EventType.ADDED:
        return f"present {when}" if event.version == 1 else f"added {when}"
    if event.event_type is EventType.RESTORED:
        last = report.versions[event.last_present - 1].last
        return f"restored {when}; last present on {iso_date(last.timestamp)}"
    moved = " and moved" if event.moved and event.event_type is not EventType.MOVED else ""
    return f"{event.event_type}{moved} {when}"


def _related_phrase(report: ClauseReport, event: ClauseEvent) -> str:
    """Return which other clauses took part in *event*, or ""."""
    if not event.related:
        return ""
    return f"  {_RELATIONS.get(event.event_type, 'with')}: {', '.join(report.related_ids(event))}"


def _redline(before: Clause | None, after: Clause | None) -> list[Piece]:
    """Return the words of one event with struck and inserted ones marked."""
    sides = [tuple(clause for clause in (side,) if clause) for side in (before, after)]
    event = Event.REWORDED if before and after else Event.ADDED if after else Event.REMOVED
    return change_pieces(Change(event, (0,) if before else (), (0,) if after else ()), *sides)


def _current_state(report: ClauseReport) -> str:
    """Return whether the clause is present in the newest text, and since when it has its current words."""
    last_seen = iso_date(report.versions[-1].last.timestamp)
    if report.history.merged_into is not None:
        name = report.tracker.clause_id(report.history.merged_into)
        return f"Not a paragraph of its own in the newest text, which was present on {last_seen}: joined with {name}."
    if report.history.removed_in:
        return f"Absent from the newest text, which was present on {last_seen}."
    since = date_phrases.since_phrase(report.versions, report.history.wording_since)
    return f"Present in the newest text, last seen on {last_seen}; in these words {since}."


def clause_document(report: ClauseReport) -> dict[str, Any]:
    """Return the history as plain values for JSON. Times are 14 archive digits, in UTC."""
    history, versions, link = report.history, report.versions, report.link
    return {
        "id": report.clause_id,
        "policy": report.policy.name,
        "split_from": [report.tracker.clause_id(parent) for parent in history.parents],
        "present": not history.removed_in,
        "merged_into": None if history.merged_into is None else report.tracker.clause_id(history.merged_into),
        "since": date_phrases.appearance_document(versions, history.present_since, link),
        "reads_so_since": date_phrases.appearance_document(versions, history.wording_since, link),
        "events": [_event_document(report, event) for event in report.events],
    }


def _event_document(report: ClauseReport, event: ClauseEvent) -> dict[str, Any]:
    return {
        **date_phrases.appearance_document(report.versions, event.version, report.link),
        "event": str(event.event_type),
        "moved": event.moved,
        "others": report.related_ids(event),
        "before": _clause_document(report.before(event), event.old_position),
        "after": _clause_document(report.after(event), event.position),
    }


def _clause_document(clause: Clause | None, place: int | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    return {"place": place, "label": clause.label, "text": clause.text, "path": list(clause.path)}
