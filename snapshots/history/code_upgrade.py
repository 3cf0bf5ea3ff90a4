"""Count how the readings of today's code differ from the recorded ones, with the clauses themselves.

Both are readings of the same bytes, so that no difference is a change of the policy.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from clausetrail.snapshots.model import Capture, Clause, Event

# The respect in which a reading differs, then its recorded and its new value: ("language", "en", "fr").
ReadingDifference = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """What happened to clauses between the recorded and the new reading of one capture."""

    event: Event
    moved: bool
    before: tuple[Clause, ...]
    after: tuple[Clause, ...]


@dataclass(slots=True)
class UpgradeEffect:
    """How today's code would change the derivations of one policy or of several, in counts.

    *reading_differences* counts the readings that differ in each respect, *events* the changes of clauses by their kind
    and *clause_differences* by the clauses themselves, each once a reading. *codes* are the versions of the code that made
    the recorded readings that differ; *versions* how many there are and would be; *versions_added* and *versions_removed*
    the captures with which a version would begin, or would not begin any more.
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
    changed_revisions: int = 0  # revisions between the same captures that would have other changes

    @property
    def differs(self) -> bool:
        """Whether any derivation would change."""
        return bool(self.differing or self.versions_added or self.versions_removed or self.changed_revisions)

    def add(self, other: UpgradeEffect) -> None:
        """Add the counts of *other*."""
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


def difference_kind(difference: ClauseDifference) -> str:
    """Return what happened to the clauses of a reading: "lost", "gained", "moved", or the name of the event."""
    if difference.event is Event.SAME:
        return "moved"
    return {Event.REMOVED: "lost", Event.ADDED: "gained"}.get(difference.event, str(difference.event))
