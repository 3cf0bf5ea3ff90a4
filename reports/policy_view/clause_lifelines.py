"""The lives of a policy's clauses as pages show them: since when a clause stands, since when it reads so, how it read before.

A skin over `clausetrail.snapshots.identity.identity_tracker`: one policy is followed from its first version on, once.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from clausetrail.reports.policy_view.redline_rows import Run, fold_runs, limit_length, redline
from clausetrail.reports.timeline.timeline_document import ClausesOf
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.phrases import Phrase, current_since, dated_phrases
from clausetrail.snapshots.identity.word_provenance import Provenance
from clausetrail.snapshots.model import Clause, Revision, Version

NAMES = {
    EventType.ADDED: "First seen",
    EventType.RESTORED: "Back again",
    EventType.REWORDED: "Reworded",
    EventType.COSMETIC: "Cosmetic",
    EventType.RENUMBERED: "Renumbered",
    EventType.MOVED: "Moved",
    EventType.SPLIT: "Split",
    EventType.MERGED: "Merged",
    EventType.REMOVED: "Gone",
}


class Worded(NamedTuple):
    """So many words side by side that read so since one version: *first* if they had been there before, *cut* if words
    before them were taken out later; else 0.
    """

    words: int
    since: int
    first: int = 0
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """Whose life a clause is, the version it was born with, and the one since which it reads so.

    *phrases* are its words, where they did not all come with that one.
    """

    life: str
    born: int
    worded: int
    phrases: tuple[Worded, ...] = ()

    @property
    def most(self) -> int:
        """The version since which most of its words read so."""
        totals: dict[int, int] = {}
        for told in self.phrases:
            totals[told.since] = totals.get(told.since, 0) + told.words
        return max(totals, key=lambda since: (totals[since], since), default=self.worded)


@dataclass(frozen=True, slots=True)
class Station:
    """One event of a life: what happened with a version, where the clause stands in it, and how it reads from then on."""

    version: int
    name: str
    anchor: str = ""
    place: str = ""  # in the redline that led to the version
    runs: tuple[Run, ...] = ()
    kin: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Lifeline:
    """The whole life of one clause: all that happened to it, oldest first."""

    life: str
    born: int
    gone: int = 0
    title: str = ""
    stations: list[Station] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lifelines:
    """All lives of a policy: those of each version's clauses by place, and each life with its stations."""

    sinces: dict[int, tuple[Since, ...]]
    lives: tuple[Lifeline, ...]


def followed(
    policy: str, versions: Sequence[Version], revisions: Sequence[Revision], clauses_of: ClausesOf
) -> Lifelines:
    """Return the lives of the clauses of *versions*."""
    tracker, told = IdentityTracker(policy), {one.after.number: one.changes for one in revisions}
    sinces: dict[int, tuple[Since, ...]] = {}
    known: dict[int, tuple[Provenance, Since]] = {}
    lives: list[Lifeline] = []
    texts: dict[int, Clause] = {}
    for version in versions:
        clauses = clauses_of(version.text)
        changes = told.get(version.number, ())
        standing = tracker.add_version(version.number, clauses, changes)
        removed = {change.before[0] for change in changes if not change.after}
        lives += (Lifeline(life.suffix, life.added_in) for life in tracker.histories[len(lives) :])
        for turn in standing.events:
            _tell(turn, lives, texts, clauses, removed)
        sinces[version.number] = tuple(_since(tracker.histories[life], known) for life in standing.identities)
    return Lifelines(sinces, tuple(lives))


def _since(life: ClauseHistory, known: dict[int, tuple[Provenance, Since]]) -> Since:
    """Return since when *life* reads so; *known* is what was told of each life, and stands while its words do."""
    held = known.get(life.number)
    if held is None or held[0] is not life.provenance or held[1].worded != life.wording_since:
        held = known[life.number] = (
            life.provenance,
            Since(life.suffix, life.added_in, life.wording_since, _parted(life)),
        )
    return held[1]


def _parted(life: ClauseHistory) -> tuple[Worded, ...]:
    """Return the words of *life* by since when they read so, nothing where all of them do since it reads as a whole."""
    if [run.origin for run in life.provenance.runs] == [
        (life.wording_since, 0, 0)
    ]:  # as most clauses do: no word need be cut
        return ()
    told = tuple(_worded(dated_phrases(life.clause.text, life.provenance)))
    return () if len(told) == 1 and told[0][1:] == (life.wording_since, 0, 0) else told


def _worded(cut: Sequence[Phrase]) -> Iterator[Worded]:
    """Yield *cut* by what is told of its phrases: neighbours of one date are one."""
    for (since, first, gone), run in groupby(cut, _dated):
        yield Worded(sum(phrase.words for phrase in run), since, first, gone)


def _dated(phrase: Phrase) -> tuple[int, int, int]:
    since = current_since(phrase.origin)
    return (
        since,
        phrase.origin.since if phrase.origin.restored_in else 0,
        phrase.cut_before if phrase.cut_before > since else 0,
    )


def _tell(
    turn: ClauseEvent,
    lives: list[Lifeline],
    texts: dict[int, Clause],
    clauses: Sequence[Clause],
    removed: Container[int],
) -> None:
    lifeline = lives[turn.identity]
    kin = tuple((lives[other].life, lives[other].born) for other in turn.related)
    if turn.position is None:
        lifeline.gone = turn.version
        place = f"d{turn.old_position + 1}" if turn.old_position is not None and turn.old_position in removed else ""
        lifeline.stations.append(Station(turn.version, NAMES[turn.event_type], place=place, kin=kin))
        return
    clause, before = clauses[turn.position], texts.get(turn.identity)
    texts[turn.identity] = clause
    lifeline.gone, lifeline.title = 0, first_words(visible(clause.words), 9)
    name = NAMES[turn.event_type] + (" and moved" if turn.moved and turn.event_type is not EventType.MOVED else "")
    anchor = f"c{turn.position + 1}"
    lifeline.stations.append(
        Station(turn.version, name, anchor, anchor if turn.version > 1 else "", _wording(before, clause), kin)
    )


def _wording(before: Clause | None, clause: Clause) -> tuple[Run, ...]:
    """Return how *clause* reads; against its earlier wording, where it has one that differs."""
    if before is None:
        return (Run("plain", limit_length(visible(clause.words))),)
    if before.words == clause.words:
        return ()
    return fold_runs(redline((before,), (clause,)))
