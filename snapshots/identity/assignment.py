"""Which life each clause of a new version goes on with: the order in which evidence is heard.

Equal words in their place come first, and a wording that a life has had before comes before a likeness: where a
page shows another text for a while and then the first one again, every clause is itself again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

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

# A rewording as close as this is not given up for a wording that the life had long ago.
_CLOSE = 0.75
_SHORT = 5  # words; a wording of fewer is no reason to give up a rewording, and no likeness of it brings it back
# Likeness that brings a dead clause back where none, one or both of its last neighbours stand beside it. Between two
# readings the differ asks .56 anywhere and .42 in a gap; more may have happened while a clause was away.
_BACK = (0.65, 0.55, 0.45)
_BRIEF = 12  # words; below, chance resembles more
_BRIEFER = 0.1
_WORTH = 0.3  # of a dead clause's words; no likeness of .45 has much fewer
# Pairs of places and lives of one wording; of a refrain with more, the order decides alone.
_MANY = 256


@dataclass(frozen=True, slots=True)
class LastPosition:
    """Where a clause stood last: between which lives, under which heading, and up to which version."""

    left: int
    right: int
    under: str
    version: int


NO_POSITION = LastPosition(-1, -1, "", 0)


@dataclass(slots=True)
class Assignment:
    """The life of every place of a new version, as far as it is known; no life twice."""

    lives: list[int]  # by place; -1 is nobody yet
    place_of: dict[int, int] = field(default_factory=dict)

    def give(self, place: int, life: int) -> None:
        """Let *life* go on at *place*, if both are free."""
        if self.lives[place] < 0 and life not in self.place_of:
            self.lives[place] = life
            self.place_of[life] = place

    def open(self) -> list[int]:
        """Return the places that nobody has claimed."""
        return [place for place, life in enumerate(self.lives) if life < 0]

    def beside(self, place: int, seat: LastPosition) -> int:
        """Return next to how many of its last neighbours a clause with this *seat* would stand at *place*."""
        left = self.lives[place - 1] if place else -1
        right = self.lives[place + 1] if place + 1 < len(self.lives) else -1
        return (left == seat.left >= 0) + (right == seat.right >= 0)


@dataclass(frozen=True, slots=True)
class KnownIdentities:
    """What claims are judged by: the lives of the version before, who has read what, and where each stood last."""

    present: Sequence[int]
    clauses: Sequence[Clause]  # theirs
    marks: Mapping[int, int]  # by life, of the same
    readers: Callable[[int], Sequence[int]]  # of a wording, by its mark
    seat: Callable[[int], LastPosition]
    dead: Mapping[int, Clause]  # whose likeness is sought


def assign_identities(
    past: KnownIdentities, clauses: Sequence[Clause], marks: Sequence[int], tied: ChangeIndex
) -> Assignment:
    """Return who goes on where among *clauses*, whose wordings are *marks*; what is open has been born."""
    claims = Assignment([-1] * len(clauses))
    for place, was in (*tied.untouched.items(), *tied.equal.items()):
        claims.give(place, past.present[was])
    for place, (was, _) in tied.reworded.items():
        if past.present[was] in past.readers(marks[place]):
            claims.give(place, past.present[was])
    _by_wording(claims, past, clauses, marks, tied)
    for place, (was, _) in tied.reworded.items():
        claims.give(place, past.present[was])
    _by_parts(claims, past, clauses, tied)
    _by_likeness(claims, past, clauses)
    return claims


def _by_wording(
    claims: Assignment, past: KnownIdentities, clauses: Sequence[Clause], marks: Sequence[int], tied: ChangeIndex
) -> None:
    """Give the open places to lives that have read so; first where there is no choice, then by their neighbours."""
    kept = {past.present[was]: place for place, (was, share) in tied.reworded.items() if share >= _CLOSE}
    same_wording: dict[int, list[int]] = {}
    for place in claims.open():
        if place not in tied.reworded or len(words(clauses[place].text)) >= _SHORT:
            same_wording.setdefault(marks[place], []).append(place)
    for sure in (True, False):
        for marked, places in same_wording.items():
            # Of equal words the differ did not tie, it knows why: a short refrain here is none that went there.
            held = [x for x in past.readers(marked) if x not in claims.place_of and past.marks.get(x) != marked]
            if len(places) * len(held) > _MANY:
                for place, life in zip(places, (x for x in held if x not in kept), strict=False):
                    claims.give(place, life)
            elif not sure or len(places) == len(held) == 1:
                _by_place(claims, past, clauses, places, held, kept)


def _by_place(
    claims: Assignment,
    past: KnownIdentities,
    clauses: Sequence[Clause],
    places: Iterable[int],
    held: Sequence[int],
    kept: Mapping[int, int],
) -> None:
    """Give each of *places* the one of the lives *held* that stood most like it."""
    for place in places:
        free = [life for life in held if life not in claims.place_of and kept.get(life, place) == place]
        if free:
            claims.give(place, _nearest(free, place, claims, past, clauses[place]))


def _nearest(held: Iterable[int], place: int, claims: Assignment, past: KnownIdentities, clause: Clause) -> int:
    """Return which of several lives of one wording stood most like *place*: neighbours, heading, then who was seen last."""
    under = clause.path[-1] if clause.path else ""

    def rank(life: int) -> tuple[int, bool, int, int]:
        seat = past.seat(life)
        return claims.beside(place, seat), seat.under == under, seat.version, -life

    return max(held, key=rank)


def _by_parts(claims: Assignment, past: KnownIdentities, clauses: Sequence[Clause], tied: ChangeIndex) -> None:
    """Let the life of a whole go on in its largest part, and the largest part's in a whole."""
    for change in tied.splits:
        for place in _largest(change.after, clauses):
            claims.give(place, past.present[change.before[0]])
    for change in tied.mergers:
        for was in _largest(change.before, past.clauses):
            claims.give(change.after[0], past.present[was])


def _largest(places: Iterable[int], clauses: Sequence[Clause]) -> list[int]:
    return sorted(places, key=lambda place: (-len(words(clauses[place].text)), place))


def _by_likeness(claims: Assignment, past: KnownIdentities, clauses: Sequence[Clause]) -> None:
    """Bring back the dead that the open places resemble, best first; then those of which less is asked in their place."""
    places, dead = claims.open(), [life for life in past.dead if life not in claims.place_of]
    if not places or not dead:
        return
    readings = prepare([past.dead[life] for life in dead], clauses)
    asking = [readings.after[place] for place in places if readings.after[place].length >= _SHORT]
    asked = set[str]().union(*(passage.key.split() for passage in asking))
    sought = [passage for passage in readings.before if _shares(passage, asked)]
    readings = with_weights(readings, sought, asking)
    found = []
    for place, at in propose_pairs(asking, sought, readings.weights):
        share = _resembles(readings.before[at], readings.after[place], readings)
        if share:
            found.append((-share, place, dead[at]))
    found.sort()
    for _ in _BACK:
        for share, place, life in found:
            brief = _BRIEFER * (min(readings.after[place].length, len(words(past.dead[life].text))) < _BRIEF)
            if -share >= _BACK[claims.beside(place, past.seat(life))] + brief:
                claims.give(place, life)


def _shares(passage: PreparedClause, asked: Set[str]) -> bool:
    """Return whether *passage* has words enough among *asked* to be worth weighing, which costs 50 microseconds."""
    told = set(passage.key.split())
    return len(told & asked) >= _WORTH * len(told)


def _resembles(was: PreparedClause, now: PreparedClause, readings: PreparedReadings) -> float:
    """Return how alike two clauses are that may be one, or 0.0 if they cannot be."""
    if was.is_heading != now.is_heading or was.length < _SHORT or was.name != now.name:
        return 0.0
    return clause_similarity(was, now, readings.weights, _BACK[-1], readings.order_limit)
