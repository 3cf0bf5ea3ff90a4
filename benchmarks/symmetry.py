"""Whether a comparison depends on its direction or on far clauses: python benchmarks/symmetry.py FOLDER … [--pairs FILE]

Each *FOLDER* holds `gold.jsonl` and `gold/`, a history of texts by document; its pairs are the neighbouring texts and those
about a year apart. *FILE* holds clause lists, as for `benchmarks/alignment.py`. Four tables are printed:

- direction: the links of `align(a, b)` that `align(b, a)` does not return;
- appended, prepended: invented clauses, `FAR` of them, are set at the end or the start of both readings, with a different
  number on each side; the links of the policy itself that change are counted;
- cut: the last or first third is removed from both sides at a link that all others respect; the links more than `APART`
  clauses away from the cut that change are counted.

A link is a match: the positions on both sides and whether it moved.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import alignment as bench

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.model import Clause, parse_timestamp

Link = tuple[tuple[int, ...], tuple[int, ...], bool]
Reading = Sequence[Clause]

FAR = 60  # invented clauses beside a policy
APART = 40  # clauses between a cut and the links that must not change
YEAR = (300, 430)  # days


class Pair(NamedTuple):
    """Two readings of one document, and their name."""

    name: str
    before: Reading
    after: Reading


def links(before: Reading, after: Reading) -> set[Link]:
    """Return the links between two readings."""
    return {(match.before, match.after, match.moved) for match in align(before, after)}


def histories(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of neighbouring and of year-apart texts in *folder*."""
    from edits import clauses as read  # noqa: PLC0415 (reads Markdown, which the pairs of a file do not need)

    rows: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in sorted(map(json.loads, (folder / "gold.jsonl").open()), key=lambda row: (row["doc"], row["timestamp"])):
        texts = rows[row["doc"]]
        if row["gold"] and (not texts or texts[-1][1] != row["gold"]):
            texts.append((parse_timestamp(row["timestamp"]), row["gold"]))
    for doc, texts in rows.items():
        told = {name: read(folder / "gold" / name) for _, name in texts}
        chosen = {(a[1], b[1]) for a, b in pairwise(texts)}
        for at, name in texts:
            later = [other for day, other in texts if YEAR[0] <= (day - at).days <= YEAR[1]]
            chosen |= {(name, other) for other in later[:1]}
        for one, other in sorted(chosen):
            if told[one] and told[other] and told[one] != told[other]:
                yield Pair(f"{doc} {one[:8]} {other[:8]}", told[one], told[other])


def drawn(file: Path) -> Iterator[Pair]:
    """Yield the pairs of *file*."""
    for pair in bench.pairs(file):
        yield Pair(str(pair["id"]), *([*map(bench.clause, pair[side])] for side in ("old", "new")))


@cache
def vocabulary() -> list[str]:
    """Return invented words."""
    return bench.words(random.Random(0))


def invented(name: str) -> tuple[list[Clause], list[Clause]]:
    """Return clauses of invented words for either side of the pair with this *name*."""
    new = bench.clauses(random.Random(name), vocabulary())
    return [*islice(new, FAR)], [*islice(new, FAR // 2)]


def direction(pair: Pair) -> tuple[set[Link], set[Link]]:
    """Return the links in both directions, as links from before to after."""
    back = {(one, other, moved) for other, one, moved in links(pair.after, pair.before)}
    return links(pair.before, pair.after), back


def extended(pair: Pair, *, at_end: bool) -> tuple[set[Link], set[Link]]:
    """Return the links of *pair*, and those with invented clauses beside both readings."""
    plain, (left, right) = links(pair.before, pair.after), invented(pair.name)
    if at_end:
        found = links([*pair.before, *left], [*pair.after, *right])
        first, last = (0, 0), (len(pair.before), len(pair.after))
    else:
        found = links([*left, *pair.before], [*right, *pair.after])
        first, last = (len(left), len(right)), (len(left) + len(pair.before), len(right) + len(pair.after))
    return plain, _inside(found, first, last)


def cut(pair: Pair, *, at_end: bool) -> tuple[set[Link], set[Link]]:
    """Return the links far from a cut, of the whole readings and of those that are cut there."""
    whole = links(pair.before, pair.after)
    place = _cut_place(whole, (len(pair.before), len(pair.after)), at_end=at_end)
    if place is None:
        return set(), set()
    i, j = place
    if at_end:
        found = links(pair.before[:i], pair.after[:j])
        ends = (0, 0), (i - APART, j - APART)
        return _inside(whole, *ends), _inside(found, *ends)
    found = {
        (tuple(n + i for n in one), tuple(n + j for n in other), moved)
        for one, other, moved in links(pair.before[i:], pair.after[j:])
    }
    ends = (i + APART, j + APART), (len(pair.before), len(pair.after))
    return _inside(whole, *ends, shift=False), _inside(found, *ends, shift=False)


def _cut_place(whole: set[Link], sizes: tuple[int, int], *, at_end: bool) -> tuple[int, int] | None:
    """Return where both readings may be cut without a link across: the place nearest to two thirds, or to one third."""
    ordered = sorted(whole)
    places, most_i, most_j = [], -1, -1
    least_j = [sizes[1]]
    for _, other, _ in reversed(ordered):
        least_j.append(min(least_j[-1], *other))
    least_j.reverse()
    for n, (one, other, _) in enumerate(ordered):
        if one[0] > most_i and least_j[n] > most_j:
            places.append((one[0], least_j[n]))
        most_i, most_j = max(most_i, *one), max(most_j, *other)
    wanted = sizes[0] * (2 if at_end else 1) / 3
    return min(places, key=lambda place: (abs(place[0] - wanted), place), default=None)


def _inside(found: set[Link], first: tuple[int, int], last: tuple[int, int], *, shift: bool = True) -> set[Link]:
    """Return the links with a position from *first* to below *last*, counted from *first* if *shift*."""
    by = first if shift else (0, 0)
    return {
        (tuple(n - by[0] for n in one), tuple(n - by[1] for n in other), moved)
        for one, other, moved in found
        if any(first[0] <= n < last[0] for n in one) or any(first[1] <= n < last[1] for n in other)
    }


TABLES: dict[str, Callable[[Pair], tuple[set[Link], set[Link]]]] = {
    "direction": direction,
    "appended": lambda pair: extended(pair, at_end=True),
    "prepended": lambda pair: extended(pair, at_end=False),
    "cut below": lambda pair: cut(pair, at_end=True),
    "cut above": lambda pair: cut(pair, at_end=False),
}


def main() -> None:
    """Print one line per table; with --verbose also each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    parser.add_argument("--tables", nargs="*", default=[*TABLES], choices=[*TABLES])
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    pairs = [pair for folder in chosen.folders for pair in histories(folder)]
    pairs += [pair for file in chosen.pairs for pair in drawn(file)]
    for name in chosen.tables:
        start, differ, changed, total = time.process_time(), 0, 0, 0
        for pair in pairs:
            one, other = TABLES[name](pair)
            differ, changed, total = differ + (one != other), changed + len(one ^ other), total + len(one)
            if chosen.verbose and one != other:
                print(f"  {name}: {pair.name}: only first {sorted(one - other)}, only second {sorted(other - one)}")
        seconds = time.process_time() - start
        print(
            f"{name:>10}: {differ} of {len(pairs)} pairs differ, {changed} of {total} links, {seconds:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
