"""How well the differ finds known edits, and how its cost grows: python benchmarks/differ.py [--bench ../shared/bench]

The pairs are clause lists of real policies with scripted edits and the truth beside them; their own scorer
judges. The growth table is of invented words, measured against difflib on the same lines in the same run,
since only the ratio outlives the machine. Nothing here is imported by the package.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from snapshots.differ import compare
from snapshots.labels import parse
from snapshots.model import Change, Clause, Event, Kind

KINDS = {"h": Kind.HEADING, "p": Kind.PARAGRAPH, "li": Kind.ITEM, "tr": Kind.ROW}
SIZES = (100, 1_000, 3_000, 10_000)


def clause(told: dict[str, object]) -> Clause:
    """Return a clause of the pairs, whose text still opens with its number."""
    text, kind = str(told["text"]), KINDS[str(told["kind"])]
    path = told["path"]
    assert isinstance(path, list)
    if kind is Kind.ROW:
        return Clause(kind, text.strip("| "), path=tuple(path))
    label, rest = parse(text, heading=kind is Kind.HEADING)
    return Clause(kind, rest, label, tuple(path)) if rest else Clause(kind, text, path=tuple(path))


def kind(change: Change, *, apart: bool) -> str:
    """Return the scorer's word for *change*; a date or reference alone goes *apart*, as the truth has it."""
    if change.event is not Event.REWORDED:
        return str(change.event)
    return "dated" if apart and change.how.startswith("same words but for") else "modified"


def events(changes: Sequence[Change], *, apart: bool) -> list[dict[str, object]]:
    """Return *changes* as the scorer reads them."""
    return [{"old": c.before, "new": c.after, "kind": kind(c, apart=apart), "moved": c.moved} for c in changes]


def timed(work: Callable[[], object]) -> float:
    """Return the processor time that *work* takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def score(bench: Path, pred: Path, *, apart: bool) -> None:
    """Write the predictions for the pairs of *bench* to *pred* and let its scorer judge them."""
    with gzip.open(bench / "diff" / "pairs.jsonl.gz", "rt") as pairs, pred.open("w") as out:
        for pair in map(json.loads, pairs):
            before, after = ([clause(told) for told in pair[side]] for side in ("old", "new"))
            start = time.process_time()
            changes = compare(before, after)
            seconds = time.process_time() - start
            out.write(json.dumps({"id": pair["id"], "seconds": seconds, "events": events(changes, apart=apart)}) + "\n")
    subprocess.run([sys.executable, str(bench / "diff" / "score_diff.py"), "--pred", str(pred)], check=True)


def words(dice: random.Random) -> list[str]:
    """Return invented words, most used first."""
    syllables = [consonant + vowel for consonant in "bcdfghklmnprstvw" for vowel in "aeiou"]
    return ["".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(20_000)]


def clauses(dice: random.Random, vocabulary: Sequence[str]) -> Iterator[Clause]:
    """Yield clauses whose words follow Zipf's law, as those of any language do."""
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    while True:
        yield Clause(Kind.PARAGRAPH, " ".join(dice.choices(vocabulary, weights, k=dice.randint(6, 40))) + ".")


def touched(before: Sequence[Clause], new: Iterator[Clause], dice: random.Random) -> list[Clause]:
    """Return *before* with about 15 % of its clauses dropped, added, reworded or moved."""
    after: list[Clause] = []
    for old in before:
        chance = dice.random()
        if chance < 0.04:
            continue
        if chance < 0.08:
            after.append(next(new))
        text = old.text.split()
        if chance > 0.94:
            text[dice.randrange(len(text))] = "indeed"
        after.append(Clause(old.kind, " ".join(text)))
    for _ in range(len(before) // 100):
        after.insert(dice.randrange(len(after)), after.pop(dice.randrange(len(after))))
    return after


def growth() -> None:
    """Print how long related and unrelated readings take, and how many times difflib on lines that is."""
    print(f"{'clauses':>8} {'reading':>10} {'ms':>8} {'per 1,000':>10} {'difflib ms':>11} {'ratio':>8}")
    for size in SIZES:
        dice = random.Random(size)
        new = clauses(dice, words(dice))
        before = [next(new) for _ in range(size)]
        for name, after in (("related", touched(before, new, dice)), ("unrelated", [next(new) for _ in range(size)])):
            lines = [[told.text for told in side] for side in (before, after)]
            ours = timed(lambda: compare(before, after))  # noqa: B023 (called at once)
            theirs = timed(lambda: difflib.SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_opcodes())  # noqa: B023
            print(
                f"{size:>8} {name:>10} {ours * 1000:>8.0f} {ours * 1e6 / size:>10.0f}"
                f" {theirs * 1000:>11.1f} {ours / max(theirs, 1e-4):>8.0f}"
            )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--pred", type=Path, default=Path("pred.jsonl"))
    parser.add_argument("--apart", action="store_true", help="do not count a changed date or reference as modified")
    parser.add_argument("--only", choices=("score", "growth"))
    chosen = parser.parse_args()
    if chosen.only != "growth":
        score(chosen.bench, chosen.pred, apart=chosen.apart)
    if chosen.only != "score":
        growth()


if __name__ == "__main__":
    main()
