"""Track one identity per clause through all versions of a policy.

An `IdentityTracker` gets one version after another, each with the changes that led to it; it never keeps a whole earlier
version. A clause that is removed and added again keeps its identity, whatever the reason for its absence. Memory grows
with the number of clauses that a policy has ever had (3 KB each, measured), not with its versions.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from clausetrail.snapshots.diff import compare
from clausetrail.snapshots.diff.change_event import classify_pair
from clausetrail.snapshots.identity.assignment import KnownIdentities, LastPosition, NewVersion, assign_identities
from clausetrail.snapshots.identity.change_index import ChangeIndex, index_changes, replacement
from clausetrail.snapshots.identity.clause_history import ClauseEvent, ClauseHistory, EventType, VersionIdentities
from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.moved_words import (
    MovedWords,
    joint_words,
    moved_words,
    sources_of_relocated,
    targets_of_relocated,
    with_moved_words,
)
from clausetrail.snapshots.identity.paragraph_flow import Reflow, reflows
from clausetrail.snapshots.identity.word_provenance import (
    JointWords,
    Source,
    after_cosmetic_change,
    after_rewording,
    after_split_or_merge,
    dated_words,
    new_provenance,
    with_earlier_wordings,
)
from clausetrail.snapshots.model import Change, Clause, Event, Timeline

_EVENT_TYPES = {
    Event.REWORDED: EventType.REWORDED,
    Event.COSMETIC: EventType.COSMETIC,
    Event.RENUMBERED: EventType.RENUMBERED,
    Event.SAME: EventType.MOVED,
    Event.RELINKED: EventType.MOVED,  # an event only if it moved: the history of a clause is that of its words
    Event.SPLIT: EventType.SPLIT,
    Event.MERGED: EventType.MERGED,
}

# Clauses of all readings that are kept to recognise a reading that returns as a whole: 2 MB.
_MOST_KEPT = 500_000
# Removed clauses that similarity may restore: the ones removed last, at least so many. Equal words are found among all.
_FEWEST_COMPARED = 300
# For a long reading, so many times its own length, so that a page that showed two other texts in a row is found again.
_COMPARED_PER_CLAUSE = 3


class IdentityTracker:
    """All clause identities of one policy, as far as its versions have been added.

    *histories* holds them by number, *current* the identities of the newest version by position, *version* its number.
    """

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.histories: list[ClauseHistory] = []
        self.current: tuple[int, ...] = ()
        self.version = 0
        self._clauses: Sequence[Clause] = ()
        self._wordings: Sequence[int] = ()
        self._by_wording: dict[int, list[int]] = {}
        self._by_suffix: dict[str, int] = {}
        self._readings: dict[bytes, array[int]] = {}  # identities by position, of readings seen before
        self._kept_clauses = 0  # in all of these
        self._removed: dict[int, None] = {}  # in the order of their removal
        self._reflows: list[Reflow] = []  # of the newest version

    def add_version(self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]) -> VersionIdentities:
        """Add the next version, and return the identities of its clauses and what happened to them.

        *changes* are those of the revision that led to it, none for the first. Raises ValueError where they are
        not changes between the two.
        """
        if not self.version:
            index = ChangeIndex({}, {}, {}, (), ())
        else:
            index = index_changes(len(self._clauses), len(clauses), changes)
        new = NewVersion(clauses, self._hashed(clauses, index), index)
        self._reflows = [*reflows(self._clauses, clauses, index)] if self.version else []
        known = self._assigned(new)
        sources = sources_of_relocated(changes)
        identities = tuple(known) if -1 not in known else self._with_new_identities(version, new, known, sources)
        events = (
            *self._present_events(version, new, identities, changes),
            *self._removal_events(version, identities, changes),
        )
        self._keep_reading(new.wordings, identities)
        self.version, self._clauses, self._wordings, self.current = version, clauses, new.wordings, identities
        return VersionIdentities(version, identities, events)

    def clause_id(self, identity: int) -> str:
        """Return the ID of the clause with this identity number."""
        return f"{policy_prefix(self.policy)}-{self.histories[identity].suffix}"

    def find(self, clause_id: str) -> int | None:
        """Return the identity with *clause_id*, or the one that has had the wording in its second half, or None."""
        first, second = split_id(clause_id)
        if first not in {"", policy_prefix(self.policy)}:
            return None
        if (found := self._by_suffix.get(second)) is not None:
            return found
        for wording, identities in self._by_wording.items():
            for ordinal, identity in enumerate(identities):
                if clause_suffix(wording, ordinal) == second:
                    return identity
        return None

    def _hashed(self, clauses: Sequence[Clause], index: ChangeIndex) -> list[int]:
        """Return the hashes of the wordings of *clauses*; those of unchanged clauses are reused."""
        known, unchanged = self._wordings, index.unchanged
        return [
            known[unchanged[position]] if position in unchanged else wording_hash(clause.text)
            for position, clause in enumerate(clauses)
        ]

    def _assigned(self, new: NewVersion) -> list[int]:
        """Return the known identity of every position, or -1. A reading seen before has its old identities, at once."""
        if known := self._readings.get(_reading_key(new.wordings)):
            return [*known]
        unchanged = new.changes.unchanged
        if len(unchanged) == len(new.clauses) == len(self.current):
            return [self.current[unchanged[position]] for position in range(len(new.clauses))]
        compared = [*self._removed][-max(_FEWEST_COMPARED, _COMPARED_PER_CLAUSE * len(new.clauses)) :]
        identities = KnownIdentities(
            self.current,
            self._clauses,
            dict(zip(self.current, self._wordings, strict=True)),
            self._with_wording,
            self._last_position,
            {identity: self.histories[identity].clause for identity in compared},
        )
        return assign_identities(identities, new).identities

    def _with_wording(self, wording: int) -> Sequence[int]:
        return self._by_wording.get(wording, ())

    def _last_position(self, identity: int) -> LastPosition:
        """Return the last position of *identity*; of a present one, that in the version before."""
        history = self.histories[identity]
        return history.last_position if history.removed_in else self._position(history.position)

    def _position(self, position: int) -> LastPosition:
        left = self.current[position - 1] if position else -1
        right = self.current[position + 1] if position + 1 < len(self.current) else -1
        path = self._clauses[position].path
        return LastPosition(left, right, path[-1] if path else "", self.version)

    def _with_new_identities(
        self, version: int, new: NewVersion, known: Sequence[int], sources: Mapping[int, Sequence[int]]
    ) -> tuple[int, ...]:
        """Return *known* with a new identity at every position that has none.

        *sources* holds the positions before of the clauses that had the words of a position.
        """
        splits = new.changes.splits
        split_from: dict[int, tuple[int, ...]] = {
            position: (self.current[split.before[0]],) for split in splits for position in split.after
        }
        split_from |= {position: tuple(self.current[old] for old in places) for position, places in sources.items()}
        for reflow in self._reflows:
            split_from |= {position: tuple(self.current[old] for old in reflow.before) for position in reflow.after}
        identities, counts = [], dict[int, int]()
        for position, identity in enumerate(known):
            wording = new.wordings[position]
            ordinal = counts.get(wording, 0)
            counts[wording] = ordinal + 1
            if identity < 0:
                parents = split_from.get(position, ())
                history = self._new_identity(version, new.clauses[position], wording, ordinal, parents)
                history.position = position
                identities.append(history.number)
            else:
                identities.append(identity)
        return tuple(identities)

    def _new_identity(
        self, version: int, clause: Clause, wording: int, ordinal: int, parents: tuple[int, ...]
    ) -> ClauseHistory:
        """Add a history for *clause*, with an ID that no other has.

        The ordinal of its wording within the version is tried first, then the numbers from how many have had it on.
        """
        ordinals = chain((ordinal,), count(len(self._with_wording(wording))))
        suffix = next(text for number in ordinals if (text := clause_suffix(wording, number)) not in self._by_suffix)
        number, provenance = len(self.histories), new_provenance(clause.text, version)
        history = ClauseHistory(number, suffix, version, clause, [wording], provenance, version, parents)
        self.histories.append(history)
        self._by_suffix[suffix] = number
        self._by_wording.setdefault(wording, []).append(number)
        return history

    def _present_events(
        self, version: int, new: NewVersion, identities: Sequence[int], changes: Sequence[Change]
    ) -> list[ClauseEvent]:
        """Update the history of every clause of *version*, and return what happened to them."""
        old_positions = {identity: position for position, identity in enumerate(self.current)}
        change_at = {position: change for change in changes for position in change.after}
        joint = self._joint_words(version, new.clauses, changes)
        reflow_at = {position: reflow for reflow in self._reflows for position in reflow.after}
        moved = moved_words(
            changes, self._clauses, new.clauses, lambda old: self.histories[self.current[old]].provenance
        )
        events = []
        for position, identity in enumerate(identities):
            history, clause, old = self.histories[identity], new.clauses[position], old_positions.get(identity)
            if old is None or new.changes.unchanged.get(position) != old:
                event = self._event(history, version, clause, old, position, change_at.get(position), identities)
                if (reflow := reflow_at.get(position)) and event.event_type is EventType.REWORDED:
                    event = self._reflow_event(event, clause, reflow, identities)
                self._update(history, clause, event, new.wordings[position], joint.get(position))
                if position in moved and event.event_type is not EventType.RESTORED:
                    self._carry_moved_words(history, event, moved[position])
                events += [event] if event.event_type is not EventType.MOVED or event.moved else []
            elif history.clause.text != clause.text:
                history.provenance = after_cosmetic_change(history.provenance, history.clause.text, clause.text)
            history.clause, history.position = clause, position
        return events

    def _event(
        self, history: ClauseHistory, version: int, clause: Clause, old: int | None, position: int,
        change: Change | None, identities: Sequence[int],
    ) -> ClauseEvent:  # fmt: skip
        """Return what happened with *version* to the clause of *history*, which is at *position* in it."""
        number = history.number
        if history.added_in == version:
            return ClauseEvent(number, version, EventType.ADDED, None, position, related=history.parents)
        if old is None and change and self._is_split_off_again(history, change):
            related = {identities[at] for at in change.after} - {number}
            last = history.last_position.version
            return ClauseEvent(
                number, version, EventType.SPLIT, history.position, position, change.moved, (*sorted(related),), last
            )
        if old is None:
            last = history.last_position.version
            return ClauseEvent(number, version, EventType.RESTORED, history.position, position, last_present=last)
        if change and old in change.before:
            related = {self.current[at] for at in change.before} | {identities[at] for at in change.after}
            others = (*sorted(related - {number}),)
            return ClauseEvent(number, version, _EVENT_TYPES[change.event], old, position, change.moved, others)
        event_type = _EVENT_TYPES[classify_pair(history.clause, clause, 1.0).event]
        return ClauseEvent(number, version, event_type, old, position, moved=True)

    def _reflow_event(
        self, event: ClauseEvent, clause: Clause, reflow: Reflow, identities: Sequence[int]
    ) -> ClauseEvent:
        """Return *event*, by which words only changed their paragraph, as a merge or a split with the others of *reflow*."""
        is_longer = len(dated_words(clause.text)) > len(dated_words(self.histories[event.identity].clause.text))
        related = {self.current[old] for old in reflow.before} | {identities[new] for new in reflow.after}
        event_type = EventType.MERGED if is_longer else EventType.SPLIT
        return replace(event, event_type=event_type, related=(*sorted(related - {event.identity}),))

    def _is_split_off_again(self, history: ClauseHistory, change: Change) -> bool:
        """Return whether a clause that is absent because it was merged is split from the merged clause by *change*.

        Its words were present all the time, so it was not absent.
        """
        return change.event is Event.SPLIT and history.merged_into == self.current[change.before[0]]

    def _update(
        self, history: ClauseHistory, clause: Clause, event: ClauseEvent, wording: int, joint: JointWords | None
    ) -> None:
        """Note in *history* how the clause reads after *event*."""
        old, new, version = history.clause.text, clause.text, event.version
        if history.removed_in:
            if event.event_type is EventType.RESTORED:
                history.absences.append((history.removed_in, version))
            history.removed_in, history.merged_into = 0, None
            del self._removed[history.number]
        if event.event_type is EventType.ADDED:
            if joint:
                history.provenance, history.wording_since = joint
                history.words_since = joint.mostly_since
        elif event.event_type in {EventType.SPLIT, EventType.MERGED} and joint:
            history.provenance = with_earlier_wordings(history.provenance, old, joint.provenance)
        elif event.event_type is EventType.COSMETIC:
            history.provenance = after_cosmetic_change(history.provenance, old, new)
        else:
            history.provenance = after_rewording(history.provenance, old, new, version)
        if event.event_type is not EventType.COSMETIC and dated_words(old) != dated_words(new):
            is_joint = event.event_type in {EventType.SPLIT, EventType.MERGED} and joint
            history.wording_since = joint.wording_since if is_joint and joint else version
        if wording not in history.wording_hashes:
            history.wording_hashes.append(wording)
            self._by_wording.setdefault(wording, []).append(history.number)

    def _carry_moved_words(self, history: ClauseHistory, event: ClauseEvent, moved: Sequence[MovedWords]) -> None:
        """Give words that moved into the clause of *history* the origins that they had in other clauses."""
        if event.event_type is EventType.ADDED:
            found = joint_words(history.provenance, moved, event.version)
            history.provenance, history.wording_since = found
            history.words_since = found.mostly_since
        else:
            history.provenance = with_moved_words(history.provenance, moved)

    def _joint_words(
        self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]
    ) -> Mapping[int, JointWords]:
        """Return the words of every clause that results from a split or a merge, by position."""
        found: dict[int, JointWords] = {}
        for change in changes:
            if change.event in {Event.SPLIT, Event.MERGED}:
                sources = [self._source(old) for old in change.before]
                joint = after_split_or_merge(sources, [clauses[position].text for position in change.after], version)
                found.update(zip(change.after, joint, strict=True))
        for reflow in self._reflows:
            sources = [self._source(old) for old in reflow.before]
            joint = after_split_or_merge(sources, [clauses[position].text for position in reflow.after], version)
            found.update(zip(reflow.after, joint, strict=True))
        return found

    def _source(self, position: int) -> Source:
        """Return the clause at *position* of the version before, as a source of a split or merge."""
        history = self.histories[self.current[position]]
        return Source(self._clauses[position].text, history.provenance, history.wording_since)

    def _removal_events(
        self, version: int, identities: Sequence[int], changes: Sequence[Change]
    ) -> Iterator[ClauseEvent]:
        """Mark every clause that is absent from *version* as removed, and yield the event."""
        present = set(identities)
        if present.issuperset(self.current):
            return
        merged_at = {
            old: change.after[0] for change in changes if change.event is Event.MERGED for old in change.before
        }
        merged_at |= targets_of_relocated(changes)
        for reflow in self._reflows:
            merged_at |= reflow.targets
        for old, identity in enumerate(self.current):
            if identity not in present:
                history = self.histories[identity]
                history.last_position, history.removed_in, history.position = self._position(old), version, old
                self._removed[identity] = None
                into = (identities[merged_at[old]],) if old in merged_at else ()
                history.merged_into = into[0] if into else None
                yield ClauseEvent(identity, version, EventType.REMOVED, old, None, related=into)

    def _keep_reading(self, wordings: Sequence[int], identities: Sequence[int]) -> None:
        """Keep the identities of a reading for its return; the readings not seen for longest are dropped first."""
        key = _reading_key(wordings)
        if (kept := self._readings.pop(key, None)) is None:
            kept = array("q", identities)
            self._kept_clauses += len(kept)
        self._readings[key] = kept
        while self._kept_clauses > _MOST_KEPT and len(self._readings) > 1:
            self._kept_clauses -= len(self._readings.pop(next(iter(self._readings))))


def _reading_key(wordings: Sequence[int]) -> bytes:
    return hashlib.blake2b(array("Q", wordings).tobytes(), digest_size=16).digest()


def track_clauses(
    timeline: Timeline, clauses_of: Callable[[str], Sequence[Clause]], until: int | None = None
) -> tuple[IdentityTracker, list[VersionIdentities]]:
    """Return the clause identities of *timeline* up to the version numbered *until*, and what each version shows."""
    tracker, versions = IdentityTracker(timeline.policy.name), list[VersionIdentities]()
    known = {revision.after.number: revision.changes for revision in timeline.revisions if not revision.switch}
    switched = {revision.after.number for revision in timeline.revisions if revision.switch}
    before: Sequence[Clause] = ()
    for version in timeline.versions[:until]:
        clauses = clauses_of(version.text)
        if version.number in switched:
            known[version.number] = replacement(len(before), len(clauses))
        elif version.number not in known:
            known[version.number] = compare.changes(before, clauses) if versions else ()
        versions.append(tracker.add_version(version.number, clauses, known[version.number]))
        before = clauses
    return tracker, versions
