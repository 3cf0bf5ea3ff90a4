"""What a new epoch of our code tells otherwise than the one that is recorded: counts, and the clauses themselves.

Both read the same bytes, so nothing of it is the policy's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from clausetrail.snapshots.model import Capture, Clause, Event

# In which respects a reading may differ, and what was and is: ("language", "en", "fr").
ReadingDifference = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """What happened to clauses between the recorded and today's reading of one capture."""

    event: Event
    moved: bool
    before: tuple[Clause, ...]
    after: tuple[Clause, ...]


@dataclass(slots=True)
class UpgradeEffect:
    """What today's code would tell of one policy or of several, counted beside what is recorded.

    *turns* counts the readings that differ in each respect, *events* the changes of clauses by their kind and
    *found* by the clauses themselves, each once a reading. *codes* are those that made the recorded readings that
    differ; *begun* and *ended* the captures from which on there would be a version, or none any more.
    """

    policies: int = 0
    readings: int = 0
    differing: list[tuple[Capture, tuple[ReadingDifference, ...]]] = field(default_factory=list)
    reading_differences: Counter[ReadingDifference] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    clause_differences: Counter[ClauseDifference] = field(default_factory=Counter)
    codes: set[str] = field(default_factory=set)
    versions: tuple[int, int] = (0, 0)
    versions_added: tuple[Capture, ...] = ()
    versions_removed: tuple[Capture, ...] = ()
    changed_revisions: int = 0  # revisions between the same captures that today's code tells otherwise

    @property
    def differs(self) -> bool:
        """Whether anything would be told otherwise."""
        return bool(self.differing or self.versions_added or self.versions_removed or self.changed_revisions)

    def add(self, other: UpgradeEffect) -> None:
        """Count *other* in."""
        self.policies += other.policies
        self.readings += other.readings
        self.differing += other.differing
        self.reading_differences += other.reading_differences
        self.events += other.events
        self.clause_differences += other.clause_differences
        self.codes |= other.codes
        self.versions = self.versions[0] + other.versions[0], self.versions[1] + other.versions[1]
        self.versions_added += other.versions_added
        self.versions_removed += other.versions_removed
        self.changed_revisions += other.changed_revisions


def difference_kind(told: ClauseDifference) -> str:
    """Return what became of the clauses, seen from the reading: "lost", "gained", "moved", or the name of the event."""
    if told.event is Event.SAME:
        return "moved"
    return {Event.REMOVED: "lost", Event.ADDED: "gained"}.get(told.event, str(told.event))
