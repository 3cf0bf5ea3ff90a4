"""Measure whether words that both texts have are reported as removed or added.

    python benchmarks/kept_words.py [--drawn 60] [--gold DIR ...] [--lists FILE ...] [--store DIR ...] [--show 3]

The drawn family is made by code, with known truth, in six classes: a sentence that moved to another clause, a clause cut down to
one sentence, two halves of a clause far from each other, the parts of a clause in another order, a clause in many parts with new
text between, and a clause whose sentences went to several others. Other clauses are reworded, added and removed around them. For
each class the table has precision, recall and F1 of what is reported about the clauses concerned: the pairs of clauses that
share a sentence, additions and removals.

The detector needs no truth. It counts the clauses of 12 words or more that are reported as added or removed although 80 % of
their runs of 8 words are on the other side at least as often. It reads a folder with gold.jsonl and gold/ (neighbouring
versions, and versions about a year apart), pairs of clause lists as `bench/diff/pairs.jsonl.gz` holds them, or the
neighbouring versions of all policies in a store.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from dates import clauses

from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Change, Clause, Event, Kind, parse_timestamp
from clausetrail.snapshots.store import opened
from clausetrail.snapshots.text.tokens import words

_RUN, _LEAST_WORDS, _SHARE = 8, 12, 0.8
_YEAR = timedelta(days=365)

_SMALL = ["the", "of", "to", "and", "in", "for", "that", "with", "or", "on", "by", "at", "from", "as", "if", "when"]
# Content words without a meaning: enough of them that two sentences share no run of eight words by chance.
_WORDS = [a + b + c for a in ("lan", "mor", "tes", "bri", "kol", "ven", "sta", "pul", "fir", "gad", "hom", "jen")
          for b in ("di", "ta", "lo", "ru", "be", "ni", "va", "su") for c in ("ng", "r", "st", "l", "m", "nt")]  # fmt: skip

Item = tuple[str, int, int]


@dataclass(slots=True)
class Drawn:
    """One pair of readings under construction: clauses as lists of sentences, and what is true of them."""

    before: list[list[str]] = field(default_factory=list)
    after: list[list[str]] = field(default_factory=list)
    concerned: set[str] = field(default_factory=set)  # sentences of the clauses that the class is about


class Sentences:
    """An endless supply of sentences of 9 to 24 words, of which every second or third is a common small word."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def one(self) -> str:
        dice = self._dice
        found = [dice.choice(_SMALL if dice.random() < 0.4 else _WORDS) for _ in range(dice.randint(9, 24))]
        return " ".join(found).capitalize() + "."

    def some(self, least: int, most: int) -> list[str]:
        return [self.one() for _ in range(self._dice.randint(least, most))]


def sentence_moved(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    one, two, moved = supply.some(2, 5), supply.some(2, 5), supply.one()
    others = [supply.some(1, 3) for _ in range(dice.randint(0, 30))]
    source, target = [*one], [*two]
    source.insert(dice.randint(0, len(one)), moved)
    target.insert(dice.randint(0, len(two)), moved)
    old, new = [source, *others, two], [one, *others, target]
    return (old, new) if dice.random() < 0.5 else (old[::-1], new[::-1])


def cut_down(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    whole = supply.some(4, 12)
    kept = [dice.choice(whole)]
    new = [supply.some(1, 4) for _ in range(dice.randint(0, 3))]
    new.insert(dice.randint(0, len(new)), kept)
    return [whole], new


def far_halves(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    one, two = supply.some(1, 3), supply.some(1, 3)
    between = [supply.some(1, 2) for _ in range(dice.choice((0, 3, 11, 12, 13, 25, 60)))]
    return [[*one, *two], *([] if dice.random() < 0.5 else between)], [one, *between, two]


def reordered_parts(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    parts = [supply.some(1, 2) for _ in range(dice.randint(3, 8))]
    shown = dice.sample(parts, k=len(parts))
    return [[sentence for part in parts for sentence in part]], shown


def many_parts(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    parts = [supply.some(1, 2) for _ in range(dice.randint(4, 20))]
    new = []
    for part in parts:
        new += [part, *([supply.some(1, 2) for _ in range(dice.randint(1, 4))] if dice.random() < 0.5 else [])]
    return [[sentence for part in parts for sentence in part]], new


def scattered(dice: random.Random, supply: Sentences) -> tuple[list[list[str]], list[list[str]]]:
    clause = supply.some(2, 4)
    others = [supply.some(2, 4) for _ in range(len(clause) + dice.randint(0, 4))]
    new = [[*other] for other in others]
    for sentence, other in zip(clause, dice.sample(new, k=len(clause)), strict=True):
        other.insert(dice.randint(0, len(other)), sentence)
    at = dice.randint(0, len(others))
    return [*others[:at], clause, *others[at:]], new


CLASSES: tuple[Callable[[random.Random, Sentences], tuple[list[list[str]], list[list[str]]]], ...] = (
    sentence_moved, cut_down, far_halves, reordered_parts, many_parts, scattered,
)  # fmt: skip


def draw(make: Callable[[random.Random, Sentences], tuple[list[list[str]], list[list[str]]]], seed: int) -> Drawn:
    """Return one pair of *make*, in either direction, between other clauses that are the same, reworded, added or removed."""
    dice = random.Random(f"{make.__name__} {seed}")
    supply = Sentences(dice)
    old, new = make(dice, supply)
    if dice.random() < 0.5:
        old, new = new, old
    drawn = Drawn(concerned={sentence for side in (old, new) for clause in side for sentence in clause})
    for part in ("above", "concerned", "below"):
        if part == "concerned":
            drawn.before += old
            drawn.after += new
            continue
        for _ in range(dice.randint(3, 12)):
            clause, luck = supply.some(1, 4), dice.random()
            if luck > 0.05:
                drawn.before.append(clause)
            if luck < 0.9:
                drawn.after.append([_reworded(sentence, dice) if luck > 0.7 else sentence for sentence in clause])
    return drawn


def _reworded(sentence: str, dice: random.Random) -> str:
    """Return *sentence* with one of its words replaced by another one."""
    parts = sentence.split()
    parts[dice.randrange(1, len(parts) - 1)] = dice.choice(("lately", "jointly", "kindly", "rarely", "twice"))
    return " ".join(parts)


def truth_of(drawn: Drawn) -> set[Item]:
    """Return the pairs of clauses that share a sentence of the class, and its clauses that share none."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, clause in enumerate(drawn.after):
        for sentence in clause:
            places[sentence].append(j)
    found: set[Item] = set()
    linked = set[int]()
    for i, clause in enumerate(drawn.before):
        if drawn.concerned.isdisjoint(clause):
            continue
        targets = {j for sentence in clause for j in places[sentence]}
        found |= {("pair", i, j) for j in targets} or {("removed", i, -1)}
        linked |= targets
    found |= {("added", -1, j) for j, clause in enumerate(drawn.after)
              if not drawn.concerned.isdisjoint(clause) and j not in linked}  # fmt: skip
    return found


def reported(changes: Sequence[Change], drawn: Drawn) -> set[Item]:
    """Return what *changes* report of the clauses of the class."""
    old = {i for i, clause in enumerate(drawn.before) if not drawn.concerned.isdisjoint(clause)}
    new = {j for j, clause in enumerate(drawn.after) if not drawn.concerned.isdisjoint(clause)}
    found: set[Item] = set()
    for change in changes:
        found |= {("pair", x.before, x.after) for x in change.kept}
        if change.event is Event.REMOVED:
            found |= {("removed", change.before[0], -1)}
        elif change.event is Event.ADDED:
            found |= {("added", -1, change.after[0])}
        else:
            found |= {("pair", i, j) for i in change.before for j in change.after}
    return {item for item in found if item[1] in old or item[2] in new}


def measure_drawn(count: int, show: int) -> None:
    print(f"{'class':16} {'pairs':>5} {'P':>6} {'R':>6} {'F1':>6} {'ms':>6}")
    for make in CLASSES:
        right = wrong = missed = 0
        spent, shown = 0.0, 0
        for seed in range(count):
            drawn = draw(make, seed)
            before, after = (
                [Clause(Kind.PARAGRAPH, " ".join(clause)) for clause in side] for side in (drawn.before, drawn.after)
            )
            started = time.process_time()
            found = compare(before, after)
            spent += time.process_time() - started
            truth, told = truth_of(drawn), reported(found, drawn)
            right, wrong, missed = right + len(truth & told), wrong + len(told - truth), missed + len(truth - told)
            if truth != told and shown < show:
                shown += 1
                print(f"  {make.__name__} {seed}: wrong {sorted(told - truth)}, missed {sorted(truth - told)}")
        precision, recall = right / ((right + wrong) or 1), right / ((right + missed) or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        print(f"{make.__name__:16} {count:5} {precision:6.3f} {recall:6.3f} {f1:6.3f} {spent / count * 1e3:6.1f}")


def _runs(side: Sequence[str]) -> list[tuple[str, ...]]:
    folded = [word.casefold() for word in side]
    return [tuple(folded[at : at + _RUN]) for at in range(len(folded) - _RUN + 1)]


def present_elsewhere(
    before: Sequence[Clause], after: Sequence[Clause], changes: Sequence[Change], *, once: bool = False
) -> list[Change]:
    """Return the additions and removals in *changes* of clauses that the other side has all the same.

    With *once*, it need not have them as often: a second copy that was added or removed counts, too.
    """
    if not any(change.event in {Event.ADDED, Event.REMOVED} for change in changes):
        return []
    counts = [Counter(run for clause in side for run in _runs(words(clause.text))) for side in (before, after)]
    found = []
    for change in changes:
        if change.event not in {Event.ADDED, Event.REMOVED}:
            continue
        own, other = counts if change.before else counts[::-1]
        tokens = words((before[change.before[0]] if change.before else after[change.after[0]]).text)
        runs = _runs(tokens)
        present = sum(other[run] >= (1 if once else own[run]) for run in runs)
        if len(tokens) >= _LEAST_WORDS and present >= _SHARE * len(runs):
            found.append(change)
    return found


Pair = tuple[str, Sequence[Clause], Sequence[Clause]]


def gold_pairs(folder: Path) -> Iterator[tuple[str, Pair]]:
    """Yield the neighbouring versions of *folder*, and for each version the first one that is at least a year younger."""
    captures: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("gold"):
            captures[row.get("doc") or row["url"]].append((row["timestamp"], row["gold"]))
    for name in sorted(captures):
        read: dict[str, Sequence[Clause]] = {}

        def text(gold: str, read: dict[str, Sequence[Clause]] = read) -> Sequence[Clause]:
            if gold not in read:
                body = (folder / "gold" / gold).read_bytes()
                read[gold] = clauses(body, "text/markdown; charset=utf-8")
            return read[gold]

        rows = sorted(captures[name])
        for (_, old), (time_, new) in pairwise(rows):
            if old != new:
                yield "neighbours", (f"{name} {time_}", text(old), text(new))
        seen = set[tuple[str, str]]()
        for time_, old in rows:
            later = (new for when, new in rows if parse_timestamp(when) - parse_timestamp(time_) >= _YEAR)
            new = next(later, old)
            if old != new and (old, new) not in seen:
                seen.add((old, new))
                yield "a year apart", (f"{name} {time_}", text(old), text(new))


def listed_pairs(file: Path) -> Iterator[tuple[str, Pair]]:
    kinds = {"h": Kind.HEADING, "p": Kind.PARAGRAPH, "li": Kind.ITEM, "i": Kind.ITEM, "r": Kind.ROW}
    for line in (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8"):
        row = json.loads(line)
        sides = ([Clause(kinds.get(x.get("kind", "p"), Kind.PARAGRAPH), x["text"], path=tuple(x.get("path", ())))
                  for x in row[side]] for side in ("old", "new"))  # fmt: skip
        before, after = sides
        yield file.name, (str(row.get("id", "")), before, after)


def stored_pairs(folder: Path) -> Iterator[tuple[str, Pair]]:
    with opened(folder) as store:
        for policy in store.facts.policies():
            for revision in store.timeline(policy).revisions:
                before, after = (store.derivations.clauses(side.text) for side in (revision.before, revision.after))
                yield "store", (f"{policy.name} {revision.after.number}", before, after)


def detect(pairs: Iterator[tuple[str, Pair]], show: int) -> None:
    seen: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    spent: defaultdict[str, list[float]] = defaultdict(list)
    for sort, (name, before, after) in pairs:
        started = time.process_time()
        changes = compare(before, after)
        spent[sort].append(time.process_time() - started)
        found = present_elsewhere(before, after, changes)
        numbers = seen[sort]
        numbers[0] += 1
        numbers[1] += bool(found)
        numbers[4] += bool(present_elsewhere(before, after, changes, once=True))
        numbers[2] += len(found)
        numbers[3] += sum(change.event in {Event.ADDED, Event.REMOVED} for change in changes)
        for change in found[:1] if numbers[1] <= show else []:
            text = (before[change.before[0]] if change.before else after[change.after[0]]).text
            print(f"  {sort}, {name}: {change.event} {change.before or change.after} {text[:300]}")
    for sort, (total, faulty, wrong, all_, once) in seen.items():
        times = sorted(spent[sort])
        print(f"{sort}: {faulty} of {total} pairs ({faulty / total:.1%}) report {wrong} of {all_} additions and removals although "
              f"the words are present as often, {once} although they are present; CPU median {times[len(times) // 2] * 1e3:.1f} ms, mean {sum(times) / len(times) * 1e3:.1f} ms")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawn", type=int, default=60)
    for name in ("--gold", "--lists", "--store"):
        parser.add_argument(name, type=Path, nargs="*", default=[])
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.drawn:
        measure_drawn(arguments.drawn, arguments.show)
    for folders, read in (
        (arguments.gold, gold_pairs),
        (arguments.lists, listed_pairs),
        (arguments.store, stored_pairs),
    ):
        for folder in folders:
            print(folder)
            detect(read(folder), arguments.show)


if __name__ == "__main__":
    main()
