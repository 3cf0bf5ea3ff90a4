"""Find out whether the words of a wording were there before it, or are there after it, in other paragraphs.

A paragraph that was only split or joined is a new wording in the index, while not a word of it is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausetrail.snapshots.identity.change_index import index_changes
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.identity.paragraph_flow import Reflow, reflows
from clausetrail.snapshots.identity.word_provenance import dated_words
from clausetrail.snapshots.model import Change, Clause, Event, Version
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts

_JOINTS = frozenset({Event.SPLIT, Event.MERGED})


class ParagraphBreaks:
    """Splits and merges between the versions of the policies in one store."""

    def __init__(self, facts: Facts, derivations: Derivations) -> None:
        self._facts = facts
        self._derivations = derivations
        self._last: tuple[object, IdentityTracker] | None = None  # a search asks for many clauses of one version

    def words_since(self, policy: str, words: str, before: Version, first: Version) -> int:
        """Return the number of the version since which *words*, a clause of *first*, read so, in whatever paragraphs.

        That is the number of *first* itself, unless the change from *before* only split or joined them.
        """
        old, new = (self._derivations.clauses(version.text) for version in (before, first))
        regrouped = [
            (found.before, [place for place in found.after if new[place].text == words])
            for found in self._regroupings(policy, before, first, old, new)
        ]
        places = [place for sources, targets in regrouped if _contains(old, sources, words) for place in targets]
        if not places:
            return first.number
        tracker = self._tracker(policy, first.number)
        return min(tracker.histories[tracker.current[place]].wording_since for place in places)

    def words_remain(self, policy: str, words: str, last: Version, after: Version) -> bool:
        """Return whether the change to *after* only split or joined *words*, a clause of *last*."""
        old, new = (self._derivations.clauses(version.text) for version in (last, after))
        return any(
            _contains(new, found.after, words)
            for found in self._regroupings(policy, last, after, old, new)
            if any(old[place].text == words for place in found.before)
        )

    def _tracker(self, policy: str, number: int) -> IdentityTracker:
        """Return the identities of the clauses of the version with *number*."""
        key = policy, number, self._derivations.derived_from(policy)
        if self._last is None or self._last[0] != key:
            timeline = self._derivations.timeline(self._facts.policy(policy))
            self._last = key, track_clauses(timeline, self._derivations.clauses, number)[0]
        return self._last[1]

    def _regroupings(
        self, policy: str, before: Version, after: Version, old: Sequence[Clause], new: Sequence[Clause]
    ) -> Iterator[Change | Reflow]:
        """Yield the splits, merges and relocations between two versions with the clauses *old* and *new*, of several clauses as well."""
        changes = self._derivations.changes_between(policy, before.text, after.text)
        yield from (change for change in changes if change.event in _JOINTS)
        yield from _moves(changes)
        if any(change.event is Event.REWORDED for change in changes):
            yield from reflows(old, new, index_changes(len(old), len(new), changes))


def _moves(changes: Sequence[Change]) -> Iterator[Change]:
    """Yield a relocation for each two clauses with words that moved, and for each clause with its words in several others."""
    targets: dict[int, set[int]] = {}
    for kept in dict.fromkeys(kept for change in changes for kept in change.kept):
        targets.setdefault(kept.before, set()).add(kept.after)
        yield Change(Event.RELOCATED, (kept.before,), (kept.after,))
    for old, places in targets.items():
        if len(places) > 1:
            yield Change(Event.RELOCATED, (old,), tuple(sorted(places)))


def _contains(clauses: Sequence[Clause], places: Sequence[int], words: str) -> bool:
    """Return whether the words of a clause follow each other in those of *clauses* at *places*."""
    text = [word for place in places for word in dated_words(clauses[place].text)]
    return f" {' '.join(dated_words(words))} " in f" {' '.join(text)} "
