"""How well clauses are aligned: python benchmarks/alignment.py --pairs FILE --out pred.jsonl [--score SCORER] [--peers]

*FILE* holds pairs of clause lists with the truth, as those of the bench do (gzip or plain); `benchmarks/edits.py`
makes more of them. The predictions are written as the scorer reads them: a pair of clauses is "modified" where its
words changed, and "dated" or "referred" where no more did than the date of an update line or the number of a
cross-reference, which the truth counts as noise. Seconds are processor time, keys and weights included.
--growth, --schedules and --real print tables that need no scorer. Nothing here is imported by the package.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import peers
import schedules

from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.text.labels import split_label

KINDS = {"h": Kind.HEADING, "p": Kind.PARAGRAPH, "li": Kind.ITEM, "tr": Kind.ROW}
QUIET = {"same words but for a date": "dated", "same words but for references": "referred"}
SIZES = (100, 1_000, 3_000, 10_000)


def clause(told: dict[str, Any]) -> Clause:
    """Return a clause of the pairs, whose text still opens with its number."""
    text, kind, path = told["text"], KINDS[told["kind"]], tuple(told["path"])
    if kind is Kind.ROW:
        return Clause(kind, text.strip("| "), path=path)
    label, rest = split_label(text, heading=kind is Kind.HEADING)
    return Clause(kind, rest, label, path) if rest else Clause(kind, text, path=path)


def pairs(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the pairs of *path*."""
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    with gzip.open(path, "rt") if packed else path.open() as lines:
        yield from map(json.loads, lines)


def kind(change: Change) -> str:
    """Return the scorer's word for *change*."""
    return QUIET.get(change.how, "modified") if change.event is Event.REWORDED else str(change.event)


def events(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return *changes* as the scorer reads them."""
    return [{"old": c.before, "new": c.after, "kind": kind(c), "moved": c.moved} for c in changes]


def ours(pair: dict[str, Any]) -> tuple[float, list[dict[str, Any]]]:
    """Return how long this house takes for *pair*, and what it finds."""
    before, after = ([clause(told) for told in pair[side]] for side in ("old", "new"))
    start = time.process_time()
    changes = compare(before, after)
    return time.process_time() - start, events(changes)


def predict(path: Path, out: Path, tool: Callable[[dict[str, Any]], tuple[float, list[dict[str, Any]]]]) -> None:
    """Write what *tool* finds in the pairs of *path* to *out*."""
    with out.open("w") as lines:
        for pair in pairs(path):
            seconds, found = tool(pair)
            lines.write(json.dumps({"id": pair["id"], "seconds": seconds, "events": found}) + "\n")


def score(scorer: Path, path: Path, out: Path) -> None:
    """Let *scorer* judge *out*."""
    subprocess.run([sys.executable, str(scorer), "--pairs", str(path), "--pred", str(out)], check=True)


def timed(work: Callable[[], object]) -> float:
    """Return the processor time that *work* takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


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


def real(folder: Path) -> None:
    """Print how long the consecutive texts of a folder with `gold.jsonl` and `gold/` take."""
    from edits import clauses as read  # noqa: PLC0415 (reads Markdown, which no other table needs)

    histories: dict[str, list[str]] = {}
    for row in sorted(map(json.loads, (folder / "gold.jsonl").open()), key=lambda row: (row["doc"], row["timestamp"])):
        texts = histories.setdefault(row["doc"], [])
        if not texts or texts[-1] != row["gold"]:
            texts.append(row["gold"])
    seconds = []
    for texts in histories.values():
        told = [read(folder / "gold" / name) for name in texts]
        seconds += [timed(lambda: compare(a, b)) for a, b in zip(told, told[1:], strict=False)]  # noqa: B023, RUF007
    cuts = statistics.quantiles(seconds, n=100)
    print(
        f"{len(seconds)} consecutive pairs: median {cuts[49] * 1000:.1f} ms, 99 % {cuts[98] * 1000:.1f} ms, worst {max(seconds) * 1000:.0f} ms"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, help="pairs with their truth, one JSON line each")
    parser.add_argument("--out", type=Path, default=Path("pred.jsonl"))
    parser.add_argument("--score", type=Path, help="the scorer to run on what was written")
    parser.add_argument("--peers", action="store_true", help="also what other tools find, in files beside --out")
    parser.add_argument("--growth", action="store_true", help="time against the number of clauses")
    parser.add_argument("--schedules", action="store_true", help="invented tables whose rows hardly differ")
    parser.add_argument("--real", type=Path, metavar="DIR", help="time on the consecutive texts of DIR/gold.jsonl")
    chosen = parser.parse_args()
    if chosen.pairs:
        tools = {"clausetrail": ours} | (peers.present() if chosen.peers else {})
        for name, tool in tools.items():
            out = chosen.out if name == "clausetrail" else chosen.out.with_name(f"{chosen.out.stem}.{name}.jsonl")
            predict(chosen.pairs, out, tool)
            print(f"\n{name}: {out}")
            if chosen.score:
                score(chosen.score, chosen.pairs, out)
    if chosen.schedules:
        schedules.table(compare)
    if chosen.growth:
        growth()
    if chosen.real:
        real(chosen.real)


if __name__ == "__main__":
    main()
