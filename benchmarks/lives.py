"""Measure how well clauses keep their identity and words their dates: python benchmarks/lives.py [--store FOLDER]

Histories of invented words with known truth: edits, moves, splits, merges, removals and restorations, wordings that
return, and whole pages that show another text for a while. With --store, the policies of a real store instead,
where the truth is known only of readings that return. Nothing here is imported by the package.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.word_provenance import dated_words, origins_of
from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.store import opened


def vocabulary_of(dice: random.Random) -> list[str]:
    """Return invented words, most used first."""
    syllables = [consonant + vowel for consonant in "bcdfghklmnprstvw" for vowel in "aeiou"]
    return ["".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(20_000)]


@dataclass(frozen=True)
class Known:
    """A clause with its true identity, and its words with the version that added each."""

    identity: int
    added_in: int
    words: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        return " ".join(word for word, _ in self.words)


class World:
    """A document that changes, with a record of its changes."""

    def __init__(self, seed: int, size: int) -> None:
        self.dice = random.Random(seed)
        self._vocabulary = vocabulary_of(random.Random(1))
        self._weights = [1 / (rank + 3) for rank in range(len(self._vocabulary))]
        self._cumulated = [*itertools.accumulate(self._weights)]
        self._identities = itertools.count()
        self.version = 1
        self.removed: list[Known] = []
        self.earlier: dict[int, Known] = {}
        self.clauses = [self.new() for _ in range(size)]

    def drawn(self, many: int) -> list[str]:
        return self.dice.choices(self._vocabulary, cum_weights=self._cumulated, k=many)

    def new(self) -> Known:
        words = tuple((word, self.version) for word in self.drawn(self.dice.randint(6, 40)))
        return Known(next(self._identities), self.version, words)

    def place(self) -> int:
        return self.dice.randrange(len(self.clauses))

    def edited(self, clause: Known) -> Known:
        """Return *clause* with one to three stretches of words put in, taken out or replaced."""
        words = [*clause.words]
        for _ in range(self.dice.randint(1, 3)):
            at, many = self.dice.randrange(len(words)), self.dice.randint(1, 4)
            new = [(word, self.version) for word in self.drawn(many)]
            kind = self.dice.choice(("in", "out", "over"))
            if kind == "in" or len(words) < 10:
                words[at:at] = new
            elif kind == "out":
                del words[at : at + many]
            else:
                words[at : at + many] = new
        return replace(clause, words=tuple(words))

    def edit(self) -> None:
        at = self.place()
        self.earlier[self.clauses[at].identity] = self.clauses[at]
        self.clauses[at] = self.edited(self.clauses[at])

    def revert(self) -> None:
        """Undo the last edit of a clause."""
        edited = [at for at, clause in enumerate(self.clauses) if clause.identity in self.earlier]
        if edited:
            at = self.dice.choice(edited)
            self.clauses[at] = self.earlier.pop(self.clauses[at].identity)

    def move(self) -> None:
        clause = self.clauses.pop(self.place())
        self.clauses.insert(self.place(), clause)

    def split(self) -> None:
        at = self.place()
        clause = self.clauses[at]
        if len(clause.words) < 16:
            return
        cut = self.dice.randint(6, len(clause.words) - 6)
        parts = [clause.words[:cut], clause.words[cut:]]
        keeps = len(parts[0]) < len(parts[1])
        other = Known(next(self._identities), self.version, parts[not keeps])
        self.earlier.pop(clause.identity, None)
        pair = [replace(clause, words=parts[keeps]), other]
        self.clauses[at : at + 1] = reversed(pair) if keeps else pair

    def merge(self) -> None:
        at = self.dice.randrange(len(self.clauses) - 1)
        first, second = self.clauses[at : at + 2]
        keeps = second if len(second.words) > len(first.words) else first
        self.earlier.pop(first.identity, None)
        self.earlier.pop(second.identity, None)
        self.clauses[at : at + 2] = [replace(keeps, words=first.words + second.words)]

    def remove(self) -> None:
        clause = self.clauses.pop(self.place())
        self.earlier.pop(clause.identity, None)
        self.removed.append(clause)

    def add(self) -> None:
        self.clauses.insert(self.place(), self.new())

    def restore(self) -> None:
        if self.removed:
            clause = self.removed.pop(self.dice.randrange(len(self.removed)))
            self.clauses.insert(self.place(), self.edited(clause) if self.dice.random() < 0.3 else clause)


STEPS = ("edit",) * 6 + ("revert",) * 2 + ("move", "split", "merge") + ("remove", "add", "restore") * 2


def history(seed: int, versions: int, size: int) -> Iterator[list[Known]]:
    """Yield the versions of a document; one in twelve is seen as another page for one or two captures."""
    world, dice = World(seed, size), random.Random(seed + 1)
    yield [*world.clauses]
    shown = 1
    while shown < versions:
        world.version = shown = shown + 1
        if dice.random() < 1 / 12:
            yield variant(world, dice)
            world.version = shown = shown + 1
        for _ in range(dice.randint(1, 4)):
            getattr(world, dice.choice(STEPS))()
        yield [*world.clauses]


def variant(world: World, dice: random.Random) -> list[Known]:
    """Return another page: one of other words, one that lacks a stretch, or one of older wordings."""
    kind, many = dice.choice(("other", "lacking", "older")), len(world.clauses)
    if kind == "other":
        return [world.new() for _ in range(many)]
    if kind == "lacking":
        at = dice.randrange(many)
        return world.clauses[:at] + world.clauses[at + many // 3 :]
    return [world.earlier.get(clause.identity, clause) for clause in world.clauses]


class Score:
    """What is counted over all histories."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._identity_of: dict[int, int] = {}
        self._truth_of: dict[int, int] = {}

    def next_history(self) -> None:
        self._identity_of, self._truth_of = {}, {}

    def add(self, truth: list[Known], tracker: IdentityTracker) -> None:
        for clause, number in zip(truth, tracker.current, strict=True):
            found = tracker.histories[number]
            self.counts["clauses"] += 1
            self.counts["switched"] += self._identity_of.get(clause.identity, number) != number
            self.counts["shared"] += self._truth_of.get(number, clause.identity) != clause.identity
            self._identity_of[clause.identity], self._truth_of[number] = number, clause.identity
            self.counts["clauses dated right"] += found.added_in == clause.added_in
            since = [origin.since for origin in origins_of(found.provenance.runs)]
            self.counts["words"] += len(since)
            self.counts["words dated right"] += sum(a == b for a, (_, b) in zip(since, clause.words, strict=True))


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def synthetic(histories: int, versions: int, size: int) -> None:
    """Print how well the truth was found."""
    score, follow, compare, seen = Score(), 0.0, 0.0, 0
    for seed in range(histories):
        tracker, before = IdentityTracker("invented"), []
        score.next_history()
        for number, truth in enumerate(history(seed, versions, size), start=1):
            clauses = [Clause(Kind.PARAGRAPH, clause.text) for clause in truth]
            assert all(
                dated_words(c.text) == tuple(word for word, _ in t.words) for c, t in zip(clauses, truth, strict=True)
            )
            start = time.process_time()
            found = changes(before, clauses) if number > 1 else ()
            middle = time.process_time()
            tracker.add_version(number, clauses, found)
            compare, follow = compare + middle - start, follow + time.process_time() - middle
            score.add(truth, tracker)
            before, seen = clauses, seen + 1
    c = score.counts
    print(f"{histories} histories, {seen} versions, {c['clauses']} clause-versions")
    print(f"identity switches per 1,000 clause-versions {1000 * c['switched'] / c['clauses']:.2f}, "
          f"identities reused for another clause {1000 * c['shared'] / c['clauses']:.2f}")  # fmt: skip
    print(f"dated right: clauses {100 * c['clauses dated right'] / c['clauses']:.2f} %, "
          f"words {100 * c['words dated right'] / c['words']:.2f} %")  # fmt: skip
    print(f"versions a second: {seen / follow:.0f} followed, {seen / compare:.0f} compared")


def ids_of(versions: list[list[Clause]]) -> tuple[list[list[str]], IdentityTracker]:
    """Return the ID of every clause of every version."""
    tracker, ids, before = IdentityTracker("invented"), [], list[Clause]()
    for number, clauses in enumerate(versions, start=1):
        tracker.add_version(number, clauses, changes(before, clauses) if ids else ())
        ids.append([tracker.clause_id(identity) for identity in tracker.current])
        before = clauses
    return ids, tracker


def landing(histories: int, versions: int, size: int) -> None:
    """Print how many IDs change, and how many are no longer valid, when one version in ten is only found later."""
    counts: Counter[str] = Counter()
    for seed in range(histories):
        whole = [[Clause(Kind.PARAGRAPH, c.text) for c in known] for known in history(seed, versions, size)]
        early = [number for number in range(len(whole)) if number % 10 != 5]
        first, _ = ids_of([whole[number] for number in early])
        later, tracker = ids_of(whole)
        for names, number in zip(first, early, strict=True):
            for name, now in zip(names, later[number], strict=True):
                counts["clauses"] += 1
                counts["changed"] += name != now
                identity = tracker.find(name) if name != now else None
                counts["lost"] += name != now and (identity is None or tracker.clause_id(identity) != now)
    print(f"one version in ten is found later: of 1,000 IDs {1000 * counts['changed'] / counts['clauses']:.2f} change, "
          f"{1000 * counts['lost'] / counts['clauses']:.2f} no longer lead to the clause")  # fmt: skip


def real(folder: Path) -> None:
    """Print how often identities of a store's policies change where a reading returns, and how fast they are tracked."""
    counts: Counter[str] = Counter()
    with opened(folder) as store:
        for policy in store.facts.policies():
            timeline, tracker = store.timeline(policy), IdentityTracker(policy.name)
            found = {revision.after.number: revision.changes for revision in timeline.revisions}
            known: dict[int, int] = {}
            for version in timeline.versions:
                clauses = store.derivations.clauses(version.text)
                start = time.process_time()
                tracker.add_version(version.number, clauses, found.get(version.number, ()))
                counts["seconds"] += int(1e6 * (time.process_time() - start))
                counts["versions"] += 1
                hashes = [wording_hash(clause.text) for clause in clauses]
                once = {hashed for hashed, many in Counter(hashes).items() if many == 1}
                for hashed, identity in zip(hashes, tracker.current, strict=True):
                    counts["clauses"] += 1
                    if hashed in once:
                        counts["switched"] += known.get(hashed, identity) != identity
                        known[hashed] = identity
            counts["identities"] += len(tracker.histories)
    print(f"{counts['versions']} versions, {counts['clauses']} clause-versions, {counts['identities']} identities")
    print(f"same words, other identity: {1000 * counts['switched'] / counts['clauses']:.2f} per 1,000 clause-versions")
    print(f"versions a second: {1e6 * counts['versions'] / counts['seconds']:.0f} followed")


def main() -> None:
    """Run the chosen benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="data folder with the policies to track")
    parser.add_argument("--histories", type=int, default=20)
    parser.add_argument("--versions", type=int, default=200)
    parser.add_argument("--clauses", type=int, default=100)
    chosen = parser.parse_args()
    if chosen.store:
        real(chosen.store)
    else:
        synthetic(chosen.histories, chosen.versions, chosen.clauses)
        landing(chosen.histories // 4, chosen.versions, chosen.clauses)


if __name__ == "__main__":
    main()
