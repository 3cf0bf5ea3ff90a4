"""What is known of one clause's life: when it was born, when it was away, how it reads, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from clausetrail.snapshots.identity.assignment import NOWHERE, Seat
from clausetrail.snapshots.identity.word_provenance import Provenance
from clausetrail.snapshots.model import Clause


class Fate(StrEnum):
    """What happened to a clause with a version."""

    BORN = "added"
    BACK = "back"
    REWORDED = "reworded"
    COSMETIC = "cosmetic"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    GONE = "removed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One event in the life of a clause: what became of it with a version.

    *was* and *place* are its places in the version before and in this one; a clause that is back was at *was* in
    the version *seen*. *others* are the lives it was split from, went into, came apart with or took in.
    """

    life: int
    version: int
    fate: Fate
    was: int | None
    place: int | None
    moved: bool = False
    others: tuple[int, ...] = ()
    seen: int = 0


@dataclass(slots=True)
class Life:
    """One clause: when it was born, when it was away, and how it reads, or read last."""

    number: int
    half: str
    born: int
    clause: Clause
    marks: list[int]
    words: Provenance
    worded: int  # the version it reads so since
    parents: tuple[int, ...] = ()
    absences: list[tuple[int, int]] = field(default_factory=list)  # first version without it, first one with it again
    gone: int = 0  # first version without it, or 0
    seat: Seat = NOWHERE
    place: int = 0  # where it stands, or stood last


@dataclass(frozen=True, slots=True)
class Standing:
    """One version as the ledger sees it: the life of each clause by place, and what happened."""

    version: int
    lives: tuple[int, ...]
    turns: tuple[Turn, ...]
