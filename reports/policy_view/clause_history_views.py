"""Prepare the histories of a policy's clauses for pages: when a clause was added, since when it reads so, all its wordings.

The identities are those of `clausetrail.snapshots.identity.identity_tracker`. One policy is followed from its first
version on, once.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from clausetrail.reports.policy_view.redline_rows import Run, fold_runs, limit_length, redline
from clausetrail.reports.timeline.timeline_document import ClausesOf
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.snapshots.identity.change_index import replacement
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.phrases import Phrase, dated_phrases
from clausetrail.snapshots.identity.word_provenance import Provenance, current_since
from clausetrail.snapshots.model import Clause, Revision, Version

EVENT_LABELS = {
    EventType.ADDED: "First seen",
    EventType.RESTORED: "Restored",
    EventType.REWORDED: "Reworded",
    EventType.COSMETIC: "Cosmetic",
    EventType.RENUMBERED: "Renumbered",
    EventType.MOVED: "Moved",
    EventType.SPLIT: "Split",
    EventType.MERGED: "Merged",
    EventType.REMOVED: "Removed",
}
# Words of a clause that name it in a heading.
_TITLE_WORDS = 9
# Labels of events in which words only change their paragraph.
_SPLIT_OFF, _JOINED = "Split off", "Joined with another clause"


class DatedWords(NamedTuple):
    """A number of neighbouring words with one date: the version *since* which they have read so.

    *first* is the version that had them first, if they were removed and restored between, else 0. *cut* is the version
    that removed words before them, if that was later than *since*, else 0.
    """

    words: int
    since: int
    first: int = 0
    cut: int = 0


@dataclass(frozen=True, slots=True)
class ClauseDates:
    """The dates of a clause in one version, as version numbers, with the suffix of its identity.

    *added_in* is the version that added it, *wording_since* the one since which it has read so as a whole. *phrases*
    date its words, and are empty where all of them have the date of the whole.
    """

    suffix: str
    added_in: int
    wording_since: int
    phrases: tuple[DatedWords, ...] = ()

    @property
    def mostly_since(self) -> int:
        """The version since which most of its words read so; the newer one of two with equally many words."""
        totals: dict[int, int] = {}
        for phrase in self.phrases:
            totals[phrase.since] = totals.get(phrase.since, 0) + phrase.words
        return max(totals, key=lambda since: (totals[since], since), default=self.wording_since)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of a clause's history: what happened in a version, where to see it, and the wording from then on.

    *anchor* is the place of the clause on the page of the version, "" where it was removed; *redline_anchor* the place
    in the redline that led to the version, "" where that does not show it. *related* are the clauses that it was split
    from, merged into, or merged with, each as its suffix and the version that added it.
    """

    version: int
    label: str
    anchor: str = ""
    redline_anchor: str = ""
    runs: tuple[Run, ...] = ()
    related: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class ClauseHistoryView:
    """The whole history of one clause, oldest first. *removed_in* is 0 while the clause is present."""

    suffix: str
    added_in: int
    removed_in: int = 0
    title: str = ""
    entries: list[HistoryEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClauseHistoryViews:
    """The histories of all clauses of a policy, and the dates of each version's clauses in the order of its text."""

    dates: dict[int, tuple[ClauseDates, ...]]
    histories: tuple[ClauseHistoryView, ...]


def build_clause_history_views(
    policy: str, versions: Sequence[Version], revisions: Sequence[Revision], clauses_of: ClausesOf
) -> ClauseHistoryViews:
    """Return the histories of the clauses of *versions*, which are all versions of *policy*, oldest first."""
    tracker = IdentityTracker(policy)
    changes_to = {revision.after.number: revision.changes for revision in revisions if not revision.switch}
    switched = {revision.after.number for revision in revisions if revision.switch}
    size = 0
    dates: dict[int, tuple[ClauseDates, ...]] = {}
    known_dates: dict[int, tuple[Provenance, ClauseDates]] = {}
    views: list[ClauseHistoryView] = []
    last_clauses: dict[int, Clause] = {}
    for version in versions:
        clauses = clauses_of(version.text)
        changes = changes_to.get(version.number, ())
        if version.number in switched:
            changes = replacement(size, len(clauses))
        size = len(clauses)
        identified = tracker.add_version(version.number, clauses, changes)
        removed = {change.before[0] for change in changes if not change.after}
        views += (ClauseHistoryView(one.suffix, one.added_in) for one in tracker.histories[len(views) :])
        for event in identified.events:
            _add_event(event, views, last_clauses, clauses, removed)
        dates[version.number] = tuple(
            _clause_dates(tracker.histories[identity], known_dates) for identity in identified.identities
        )
    return ClauseHistoryViews(dates, tuple(views))


def _clause_dates(history: ClauseHistory, known: dict[int, tuple[Provenance, ClauseDates]]) -> ClauseDates:
    """Return the dates of a clause; *known* keeps those of each clause, which are valid while its provenance is the same."""
    found = known.get(history.number)
    if found is None or found[0] is not history.provenance or found[1].wording_since != history.wording_since:
        dates = ClauseDates(history.suffix, history.added_in, history.wording_since, _dated_words(history))
        found = known[history.number] = history.provenance, dates
    return found[1]


def _dated_words(history: ClauseHistory) -> tuple[DatedWords, ...]:
    """Return the words of a clause by their dates, or nothing where all of them have the date of the whole wording."""
    whole = history.wording_since, 0, 0
    if [run.origin for run in history.provenance.runs] == [whole]:  # true of most clauses, and needs no cutting
        return ()
    found = tuple(_joined(dated_phrases(history.clause.text, history.provenance)))
    return () if len(found) == 1 and found[0][1:] == whole else found


def _joined(phrases: Sequence[Phrase]) -> Iterator[DatedWords]:
    """Yield *phrases* by their dates; neighbours with the same dates are joined."""
    for (since, first, cut), run in groupby(phrases, _phrase_dates):
        yield DatedWords(sum(phrase.words for phrase in run), since, first, cut)


def _phrase_dates(phrase: Phrase) -> tuple[int, int, int]:
    since = current_since(phrase.origin)
    first = phrase.origin.since if phrase.origin.restored_in else 0
    return since, first, phrase.cut_before if phrase.cut_before > since else 0


def _add_event(
    event: ClauseEvent,
    views: list[ClauseHistoryView],
    last_clauses: dict[int, Clause],
    clauses: Sequence[Clause],
    removed: Container[int],
) -> None:
    """Add *event* to the view of its clause; *last_clauses* holds the last wording of each clause and is kept current.

    *clauses* are those of the event's version, *removed* the places of the version before that its redline shows as
    removed.
    """
    view = views[event.identity]
    related = tuple((views[other].suffix, views[other].added_in) for other in event.related)
    if event.position is None:
        view.removed_in = event.version
        old_place = event.old_position
        redline_anchor = f"d{old_place + 1}" if old_place is not None and old_place in removed else ""
        label = _JOINED if related else EVENT_LABELS[event.event_type]
        view.entries.append(HistoryEntry(event.version, label, redline_anchor=redline_anchor, related=related))
        return
    clause, before = clauses[event.position], last_clauses.get(event.identity)
    last_clauses[event.identity] = clause
    view.removed_in, view.title = 0, first_words(visible(clause.labelled_text), _TITLE_WORDS)
    and_moved = event.moved and event.event_type is not EventType.MOVED
    is_split_off = event.event_type is EventType.ADDED and related
    label = (_SPLIT_OFF if is_split_off else EVENT_LABELS[event.event_type]) + (" and moved" if and_moved else "")
    anchor = f"c{event.position + 1}"
    redline_anchor = anchor if event.version > 1 else ""
    view.entries.append(
        HistoryEntry(event.version, label, anchor, redline_anchor, _wording_runs(before, clause), related)
    )


def _wording_runs(before: Clause | None, clause: Clause) -> tuple[Run, ...]:
    """Return the wording of *clause*, as a redline against its earlier wording if that differs; nothing if it is the same."""
    if before is None:
        return (Run("plain", limit_length(visible(clause.labelled_text))),)
    if before.labelled_text == clause.labelled_text:
        return ()
    return fold_runs(redline((before,), (clause,)))
