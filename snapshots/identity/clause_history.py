"""What is known of one clause's life: when it was born, when it was away, how it reads, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from clausetrail.snapshots.identity.assignment import NO_POSITION, LastPosition
from clausetrail.snapshots.identity.word_provenance import Provenance
from clausetrail.snapshots.model import Clause


class EventType(StrEnum):
    """What happened to a clause with a version."""

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
    """One event in the life of a clause: what became of it with a version.

    *was* and *place* are its places in the version before and in this one; a clause that is back was at *was* in
    the version *seen*. *others* are the lives it was split from, went into, came apart with or took in.
    """

    identity: int
    version: int
    event_type: EventType
    old_place: int | None
    place: int | None
    moved: bool = False
    related: tuple[int, ...] = ()
    last_present: int = 0


@dataclass(slots=True)
class ClauseHistory:
    """One clause: when it was born, when it was away, and how it reads, or read last."""

    number: int
    suffix: str
    added_in: int
    clause: Clause
    wording_hashes: list[int]
    provenance: Provenance
    wording_since: int  # the version it reads so since
    parents: tuple[int, ...] = ()
    absences: list[tuple[int, int]] = field(default_factory=list)  # first version without it, first one with it again
    removed_in: int = 0  # first version without it, or 0
    last_position: LastPosition = NO_POSITION
    place: int = 0  # where it stands, or stood last


@dataclass(frozen=True, slots=True)
class VersionIdentities:
    """One version as the tracker sees it: the life of each clause by place, and what happened."""

    version: int
    identities: tuple[int, ...]
    events: tuple[ClauseEvent, ...]
