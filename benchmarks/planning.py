"""What does a plan cost, and what does it miss? Known histories, planned as a crawl plans them, nothing fetched.

    python benchmarks/planning.py [--sequences ../shared/bench/sequences/sequences.jsonl.gz]

The sequences are lines of {"policy", "captures": [[timestamp, digest, text], ...]}: equal texts read alike. A *lasting*
change lies between two texts that stand for at least two captures running, texts seen once left out. It is *seen* where
both texts were looked at, *located* where the last capture before and the first after it were. *stated* is the widest interval that the plan says it
leaves unexplained; *outside* counts steps of text, lasting or not, that are neither located nor inside a stated interval:
it must be 0. The even and the odd policies (by name) are told apart; the plan's figures were chosen with an eye on both.

Then sequences drawn by a fixed seed, k changes in n captures at random places, against k * log2(n / k) + k looks.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

from clausetrail.crawler.planning.capture_plan import listed_captures, next_captures, unfetched_payloads
from clausetrail.snapshots.history.coverage import ListedCapture, coverage_gaps
from clausetrail.snapshots.model import Capture

SEQUENCES = Path("../shared/bench/sequences/sequences.jsonl.gz")
NEVER = 1e9  # days


@dataclass(frozen=True, slots=True)
class History:
    """A policy's captures in order, and what each of them says."""

    captures: list[Capture]
    texts: list[str]

    def steps(self) -> list[int]:
        """Return each position whose text differs from the one before."""
        return [after for after in range(1, len(self.texts)) if self.texts[after] != self.texts[after - 1]]

    def lasting(self) -> list[tuple[range, range]]:
        """Return where the texts before and after each lasting change stand."""
        runs, start = [], 0
        for text, run in groupby(self.texts):
            length = len(list(run))
            runs += [(text, range(start, start + length))] if length > 1 else []
            start += length
        return [(a[1], b[1]) for a, b in pairwise(runs) if a[0] != b[0]]


@dataclass(slots=True)
class Figures:
    """What a plan brought, added up over policies."""

    captures: int = 0
    looks: int = 0
    lasting: int = 0
    seen: int = 0
    located: int = 0
    stated: float = 0.0
    outside: int = 0

    def add(self, history: History, sequence: Sequence[ListedCapture], looks: int) -> None:
        lasting, seen = history.lasting(), [place.fingerprint is not None for place in sequence]
        gaps = coverage_gaps(sequence)
        spans = [(gap.after and gap.after.id or -1, gap.before and gap.before.id or math.inf) for gap in gaps]
        located = [step for step in history.steps() if seen[step] and seen[step - 1]]
        open_steps = set(history.steps()) - set(located)
        self.captures += len(sequence)
        self.looks += looks
        self.lasting += len(lasting)
        self.seen += sum(any(seen[i] for i in before) and any(seen[i] for i in after) for before, after in lasting)
        self.located += sum(seen[before[-1]] and seen[after[0]] for before, after in lasting)
        self.stated = max([self.stated, *(gap.days for gap in gaps)])
        # A capture's number is its position and one.
        self.outside += sum(not any(a <= step and step + 1 <= b for a, b in spans) for step in open_steps)

    def row(self) -> str:
        share, seen, located = self.looks / self.captures, self.seen / self.lasting, self.located / self.lasting
        return f"{self.looks:6} {share:6.2%} {self.seen:4} {seen:6.1%} {self.located:4} {located:6.1%}"


def planned(history: History, widest: float, budget: int | None = None) -> tuple[list[ListedCapture], int]:
    """Return what a bisecting plan has looked at when it asks for nothing more, and how many captures it fetched."""
    sequence, looks = listed_captures(history.captures, {}, frozenset()), 0
    while asked := next_captures(sequence, widest, None if budget is None else budget - looks):
        looks += len(asked)
        # Each capture of a payload is a sighting of it.
        seen = {capture.digest for capture in asked}
        sequence = [
            replace(place, fingerprint=text) if place.capture.digest in seen else place
            for place, text in zip(sequence, history.texts, strict=True)
        ]
    return sequence, looks


def whole(history: History, every: bool) -> tuple[list[ListedCapture], int]:
    """Return the same for every capture, or for each payload once."""
    looks = len(history.captures) if every else sum(1 for _ in unfetched_payloads(history.captures, frozenset()))
    return [ListedCapture(*pair) for pair in zip(history.captures, history.texts, strict=True)], looks


def sequences(path: Path) -> Iterator[History]:
    """Yield the histories in *path* by the names of their policies."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        policies = sorted((json.loads(line) for line in lines), key=lambda policy: str(policy["policy"]))
    for policy in policies:
        rows = policy["captures"]
        yield History([capture(number, row[0], row[1]) for number, row in enumerate(rows, 1)], [row[2] for row in rows])


def capture(number: int, timestamp: str, digest: str) -> Capture:
    return Capture(
        "policy", "archive", "key", timestamp, "http://policy.example/", "text/html", 200, digest, None, number
    )


def drawn(random: Random, captures: int, changes: int) -> History:
    """Return a history of *captures*, each of another payload, with *changes* at random places."""
    changed = set(random.sample(range(1, captures), changes))
    start, text, texts = datetime(2010, 1, 1, tzinfo=UTC), 0, []
    for number in range(captures):
        text += number in changed
        texts.append(f"text {text}")
    moments = [f"{start + timedelta(hours=6 * number):%Y%m%d%H%M%S}" for number in range(captures)]
    return History([capture(n, at, f"{n}") for n, at in enumerate(moments, 1)], texts)


def measure(histories: Sequence[History], plan: str, widest: float = NEVER, budget: int | None = None) -> str:
    """Return a line of the table."""
    halves = (Figures(), Figures())
    for number, history in enumerate(histories):
        if plan == "bisect":
            sequence, looks = planned(history, widest, budget)
        else:
            sequence, looks = whole(history, plan == "all")
        halves[number % 2].add(history, sequence, looks)
    both = Figures(*(getattr(halves[0], name) + getattr(halves[1], name) for name in Figures.__slots__))
    gap, most = "-" if widest == NEVER else f"{widest:g}", "-" if budget is None else str(budget)
    name = f"{plan:9} {gap:>5} {most:>6}" if plan == "bisect" else f"{plan:9} {'':12}"
    rows = " | ".join(figures.row() for figures in (both, *halves))
    return f"{name} | {rows} | {max(half.stated for half in halves):7.1f} {both.outside:7}"


def synthetic(captures: int, changes: int, draws: int = 20) -> str:
    """Return a line of the second table: the mean and the most looks over some draws."""
    random = Random(captures * 1000 + changes)
    bound = changes * math.log2(captures / changes) + changes
    looks, found = [], 0
    for _ in range(draws):
        history = drawn(random, captures, changes)
        sequence, cost = planned(history, NEVER)
        seen = [place.fingerprint is not None for place in sequence]
        looks.append(cost)
        found += sum(seen[step] and seen[step - 1] for step in history.steps())
    mean = sum(looks) / draws
    return f"{captures:8} {changes:7} {bound:8.0f} {mean:8.1f} {max(looks):6} {mean / bound:6.2f} {found:6}/{draws * changes}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=Path, default=SEQUENCES)
    arguments = parser.parse_args()
    histories = list(sequences(arguments.sequences))
    captures, lasting = (
        sum(len(found) for found in counted)
        for counted in ((history.captures for history in histories), (history.lasting() for history in histories))
    )
    print(f"{len(histories)} policies, {captures} captures, {lasting} lasting changes: all, even, odd policies")
    columns = f"{'looks':>6} {'':6} {'seen':>4} {'':6} {'located':>11}"
    print(f"{'plan':9} {'gap':>5} {'budget':>6} | {columns} | {columns} | {columns} | {'stated':>7} outside")
    for plan in ("all", "distinct"):
        print(measure(histories, plan), flush=True)
    for widest in (NEVER, 365, 180, 90, 60, 30, 14):
        print(measure(histories, "bisect", widest), flush=True)
    for budget in (8, 16, 32, 64, 128):
        print(measure(histories, "bisect", 90, budget), flush=True)
    print(f"\n{'captures':>8} {'changes':>7} {'bound':>8} {'looks':>8} {'most':>6} {'ratio':>6} {'found':>6}")
    for captures, changes in ((100, 2), (1000, 1), (1000, 4), (1000, 16), (5000, 8), (5000, 32), (20000, 16)):
        print(synthetic(captures, changes), flush=True)


if __name__ == "__main__":
    main()
