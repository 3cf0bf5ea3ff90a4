"""The records of one clause identity: its wordings, its absences, its last position, and its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from clausetrail.snapshots.identity.assignment import NO_POSITION, LastPosition
from clausetrail.snapshots.identity.word_provenance import Provenance
from clausetrail.snapshots.model import Clause


class EventType(StrEnum):
    """What happened to a clause with a version. RESTORED: it is present again after an absence."""

    ADDED = "added"
    RESTORED = "back"
    REWORDED = "reworded"
    COSMETIC = "cosmetic"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseEvent:
    """One event in the history of a clause identity, with the version that shows it first.

    *old_position* is its position in the version before, *position* in this one; None where the clause is absent. Of a
    restored clause, *old_position* is its position in the version *last_present*. *related* holds the identities that
    it was split from or merged into, or that take part in the same split or merge.
    """

    identity: int
    version: int
    event_type: EventType
    old_position: int | None
    position: int | None
    moved: bool = False
    related: tuple[int, ...] = ()
    last_present: int = 0


@dataclass(slots=True)
class ClauseHistory:
    """One clause identity: when it was added and when it was absent, with its current or last wording."""

    number: int
    suffix: str  # second half of its ID
    added_in: int
    clause: Clause
    wording_hashes: list[int]
    provenance: Provenance
    wording_since: int  # the version since which it has its current words
    parents: tuple[int, ...] = ()
    absences: list[tuple[int, int]] = field(default_factory=list)  # first version without it, first one with it again
    removed_in: int = 0  # first version without it; 0 while it is present
    last_position: LastPosition = NO_POSITION
    position: int = 0  # in the current version, or in the last one that has it
    words_since: int = 0  # of a part that was split off: the version since which most of its words are present; else 0
    merged_into: int | None = None  # the identity that has its words while it is absent because it was merged

    @property
    def present_since(self) -> int:
        """The version since which it is present, as a clause of its own or as a part of the clause it was split from."""
        return self.words_since or self.added_in


@dataclass(frozen=True, slots=True)
class VersionIdentities:
    """One version: the identity of each of its clauses by position, and the events that it shows."""

    version: int
    identities: tuple[int, ...]
    events: tuple[ClauseEvent, ...]
