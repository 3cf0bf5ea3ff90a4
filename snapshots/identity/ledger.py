"""The life of every clause of a policy: one identity for the whole history, told version by version.

A `Ledger` is taken from version to version with what changed between; it never looks back at a whole version. A
clause that goes and comes back is the same clause, however it came to be missing. What it holds grows with the
clauses a policy ever had (3 KB each, measured), not with its versions.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count

from clausetrail.snapshots.diff import compare
from clausetrail.snapshots.diff.change_event import verdict
from clausetrail.snapshots.identity.assignment import Past, Seat, claimed
from clausetrail.snapshots.identity.change_index import Ties, ties
from clausetrail.snapshots.identity.clause_ids import half, mark, of_policy, parted
from clausetrail.snapshots.identity.life import Fate, Life, Standing, Turn
from clausetrail.snapshots.identity.word_provenance import (
    Provenance,
    fresh,
    grown,
    redressed,
    rejoined,
    reworded,
    told_words,
)
from clausetrail.snapshots.model import Change, Clause, Event, Timeline

_FATES = {
    Event.REWORDED: Fate.REWORDED,
    Event.COSMETIC: Fate.COSMETIC,
    Event.RENUMBERED: Fate.RENUMBERED,
    Event.SAME: Fate.MOVED,
    Event.SPLIT: Fate.SPLIT,
    Event.MERGED: Fate.MERGED,
}

# Whole readings that are known again at once, in clauses: 2 MB.
_MOST_REMEMBERED = 500_000
# Dead clauses whose likeness is sought, those seen last; equal words are found among all. In a longer reading three
# times its own, so that a page that showed another text twice over is found again.
_SOUGHT = 300
_TIMES = 3


class Ledger:
    """All lives of one policy, as far as its versions have been followed."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.lives: list[Life] = []
        self.present: tuple[int, ...] = ()
        self.version = 0
        self._clauses: Sequence[Clause] = ()
        self._marks: list[int] = []
        self._readers: dict[int, list[int]] = {}
        self._by_half: dict[str, int] = {}
        self._states: dict[bytes, array[int]] = {}
        self._remembered = 0
        self._dead: dict[int, None] = {}

    def follow(self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]) -> Standing:
        """Take the next version, and return whose lives its clauses are.

        *changes* are those of the revision that led to it, none for the first. Raises ValueError where they are
        not changes between the two.
        """
        if not self.version:
            tied = Ties({}, {}, {}, (), (), frozenset())
        else:
            tied = ties(len(self._clauses), len(clauses), changes)
        marks = self._marked(clauses, tied)
        lives = self._told(clauses, marks, tied)
        present = tuple(lives) if -1 not in lives else self._born(version, clauses, marks, lives, tied)
        turns = (*self._stayed(version, clauses, marks, present, changes, tied), *self._left(version, present, changes))
        self._remember(marks, present)
        self.version, self._clauses, self._marks, self.present = version, clauses, marks, present
        return Standing(version, present, turns)

    def name(self, life: int) -> str:
        """Return what the clause of *life* is called."""
        return f"{of_policy(self.policy)}-{self.lives[life].half}"

    def resolve(self, asked: str) -> int | None:
        """Return the life that *asked* names by its first wording, or by any other it has had, or None."""
        first, second = parted(asked)
        if first not in {"", of_policy(self.policy)}:
            return None
        if (found := self._by_half.get(second)) is not None:
            return found
        for marked, readers in self._readers.items():
            for ordinal, life in enumerate(readers):
                if half(marked, ordinal) == second:
                    return life
        return None

    def _marked(self, clauses: Sequence[Clause], tied: Ties) -> list[int]:
        """Return the marks of *clauses*, made anew only where words may differ."""
        marks = self._marks
        return [
            marks[tied.untouched[place]] if place in tied.untouched else mark(clause.text)
            for place, clause in enumerate(clauses)
        ]

    def _told(self, clauses: Sequence[Clause], marks: Sequence[int], tied: Ties) -> list[int]:
        """Return the life of every place, -1 for the newborn; of a reading that was there before, at once."""
        if known := self._states.get(_state(marks)):
            return [*known]
        if len(tied.untouched) == len(clauses) == len(self.present):
            return [self.present[tied.untouched[place]] for place in range(len(clauses))]
        dead = {life: self.lives[life].clause for life in [*self._dead][-max(_SOUGHT, _TIMES * len(clauses)) :]}
        was = dict(zip(self.present, self._marks, strict=True))
        past = Past(self.present, self._clauses, was, self._has_read, self._seat, dead)
        return claimed(past, clauses, marks, tied).lives

    def _has_read(self, marked: int) -> Sequence[int]:
        return self._readers.get(marked, ())

    def _seat(self, life: int) -> Seat:
        """Return where *life* stood last; of one that stands, in the version before."""
        held = self.lives[life]
        return held.seat if held.gone else self._seated(held.place)

    def _seated(self, place: int) -> Seat:
        left = self.present[place - 1] if place else -1
        right = self.present[place + 1] if place + 1 < len(self.present) else -1
        path = self._clauses[place].path
        return Seat(left, right, path[-1] if path else "", self.version)

    def _born(
        self, version: int, clauses: Sequence[Clause], marks: Sequence[int], lives: Sequence[int], tied: Ties
    ) -> tuple[int, ...]:
        """Return *lives* with new ones where nobody is yet."""
        whole = {place: self.present[split.before[0]] for split in tied.splits for place in split.after}
        told, before = [], dict[int, int]()
        for place, life in enumerate(lives):
            marked = marks[place]
            ordinal = before.get(marked, 0)
            before[marked] = ordinal + 1
            if life < 0:
                parents = (whole[place],) if place in whole else ()
                born = self._bear(version, clauses[place], marked, ordinal, parents)
                born.place = place
                told.append(born.number)
            else:
                told.append(life)
        return tuple(told)

    def _bear(self, version: int, clause: Clause, marked: int, ordinal: int, parents: tuple[int, ...]) -> Life:
        ordinals = chain((ordinal,), count(len(self._has_read(marked))))
        called = next(name for at in ordinals if (name := half(marked, at)) not in self._by_half)
        life = Life(len(self.lives), called, version, clause, [marked], fresh(clause.text, version), version, parents)
        self.lives.append(life)
        self._by_half[called] = life.number
        self._readers.setdefault(marked, []).append(life.number)
        return life

    def _stayed(
        self, version: int, clauses: Sequence[Clause], marks: Sequence[int], present: Sequence[int],
        changes: Sequence[Change], tied: Ties,
    ) -> Iterator[Turn]:  # fmt: skip
        """Take every life that stands in *version* there, and yield what happened to it."""
        stood = {life: place for place, life in enumerate(self.present)}
        by_place = {place: change for change in changes for place in change.after}
        joint = self._joined(version, clauses, changes)
        turns = []
        for place, number in enumerate(present):
            life, clause, was = self.lives[number], clauses[place], stood.get(number)
            if was is None or tied.untouched.get(place) != was:
                turn = self._turn(life, version, clause, was, place, by_place.get(place), present)
                self._read(life, clause, turn, marks[place], joint.get(place))
                turns += [turn] if turn.fate is not Fate.MOVED or turn.moved else []
            elif life.clause.text != clause.text:
                life.words = redressed(life.words, life.clause.text, clause.text)
            life.clause, life.place = clause, place
        yield from turns

    def _turn(
        self, life: Life, version: int, clause: Clause, was: int | None, place: int, change: Change | None,
        present: Sequence[int],
    ) -> Turn:  # fmt: skip
        """Return what *version* brought to *life*, which stands at *place* in it."""
        if life.born == version:
            return Turn(life.number, version, Fate.BORN, None, place, others=life.parents)
        if was is None:
            return Turn(life.number, version, Fate.BACK, life.place, place, seen=life.seat.until)
        if change and was in change.before:
            kin = {self.present[at] for at in change.before} | {present[at] for at in change.after}
            return Turn(
                life.number, version, _FATES[change.event], was, place, change.moved, (*sorted(kin - {life.number}),)
            )
        fate = _FATES[verdict(life.clause, clause, 1.0)[0]]
        return Turn(life.number, version, fate, was, place, moved=True)

    def _read(self, life: Life, clause: Clause, turn: Turn, marked: int, joint: Provenance | None) -> None:
        """Note how *life* reads with *turn*."""
        old, new, version = life.clause.text, clause.text, turn.version
        if turn.fate is Fate.BACK:
            life.absences.append((life.gone, version))
            life.gone = 0
            del self._dead[life.number]
        if turn.fate is Fate.BORN:
            life.words = joint or life.words
        elif turn.fate in {Fate.SPLIT, Fate.MERGED} and joint:
            life.words = grown(life.words, old, joint)
        elif turn.fate is Fate.COSMETIC:
            life.words = redressed(life.words, old, new)
        else:
            life.words = reworded(life.words, old, new, version)
        if turn.fate is not Fate.COSMETIC and told_words(old) != told_words(new):
            life.worded = version
        if marked not in life.marks:
            life.marks.append(marked)
            self._readers.setdefault(marked, []).append(life.number)

    def _joined(self, version: int, clauses: Sequence[Clause], changes: Sequence[Change]) -> dict[int, Provenance]:
        """Return the provenance of the words of every clause that came of a split or a merger, by place."""
        told: dict[int, Provenance] = {}
        for change in changes:
            if change.event in {Event.SPLIT, Event.MERGED}:
                sources = [(self._clauses[at].text, self.lives[self.present[at]].words) for at in change.before]
                joint = rejoined(sources, [clauses[place].text for place in change.after], version)
                told.update(zip(change.after, joint, strict=True))
        return told

    def _left(self, version: int, present: Sequence[int], changes: Sequence[Change]) -> Iterator[Turn]:
        """Bury every life that *version* is without, and yield its turn."""
        standing = set(present)
        if standing.issuperset(self.present):
            return
        wholes = {at: change.after[0] for change in changes if change.event is Event.MERGED for at in change.before}
        for was, number in enumerate(self.present):
            if number not in standing:
                life = self.lives[number]
                life.seat, life.gone, life.place = self._seated(was), version, was
                self._dead[number] = None
                into = (present[wholes[was]],) if was in wholes else ()
                yield Turn(number, version, Fate.GONE, was, None, others=into)

    def _remember(self, marks: Sequence[int], present: Sequence[int]) -> None:
        """Keep whose lives a reading showed, for when it returns; the longest unseen are forgotten first."""
        state = _state(marks)
        if (held := self._states.pop(state, None)) is None:
            held = array("q", present)
            self._remembered += len(held)
        self._states[state] = held
        while self._remembered > _MOST_REMEMBERED and len(self._states) > 1:
            self._remembered -= len(self._states.pop(next(iter(self._states))))


def _state(marks: Sequence[int]) -> bytes:
    return hashlib.blake2b(array("Q", marks).tobytes(), digest_size=16).digest()


def follow(
    timeline: Timeline, clauses_of: Callable[[str], Sequence[Clause]], until: int | None = None
) -> tuple[Ledger, list[Standing]]:
    """Return all lives of *timeline*, up to the version numbered *until*, and what every version brought."""
    ledger, told = Ledger(timeline.policy.name), list[Standing]()
    known = {revision.after.number: revision.changes for revision in timeline.revisions}
    before: Sequence[Clause] = ()
    for version in timeline.versions[:until]:
        clauses = clauses_of(version.text)
        if version.number not in known:
            known[version.number] = compare.changes(before, clauses) if told else ()
        told.append(ledger.follow(version.number, clauses, known[version.number]))
        before = clauses
    return ledger, told
