"""Which clause an ID names, in whichever policy has it, and which version made it what it is."""

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
    """A point in the life of a clause: it came, it was given its newest words, it went."""

    BORN = "born"
    REWORDED = "reworded"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause with its whole life: *turns* is what happened to it, oldest first."""

    policy: Policy
    timeline: Timeline
    tracker: IdentityTracker
    life: ClauseHistory
    turns: tuple[ClauseEvent, ...]

    @property
    def name(self) -> str:
        """What the clause is called."""
        return self.tracker.clause_id(self.life.number)


def find_clause(store: Store, asked: str, policy: str | None = None) -> FoundClause:
    """Return the clause that *asked* names, in the one *policy* or in whichever the name is of.

    Raises UnknownClause, UnknownPolicy.
    """
    first, second = split_id(asked)
    if not (policy or first):
        raise UnknownClause(f"{asked!r} does not say of which policy: give the whole ID, or --policy NAME")
    held = store.facts.policies()
    for one in (find(held, policy),) if policy else (one for one in held if policy_prefix(one.name) == first):
        timeline = store.timeline(one)
        tracker, standings = track_clauses(timeline, store.derivations.clauses)
        if (number := tracker.find(second)) is not None:
            turns = tuple(turn for standing in standings for turn in standing.events if turn.identity == number)
            return FoundClause(one, timeline, tracker, tracker.histories[number], turns)
    raise UnknownClause(
        f"no clause is called {asked!r} in what is held; `clausetrail blame POLICY` shows what they are called"
    )


def event_at_moment(clause: FoundClause, moment: ClauseMoment | None) -> ClauseEvent:
    """Return what happened to *clause* at *moment*: of None, when it went, where it is gone, else at its newest words.

    Raises UnusablePack where no change did it: nobody saw the first text come.
    """
    moment = moment or (ClauseMoment.ENDED if clause.life.removed_in else ClauseMoment.REWORDED)
    ends = [turn.version for turn in clause.turns if turn.event_type is EventType.REMOVED]
    if moment is ClauseMoment.ENDED and not ends:
        raise UnusablePack(f"{clause.name} has never been removed: it stands in the newest text that is held")
    version = (
        ends[-1]
        if moment is ClauseMoment.ENDED
        else clause.life.added_in
        if moment is ClauseMoment.BORN
        else clause.life.wording_since
    )
    if version == 1:
        first = iso_date(clause.timeline.versions[0].first.timestamp)
        how = "stands" if moment is ClauseMoment.BORN else "reads so"
        raise UnusablePack(
            f"{clause.name} {how} since the first capture that is held, of {first}: nobody saw it come, so that there is no "
            "change to pack"
        )
    return next(turn for turn in clause.turns if turn.version == version)


def change_number(store: Store, clause: FoundClause, turn: ClauseEvent) -> int:
    """Return which change of its revision *turn* is, counted from 1 as an evidence pack counts, or 0 where it is none."""
    before, after = (
        store.derivations.clauses(clause.timeline.versions[number - 1].text)
        for number in (turn.version - 1, turn.version)
    )
    return next(
        (
            number
            for number, change in enumerate(changes(before, after), start=1)
            if (turn.old_position in change.before if turn.position is None else turn.position in change.after)
        ),
        0,
    )
