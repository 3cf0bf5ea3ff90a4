"""The life of every clause of a policy: one identity for the whole history, told version by version.

A `Ledger` is taken from version to version with what changed between; it never looks back at a whole version. A
clause that goes and comes back is the same clause, however it came to be missing. What it holds grows with the
clauses a policy ever had (3 KB each, measured), not with its versions.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count

from clausetrail.snapshots.diff import compare
from clausetrail.snapshots.diff.change_event import classify_pair
from clausetrail.snapshots.identity.assignment import KnownIdentities, LastPosition, assign_identities
from clausetrail.snapshots.identity.change_index import ChangeIndex, index_changes
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType, VersionIdentities
from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.word_provenance import (
    Provenance,
    after_cosmetic_change,
    after_rewording,
    after_split_or_merge,
    dated_words,
    new_provenance,
    with_earlier_wordings,
)
from clausetrail.snapshots.model import Change, Clause, Event, Timeline

_FATES = {
    Event.REWORDED: EventType.REWORDED,
    Event.COSMETIC: EventType.COSMETIC,
    Event.RENUMBERED: EventType.RENUMBERED,
    Event.SAME: EventType.MOVED,
    Event.SPLIT: EventType.SPLIT,
    Event.MERGED: EventType.MERGED,
}

# Whole readings that are known again at once, in clauses: 2 MB.
_MOST_REMEMBERED = 500_000
# Dead clauses whose likeness is sought, those seen last; equal words are found among all. In a longer reading three
# times its own, so that a page that showed another text twice over is found again.
_SOUGHT = 300
_TIMES = 3


class IdentityTracker:
    """All lives of one policy, as far as its versions have been followed."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.histories: list[ClauseHistory] = []
        self.current: tuple[int, ...] = ()
        self.version = 0
        self._clauses: Sequence[Clause] = ()
        self._marks: list[int] = []
        self._readers: dict[int, list[int]] = {}
        self._by_half: dict[str, int] = {}
        self._states: dict[bytes, array[int]] = {}
        self._remembered = 0
        self._dead: dict[int, None] = {}

    def add_version(self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]) -> VersionIdentities:
        """Take the next version, and return whose lives its clauses are.

        *changes* are those of the revision that led to it, none for the first. Raises ValueError where they are
        not changes between the two.
        """
        if not self.version:
            tied = ChangeIndex({}, {}, {}, (), (), frozenset())
        else:
            tied = index_changes(len(self._clauses), len(clauses), changes)
        marks = self._marked(clauses, tied)
        lives = self._told(clauses, marks, tied)
        present = tuple(lives) if -1 not in lives else self._born(version, clauses, marks, lives, tied)
        turns = (*self._stayed(version, clauses, marks, present, changes, tied), *self._left(version, present, changes))
        self._remember(marks, present)
        self.version, self._clauses, self._marks, self.current = version, clauses, marks, present
        return VersionIdentities(version, present, turns)

    def clause_id(self, life: int) -> str:
        """Return what the clause of *life* is called."""
        return f"{policy_prefix(self.policy)}-{self.histories[life].suffix}"

    def find(self, asked: str) -> int | None:
        """Return the life that *asked* names by its first wording, or by any other it has had, or None."""
        first, second = split_id(asked)
        if first not in {"", policy_prefix(self.policy)}:
            return None
        if (found := self._by_half.get(second)) is not None:
            return found
        for marked, readers in self._readers.items():
            for ordinal, life in enumerate(readers):
                if clause_suffix(marked, ordinal) == second:
                    return life
        return None

    def _marked(self, clauses: Sequence[Clause], tied: ChangeIndex) -> list[int]:
        """Return the marks of *clauses*, made anew only where words may differ."""
        marks = self._marks
        return [
            marks[tied.untouched[place]] if place in tied.untouched else wording_hash(clause.text)
            for place, clause in enumerate(clauses)
        ]

    def _told(self, clauses: Sequence[Clause], marks: Sequence[int], tied: ChangeIndex) -> list[int]:
        """Return the life of every place, -1 for the newborn; of a reading that was there before, at once."""
        if known := self._states.get(_state(marks)):
            return [*known]
        if len(tied.untouched) == len(clauses) == len(self.current):
            return [self.current[tied.untouched[place]] for place in range(len(clauses))]
        dead = {life: self.histories[life].clause for life in [*self._dead][-max(_SOUGHT, _TIMES * len(clauses)) :]}
        was = dict(zip(self.current, self._marks, strict=True))
        past = KnownIdentities(self.current, self._clauses, was, self._has_read, self._seat, dead)
        return assign_identities(past, clauses, marks, tied).lives

    def _has_read(self, marked: int) -> Sequence[int]:
        return self._readers.get(marked, ())

    def _seat(self, life: int) -> LastPosition:
        """Return where *life* stood last; of one that stands, in the version before."""
        held = self.histories[life]
        return held.last_position if held.removed_in else self._seated(held.place)

    def _seated(self, place: int) -> LastPosition:
        left = self.current[place - 1] if place else -1
        right = self.current[place + 1] if place + 1 < len(self.current) else -1
        path = self._clauses[place].path
        return LastPosition(left, right, path[-1] if path else "", self.version)

    def _born(
        self, version: int, clauses: Sequence[Clause], marks: Sequence[int], lives: Sequence[int], tied: ChangeIndex
    ) -> tuple[int, ...]:
        """Return *lives* with new ones where nobody is yet."""
        whole = {place: self.current[split.before[0]] for split in tied.splits for place in split.after}
        told, before = [], dict[int, int]()
        for place, life in enumerate(lives):
            marked = marks[place]
            ordinal = before.get(marked, 0)
            before[marked] = ordinal + 1
            if life < 0:
                parents = (whole[place],) if place in whole else ()
                born = self._bear(version, clauses[place], marked, ordinal, parents)
                born.place = place
                told.append(born.number)
            else:
                told.append(life)
        return tuple(told)

    def _bear(self, version: int, clause: Clause, marked: int, ordinal: int, parents: tuple[int, ...]) -> ClauseHistory:
        ordinals = chain((ordinal,), count(len(self._has_read(marked))))
        called = next(name for at in ordinals if (name := clause_suffix(marked, at)) not in self._by_half)
        life = ClauseHistory(
            len(self.histories),
            called,
            version,
            clause,
            [marked],
            new_provenance(clause.text, version),
            version,
            parents,
        )
        self.histories.append(life)
        self._by_half[called] = life.number
        self._readers.setdefault(marked, []).append(life.number)
        return life

    def _stayed(
        self, version: int, clauses: Sequence[Clause], marks: Sequence[int], present: Sequence[int],
        changes: Sequence[Change], tied: ChangeIndex,
    ) -> Iterator[ClauseEvent]:  # fmt: skip
        """Take every life that stands in *version* there, and yield what happened to it."""
        stood = {life: place for place, life in enumerate(self.current)}
        by_place = {place: change for change in changes for place in change.after}
        joint = self._joined(version, clauses, changes)
        turns = []
        for place, number in enumerate(present):
            life, clause, was = self.histories[number], clauses[place], stood.get(number)
            if was is None or tied.untouched.get(place) != was:
                turn = self._turn(life, version, clause, was, place, by_place.get(place), present)
                self._read(life, clause, turn, marks[place], joint.get(place))
                turns += [turn] if turn.event_type is not EventType.MOVED or turn.moved else []
            elif life.clause.text != clause.text:
                life.provenance = after_cosmetic_change(life.provenance, life.clause.text, clause.text)
            life.clause, life.place = clause, place
        yield from turns

    def _turn(
        self, life: ClauseHistory, version: int, clause: Clause, was: int | None, place: int, change: Change | None,
        present: Sequence[int],
    ) -> ClauseEvent:  # fmt: skip
        """Return what *version* brought to *life*, which stands at *place* in it."""
        if life.added_in == version:
            return ClauseEvent(life.number, version, EventType.ADDED, None, place, related=life.parents)
        if was is None:
            return ClauseEvent(
                life.number, version, EventType.RESTORED, life.place, place, last_present=life.last_position.version
            )
        if change and was in change.before:
            kin = {self.current[at] for at in change.before} | {present[at] for at in change.after}
            return ClauseEvent(
                life.number, version, _FATES[change.event], was, place, change.moved, (*sorted(kin - {life.number}),)
            )
        fate = _FATES[classify_pair(life.clause, clause, 1.0).event]
        return ClauseEvent(life.number, version, fate, was, place, moved=True)

    def _read(
        self, life: ClauseHistory, clause: Clause, turn: ClauseEvent, marked: int, joint: Provenance | None
    ) -> None:
        """Note how *life* reads with *turn*."""
        old, new, version = life.clause.text, clause.text, turn.version
        if turn.event_type is EventType.RESTORED:
            life.absences.append((life.removed_in, version))
            life.removed_in = 0
            del self._dead[life.number]
        if turn.event_type is EventType.ADDED:
            life.provenance = joint or life.provenance
        elif turn.event_type in {EventType.SPLIT, EventType.MERGED} and joint:
            life.provenance = with_earlier_wordings(life.provenance, old, joint)
        elif turn.event_type is EventType.COSMETIC:
            life.provenance = after_cosmetic_change(life.provenance, old, new)
        else:
            life.provenance = after_rewording(life.provenance, old, new, version)
        if turn.event_type is not EventType.COSMETIC and dated_words(old) != dated_words(new):
            life.wording_since = version
        if marked not in life.wording_hashes:
            life.wording_hashes.append(marked)
            self._readers.setdefault(marked, []).append(life.number)

    def _joined(self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]) -> dict[int, Provenance]:
        """Return the provenance of the words of every clause that came of a split or a merger, by place."""
        told: dict[int, Provenance] = {}
        for change in changes:
            if change.event in {Event.SPLIT, Event.MERGED}:
                sources = [
                    (self._clauses[at].text, self.histories[self.current[at]].provenance) for at in change.before
                ]
                joint = after_split_or_merge(sources, [clauses[place].text for place in change.after], version)
                told.update(zip(change.after, joint, strict=True))
        return told

    def _left(self, version: int, present: Sequence[int], changes: Sequence[Change]) -> Iterator[ClauseEvent]:
        """Bury every life that *version* is without, and yield its turn."""
        standing = set(present)
        if standing.issuperset(self.current):
            return
        wholes = {at: change.after[0] for change in changes if change.event is Event.MERGED for at in change.before}
        for was, number in enumerate(self.current):
            if number not in standing:
                life = self.histories[number]
                life.last_position, life.removed_in, life.place = self._seated(was), version, was
                self._dead[number] = None
                into = (present[wholes[was]],) if was in wholes else ()
                yield ClauseEvent(number, version, EventType.REMOVED, was, None, related=into)

    def _remember(self, marks: Sequence[int], present: Sequence[int]) -> None:
        """Keep whose lives a reading showed, for when it returns; the longest unseen are forgotten first."""
        state = _state(marks)
        if (held := self._states.pop(state, None)) is None:
            held = array("q", present)
            self._remembered += len(held)
        self._states[state] = held
        while self._remembered > _MOST_REMEMBERED and len(self._states) > 1:
            self._remembered -= len(self._states.pop(next(iter(self._states))))


def _state(marks: Sequence[int]) -> bytes:
    return hashlib.blake2b(array("Q", marks).tobytes(), digest_size=16).digest()


def track_clauses(
    timeline: Timeline, clauses_of: Callable[[str], Sequence[Clause]], until: int | None = None
) -> tuple[IdentityTracker, list[VersionIdentities]]:
    """Return all lives of *timeline*, up to the version numbered *until*, and what every version brought."""
    tracker, told = IdentityTracker(timeline.policy.name), list[VersionIdentities]()
    known = {revision.after.number: revision.changes for revision in timeline.revisions}
    before: Sequence[Clause] = ()
    for version in timeline.versions[:until]:
        clauses = clauses_of(version.text)
        if version.number not in known:
            known[version.number] = compare.changes(before, clauses) if told else ()
        told.append(tracker.add_version(version.number, clauses, known[version.number]))
        before = clauses
    return tracker, told
