"""Find the clause that an ID names, in all policies of the store, and the change that added, reworded or removed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.errors import UnknownClause, UnusablePack
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType
from clausetrail.snapshots.identity.clause_ids import policy_prefix, split_id
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.model import Policy, Timeline, iso_date
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import find


class ClauseMoment(StrEnum):
    """An event in the history of a clause: it was added, given its current wording, or removed."""

    ADDED = "born"  # the values are options of `evidence`
    REWORDED = "reworded"
    REMOVED = "ended"


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause with its whole history; its *events* are in order, oldest first."""

    policy: Policy
    timeline: Timeline
    tracker: IdentityTracker
    history: ClauseHistory
    events: tuple[ClauseEvent, ...]

    @property
    def name(self) -> str:
        """The ID of the clause."""
        return self.tracker.clause_id(self.history.number)


def find_clause(store: Store, asked: str, policy: str | None = None) -> FoundClause:
    """Return the clause with the ID *asked*, in *policy* or in the policy that the ID names.

    Raises UnknownClause, UnknownPolicy.
    """
    first, second = split_id(asked)
    if not (policy or first):
        raise UnknownClause(f"{asked!r} names no policy: give the whole ID, or --policy NAME")
    known = store.facts.policies()
    owners = (find(known, policy),) if policy else (each for each in known if policy_prefix(each.name) == first)
    for owner in owners:
        timeline = store.timeline(owner)
        tracker, states = track_clauses(timeline, store.derivations.clauses)
        if (number := tracker.find(second)) is not None:
            events = tuple(event for state in states for event in state.events if event.identity == number)
            return FoundClause(owner, timeline, tracker, tracker.histories[number], events)
    raise UnknownClause(f"no stored clause is called {asked!r}; `clausetrail blame POLICY` prints the IDs of clauses")


def event_at_moment(clause: FoundClause, moment: ClauseMoment | None) -> ClauseEvent:
    """Return the event of *clause* at *moment*; None means its removal if it is removed, else its current wording.

    Raises UnusablePack where no change belongs to it: the first stored text has no capture before it.
    """
    moment = moment or (ClauseMoment.REMOVED if clause.history.removed_in else ClauseMoment.REWORDED)
    removals = [event.version for event in clause.events if event.event_type is EventType.REMOVED]
    if moment is ClauseMoment.REMOVED and not removals:
        raise UnusablePack(f"{clause.name} has never been removed: it is in the newest stored text")
    version = (
        removals[-1]
        if moment is ClauseMoment.REMOVED
        else clause.history.added_in
        if moment is ClauseMoment.ADDED
        else clause.history.wording_since
    )
    if version == 1:
        first = iso_date(clause.timeline.versions[0].first.timestamp)
        how = "is in the policy" if moment is ClauseMoment.ADDED else "has this wording"
        raise UnusablePack(
            f"{clause.name} {how} since the first stored capture, of {first}: no capture shows it being added, so there is no "
            "change to pack"
        )
    events = [event for event in clause.events if event.event_type is not EventType.REMOVED or event.version == version]
    # Words of a clause that was split or merged may be older than the clause itself: then the event that made it is meant.
    return next((event for event in events if event.version == version), events[-1])


def change_number(store: Store, clause: FoundClause, event: ClauseEvent) -> int:
    """Return which change of its revision *event* is, counted from 1 as an evidence pack counts, or 0 where it is none."""
    before, after = (
        store.derivations.clauses(clause.timeline.versions[number - 1].text)
        for number in (event.version - 1, event.version)
    )
    return next(
        (
            number
            for number, change in enumerate(changes(before, after), start=1)
            if (event.old_position in change.before if event.position is None else event.position in change.after)
        ),
        0,
    )
