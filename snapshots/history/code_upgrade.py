"""What a new epoch of our code tells otherwise than the one that is recorded: counts, and the clauses themselves.

Both read the same bytes, so nothing of it is the policy's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from clausetrail.snapshots.model import Capture, Clause, Event

# In which respects a reading may differ, and what was and is: ("language", "en", "fr").
Turn = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What happened to clauses between the recorded and today's reading of one capture."""

    event: Event
    moved: bool
    before: tuple[Clause, ...]
    after: tuple[Clause, ...]


@dataclass(slots=True)
class Epoch:
    """What today's code would tell of one policy or of several, counted beside what is recorded.

    *turns* counts the readings that differ in each respect, *events* the changes of clauses by their kind and
    *found* by the clauses themselves, each once a reading. *codes* are those that made the recorded readings that
    differ; *begun* and *ended* the captures from which on there would be a version, or none any more.
    """

    policies: int = 0
    readings: int = 0
    differing: list[tuple[Capture, tuple[Turn, ...]]] = field(default_factory=list)
    turns: Counter[Turn] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    found: Counter[Otherwise] = field(default_factory=Counter)
    codes: set[str] = field(default_factory=set)
    versions: tuple[int, int] = (0, 0)
    begun: tuple[Capture, ...] = ()
    ended: tuple[Capture, ...] = ()
    retold: int = 0  # revisions between the same captures that today's code tells otherwise

    @property
    def differs(self) -> bool:
        """Whether anything would be told otherwise."""
        return bool(self.differing or self.begun or self.ended or self.retold)

    def add(self, other: Epoch) -> None:
        """Count *other* in."""
        self.policies += other.policies
        self.readings += other.readings
        self.differing += other.differing
        self.turns += other.turns
        self.events += other.events
        self.found += other.found
        self.codes |= other.codes
        self.versions = self.versions[0] + other.versions[0], self.versions[1] + other.versions[1]
        self.begun += other.begun
        self.ended += other.ended
        self.retold += other.retold


def kind_of(told: Otherwise) -> str:
    """Return what became of the clauses, seen from the reading: "lost", "gained", "moved", or the name of the event."""
    if told.event is Event.SAME:
        return "moved"
    return {Event.REMOVED: "lost", Event.ADDED: "gained"}.get(told.event, str(told.event))
