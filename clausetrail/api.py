"""A policy's past, for programs: the few functions that a notebook or a script needs, each over an open store.

`docs/api.md` shows them at work. What they return are the values of `clausetrail.snapshots.model`; nothing is fetched or written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.diff import compare as differ
from clausetrail.snapshots.errors import StoreError, UnknownPolicy
from clausetrail.snapshots.history.versions import version_at_time
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.model import (
    Capture,
    Clause,
    Policy,
    Revision,
    Timeline,
    TransientText,
    Version,
    iso_date,
    repair_timestamp,
)
from clausetrail.snapshots.store import FILE, Store
from clausetrail.snapshots.watchlist.policies import find, usable_bound

__all__ = [
    "Dated",
    "Since",
    "clauses",
    "compare",
    "doubt",
    "lives",
    "open_store",
    "policies",
    "since_when",
    "text_at",
    "timeline",
    "version_at",
]


def open_store(folder: str | Path) -> Store:
    """Return the store that a run left in *folder*, open: `close` it, or use it in `with contextlib.closing(…)`.

    Raises StoreError, also where no store is.
    """
    if not (Path(folder) / FILE).is_file():
        raise StoreError(f"no store is held in {folder}; `clausetrail track` makes one")
    return Store.open(Path(folder))


def policies(store: Store) -> tuple[Policy, ...]:
    """Return every policy that *store* knows, by name."""
    return store.facts.policies()


def timeline(store: Store, name: str) -> Timeline:
    """Return the timeline of the policy that is called *name*, or has that URL. Raises UnknownPolicy."""
    return store.timeline(find(store.facts.policies(), name))


def clauses(store: Store, shown: Version | TransientText) -> tuple[Clause, ...]:
    """Return what a version, or a text that came and went, says, clause by clause."""
    return store.derivations.clauses(shown.text)


def version_at(store: Store, name: str, when: str = "") -> Version:
    """Return the version of a policy that was last seen by the end of *when*, or the newest one.

    *when* is a year, 2012-10, 2012-10-23 or archive digits. It is the version in force as far as captures show;
    `doubt` says how far that is. Raises UnknownPolicy before the first capture, PoliciesError for what is no date.
    """
    told = timeline(store, name)
    version = version_at_time(told.versions, _last(when))
    if version is None:
        first = f"; the first capture is of {iso_date(told.versions[0].first.timestamp)}" if told.versions else ""
        raise UnknownPolicy(f"nothing readable is held of {told.policy.name!r} at that time{first}")
    return version


def doubt(versions: Sequence[Version], version: Version, when: str = "") -> str:
    """Return what nobody saw of *when*, as a sentence: what stood after the last capture of *version*; or nothing.

    Raises PoliciesError for what is no date.
    """
    at, following = _last(when), versions[version.number :]
    if not when or at <= repair_timestamp(version.last.timestamp):
        return ""
    if not following:
        return f"No later capture shows a policy; on {iso_date(at)} this was the last text that had been seen."
    return f"The next text is present on {iso_date(following[0].first.timestamp)}: which of the two stood on {iso_date(at)} nobody saw."


def text_at(store: Store, name: str, when: str = "") -> str:
    """Return the whole text of the version that `version_at` returns, one clause a line. Raises what that does."""
    return "\n".join(clause.words for clause in clauses(store, version_at(store, name, when)))


def compare(store: Store, name: str, earlier: str, later: str = "") -> Revision:
    """Return what changed in a policy between any two times, as if the versions of then were neighbours.

    Raises what `version_at` does.
    """
    before, after = version_at(store, name, earlier), version_at(store, name, later)
    return Revision(before, after, differ.changes(clauses(store, before), clauses(store, after)))


@dataclass(frozen=True, slots=True)
class Since:
    """Since when something stands: it came with *version*, after the capture *not_before* and not after *not_after*.

    Nothing bounds what the first capture shows from below: then *not_before* is None.
    """

    version: int
    not_before: Capture | None
    not_after: Capture


@dataclass(frozen=True, slots=True)
class Dated:
    """One clause of a version, the *name* that it keeps for its whole life, since when it stands and reads so."""

    name: str
    clause: Clause
    since: Since
    reads_so_since: Since


def lives(store: Store, name: str, when: str = "") -> tuple[Dated, ...]:
    """Return the clauses of the version that `version_at` returns, each with its life so far. Raises what that does."""
    told, version = timeline(store, name), version_at(store, name, when)
    tracker, _ = track_clauses(told, store.derivations.clauses, version.number)
    return tuple(_dated(told, tracker, tracker.histories[number]) for number in tracker.current)


def since_when(store: Store, name: str, clause: str) -> Since | None:
    """Return since when a policy has had *clause*, given by its name or by its words, or None where it never had it.

    Words are those of a whole clause; case, typography and a number before them do not count. Absences in between
    are passed over: `clausetrail clause` tells them. Raises UnknownPolicy.
    """
    told = timeline(store, name)
    tracker, _ = track_clauses(told, store.derivations.clauses)
    first, second = split_id(clause)
    number = tracker.find(second) if first in {"", policy_prefix(told.policy.name)} else None
    if number is None:
        number = tracker.find(clause_suffix(wording_hash(clause), 0))
    return None if number is None else _since(told, tracker.histories[number].added_in)


def _dated(told: Timeline, tracker: IdentityTracker, life: ClauseHistory) -> Dated:
    return Dated(
        tracker.clause_id(life.number), life.clause, _since(told, life.added_in), _since(told, life.wording_since)
    )


def _since(told: Timeline, number: int) -> Since:
    before = told.versions[number - 2].last if number > 1 else None
    return Since(number, before, told.versions[number - 1].first)


def _last(when: str) -> str:
    """Return the last second of *when* as 14 archive digits: the end of time for ""."""
    digits = usable_bound(when, "the date")
    return last_second(digits) if digits else "9" * 14
