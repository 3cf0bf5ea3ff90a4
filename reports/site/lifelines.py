"""The lives of a policy's clauses as pages show them: since when a clause stands, since when it reads so, how it read before.

A skin over `snapshots.lives`: one policy is followed from its first version on, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.lettering import shortened, visible
from reports.redline import words
from reports.site.redlines import Run, cut, runs
from reports.timeline import ClausesOf
from snapshots.life import Fate, Turn
from snapshots.lives import Ledger
from snapshots.model import Change, Clause, Event, Revision, Version

NAMES = {
    Fate.BORN: "First seen",
    Fate.BACK: "Back again",
    Fate.REWORDED: "Reworded",
    Fate.COSMETIC: "Cosmetic",
    Fate.RENUMBERED: "Renumbered",
    Fate.MOVED: "Moved",
    Fate.SPLIT: "Split",
    Fate.MERGED: "Merged",
    Fate.GONE: "Gone",
}


@dataclass(frozen=True, slots=True)
class Since:
    """Whose life a clause is, the version it was born with, and the one since which it reads so."""

    life: str
    born: int
    worded: int


@dataclass(frozen=True, slots=True)
class Station:
    """One event of a life: what happened with a version, where the clause stands in it, and how it reads from then on."""

    version: int
    name: str
    anchor: str = ""
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
    ledger, told = Ledger(policy), {one.after.number: one.changes for one in revisions}
    sinces: dict[int, tuple[Since, ...]] = {}
    lives: list[Lifeline] = []
    texts: dict[int, Clause] = {}
    for version in versions:
        clauses = clauses_of(version.text)
        standing = ledger.follow(version.number, clauses, told.get(version.number, ()))
        lives += (Lifeline(life.half, life.born) for life in ledger.lives[len(lives) :])
        for turn in standing.turns:
            _tell(turn, lives, texts, clauses)
        sinces[version.number] = tuple(
            Since(ledger.lives[life].half, ledger.lives[life].born, ledger.lives[life].worded)
            for life in standing.lives
        )
    return Lifelines(sinces, tuple(lives))


def _tell(turn: Turn, lives: list[Lifeline], texts: dict[int, Clause], clauses: Sequence[Clause]) -> None:
    lifeline = lives[turn.life]
    kin = tuple((lives[other].life, lives[other].born) for other in turn.others)
    if turn.place is None:
        lifeline.gone = turn.version
        lifeline.stations.append(Station(turn.version, NAMES[turn.fate], kin=kin))
        return
    clause, before = clauses[turn.place], texts.get(turn.life)
    texts[turn.life] = clause
    lifeline.gone, lifeline.title = 0, shortened(visible(clause.words), 9)
    name = NAMES[turn.fate] + (" and moved" if turn.moved and turn.fate is not Fate.MOVED else "")
    lifeline.stations.append(Station(turn.version, name, f"c{turn.place + 1}", _wording(before, clause), kin))


def _wording(before: Clause | None, clause: Clause) -> tuple[Run, ...]:
    """Return how *clause* reads; against its earlier wording, where it has one that differs."""
    if before is None:
        return (Run("plain", cut(visible(clause.words))),)
    if before.words == clause.words:
        return ()
    change = Change(Event.REWORDED, (0,), (0,))
    return runs(words(change, [before], [clause]))
