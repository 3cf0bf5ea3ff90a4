"""Assign each clause of a new version to an existing clause identity, strongest evidence first.

`STEPS` lists the kinds of evidence in the order in which they are applied. A step assigns only positions and identities
that the steps before left open. What no step assigns is a new clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from clausetrail.snapshots.diff.alignment.candidates import propose_pairs
from clausetrail.snapshots.diff.alignment.prepared_clauses import (
    PreparedClause,
    PreparedReadings,
    prepare,
    with_weights,
)
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity
from clausetrail.snapshots.identity.change_index import ChangeIndex
from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.text.tokens import words

# Similarity, 0 to 1. A rewording as close as this keeps its identity, even if another clause now has an earlier wording of it.
_CLOSE = 0.75
# Words. A known wording of fewer words does not override a rewording, and no similarity restores a clause of fewer.
_FEWEST_WORDS = 5
# Least similarity that restores a removed clause where none, one or both of its last neighbours are beside the position.
# Between two readings the differ requires .56 anywhere and .42 in a gap; more may have changed while a clause was absent.
_RESTORING = (0.65, 0.55, 0.45)
# Below so many words chance resemblance is more frequent, and the threshold is higher by so much.
_BRIEF = 12
_BRIEF_SURCHARGE = 0.1
# Share of a removed clause's words that must occur in the unassigned clauses; no similarity of .45 has much fewer.
_LEAST_SHARED = 0.3
# Pairs of positions and identities with one wording. A refrain with more is assigned in order alone.
_MOST_PAIRS = 256


@dataclass(frozen=True, slots=True)
class LastPosition:
    """Where a clause was last: the identities beside it (-1 for none), its heading, and the version."""

    left: int
    right: int
    heading: str
    version: int


NO_POSITION = LastPosition(-1, -1, "", 0)


@dataclass(slots=True)
class Assignment:
    """The identity of every position of a new version, as far as it is assigned; each identity at most once."""

    identities: list[int]  # by position; -1 is unassigned
    position_of: dict[int, int] = field(default_factory=dict)

    def assign(self, position: int, identity: int) -> None:
        """Assign *identity* to *position*, if both are free."""
        if self.identities[position] < 0 and identity not in self.position_of:
            self.identities[position] = identity
            self.position_of[identity] = position

    def unassigned(self) -> list[int]:
        """Return the positions that have no identity yet."""
        return [position for position, identity in enumerate(self.identities) if identity < 0]

    def matching_neighbours(self, position: int, last: LastPosition) -> int:
        """Return how many of the two neighbours in *last* are beside *position*."""
        left = self.identities[position - 1] if position else -1
        right = self.identities[position + 1] if position + 1 < len(self.identities) else -1
        return (left == last.left >= 0) + (right == last.right >= 0)


@dataclass(frozen=True, slots=True)
class KnownIdentities:
    """What is known before the new version: its predecessor, all earlier wordings, and all last positions."""

    current: Sequence[int]  # identities of the version before, by position
    clauses: Sequence[Clause]  # of the version before
    wordings: Mapping[int, int]  # hash of each current identity's wording
    with_wording: Callable[[int], Sequence[int]]  # the identities that have had a wording, by its hash
    last_position: Callable[[int], LastPosition]
    removed: Mapping[int, Clause]  # removed identities that similarity may restore


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The clauses of the new version, the hashes of their wordings, and the changes that led to it."""

    clauses: Sequence[Clause]
    wordings: Sequence[int]
    changes: ChangeIndex


class Step(NamedTuple):
    """One kind of evidence: its name, why it has its place in the order, and the function that applies it."""

    name: str
    reason: str
    apply: Callable[[Assignment, KnownIdentities, NewVersion], None]


def assign_identities(known: KnownIdentities, new: NewVersion) -> Assignment:
    """Return the identities of the clauses of *new*. Unassigned positions hold new clauses."""
    assignment = Assignment([-1] * len(new.clauses))
    for step in STEPS:
        step.apply(assignment, known, new)
    return assignment


def _by_equal_words(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    for position, old in (*new.changes.unchanged.items(), *new.changes.equal.items()):
        assignment.assign(position, known.current[old])


def _by_rewording_to_own_wording(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    for position, (old, _) in new.changes.reworded.items():
        if known.current[old] in known.with_wording(new.wordings[position]):
            assignment.assign(position, known.current[old])


def _by_earlier_wording(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    """Assign unassigned positions to identities that have had the same wording: unique pairs first, then by position."""
    reworded = new.changes.reworded
    close = {known.current[old]: position for position, (old, share) in reworded.items() if share >= _CLOSE}
    by_wording: dict[int, list[int]] = {}
    for position in assignment.unassigned():
        if position not in reworded or len(words(new.clauses[position].text)) >= _FEWEST_WORDS:
            by_wording.setdefault(new.wordings[position], []).append(position)
    for is_unique in (True, False):
        for wording, positions in by_wording.items():
            # The differ has a reason for not pairing equal words of two neighbouring versions: a short refrain at one
            # position is not the clause that had its words elsewhere. So current identities with this wording are left out.
            candidates = [
                identity
                for identity in known.with_wording(wording)
                if identity not in assignment.position_of and known.wordings.get(identity) != wording
            ]
            if len(positions) * len(candidates) > _MOST_PAIRS:
                for position, identity in zip(positions, (x for x in candidates if x not in close), strict=False):
                    assignment.assign(position, identity)
            elif not is_unique or len(positions) == len(candidates) == 1:
                _by_last_position(assignment, known, new, positions, candidates, close)


def _by_last_position(
    assignment: Assignment,
    known: KnownIdentities,
    new: NewVersion,
    positions: Iterable[int],
    candidates: Sequence[int],
    close: Mapping[int, int],
) -> None:
    """Assign each of *positions* to the candidate with the most similar last position.

    *close* maps an identity to the position of its close rewording, for which it is reserved.
    """
    for position in positions:
        free = [
            identity
            for identity in candidates
            if identity not in assignment.position_of and close.get(identity, position) == position
        ]
        if free:
            assignment.assign(position, _most_similar_position(free, position, assignment, known, new))


def _most_similar_position(
    candidates: Iterable[int], position: int, assignment: Assignment, known: KnownIdentities, new: NewVersion
) -> int:
    """Return the identity last seen in the most similar place: by neighbours, heading, then the latest version."""
    path = new.clauses[position].path
    heading = path[-1] if path else ""

    def rank(identity: int) -> tuple[int, bool, int, int]:
        last = known.last_position(identity)
        return assignment.matching_neighbours(position, last), last.heading == heading, last.version, -identity

    return max(candidates, key=rank)


def _by_rewording(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    for position, (old, _) in new.changes.reworded.items():
        assignment.assign(position, known.current[old])


def _by_largest_part(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    """Continue a split clause in its largest part, and the largest part of a merge in the merged clause."""
    for change in new.changes.splits:
        for position in _largest_first(change.after, new.clauses):
            assignment.assign(position, known.current[change.before[0]])
    for change in new.changes.mergers:
        for old in _largest_first(change.before, known.clauses):
            assignment.assign(change.after[0], known.current[old])


def _largest_first(positions: Iterable[int], clauses: Sequence[Clause]) -> list[int]:
    return sorted(positions, key=lambda position: (-len(words(clauses[position].text)), position))


def _by_similarity(assignment: Assignment, known: KnownIdentities, new: NewVersion) -> None:
    """Re-link removed clauses to similar unassigned ones, best first; the threshold is lower where neighbours match.

    Each round assigns pairs, which may give others a matching neighbour, so there are as many rounds as thresholds.
    """
    positions = assignment.unassigned()
    removed = [identity for identity in known.removed if identity not in assignment.position_of]
    if not positions or not removed:
        return
    readings = prepare([known.removed[identity] for identity in removed], new.clauses)
    open_clauses = [readings.after[place] for place in positions if readings.after[place].length >= _FEWEST_WORDS]
    open_words = set[str]().union(*(passage.key.split() for passage in open_clauses))
    candidates = [passage for passage in readings.before if _shares_words(passage, open_words)]
    readings = with_weights(readings, candidates, open_clauses)
    pairs = []
    for position, at in propose_pairs(open_clauses, candidates, readings.weights):
        similarity = _similarity(readings.before[at], readings.after[position], readings)
        if similarity:
            pairs.append((-similarity, position, removed[at]))
    pairs.sort()
    for _ in _RESTORING:
        for negative, position, identity in pairs:
            length = min(readings.after[position].length, len(words(known.removed[identity].text)))
            surcharge = _BRIEF_SURCHARGE * (length < _BRIEF)
            neighbours = assignment.matching_neighbours(position, known.last_position(identity))
            if -negative >= _RESTORING[neighbours] + surcharge:
                assignment.assign(position, identity)


def _shares_words(passage: PreparedClause, open_words: Set[str]) -> bool:
    """Return whether *passage* has enough words of *open_words* to be worth weighing, which takes 50 microseconds."""
    own = set(passage.key.split())
    return len(own & open_words) >= _LEAST_SHARED * len(own)


def _similarity(old: PreparedClause, new: PreparedClause, readings: PreparedReadings) -> float:
    """Return how similar two clauses are that may be one, or 0.0 if they cannot be."""
    if old.is_heading != new.is_heading or old.length < _FEWEST_WORDS or old.name != new.name:
        return 0.0
    return clause_similarity(old, new, readings.weights, _RESTORING[-1], readings.order_limit)


# In the order in which they are applied, strongest evidence first.
STEPS = (
    Step(
        "equal words",
        "The differ paired clauses with equal words; nothing is stronger.",
        _by_equal_words,
    ),
    Step(
        "rewording to an own earlier wording",
        "The differ's pair and the history agree: the identity has had these words before.",
        _by_rewording_to_own_wording,
    ),
    Step(
        "earlier wording",
        "A wording that an identity has had before outweighs a mere similarity: where a page shows another text for a "
        "while and then the first one again, every clause gets its own identity back. Close rewordings are exempt.",
        _by_earlier_wording,
    ),
    Step(
        "rewording",
        "The differ paired clauses with similar words.",
        _by_rewording,
    ),
    Step(
        "largest part of a split or merge",
        "One part only can continue the identity, and the largest has most of its words.",
        _by_largest_part,
    ),
    Step(
        "similarity to a removed clause",
        "The weakest evidence: the clauses are not in neighbouring versions. It uses the neighbours assigned so far.",
        _by_similarity,
    ),
)
