"""Our redline beside git's: python benchmarks/beside.py OLD NEW, or --real DIR [--days 365] [--show].

Git is given one clause a line, as this house cuts and cleans them, and told to mark words (`--word-diff`), which is
more than its users give it. What stands side by side speaks of the same lines. The sums say how many of our statements
plain `git diff` tells as whole lines struck and put, though hardly a word, or none, is another.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

from edits import clauses

from clausetrail.reports.wording.redline_pieces import redline_lines, to_plain_text
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, Event, parse_timestamp
from clausetrail.snapshots.text.tokens import PUNCTUATION, tokenize

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*$", re.MULTILINE)
_WIDTH = 76  # characters of each side
_FEWEST_WORDS = 12  # of a clause in which one word can hide


class Hunk(NamedTuple):
    """What git says of some lines of either side."""

    before: range
    after: range
    text: str


class Texts(NamedTuple):
    """Two texts, clause by clause, and what either house says of them."""

    before: tuple[Clause, ...]
    after: tuple[Clause, ...]
    ours: tuple[Change, ...]
    git: tuple[Hunk, ...]


def compared(old: Path, new: Path) -> Texts:
    """Return what both houses say of the Markdown files *old* and *new*."""
    before, after = clauses(old), clauses(new)
    return Texts(before, after, changes(before, after), tuple(_git(before, after)))


def _git(before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[Hunk]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("old", "new")]
        for file, side in zip(files, (before, after), strict=True):
            file.write_text("".join(" ".join(clause.labelled_text.split()) + "\n" for clause in side), "utf-8")
        command = ["git", "diff", "--no-index", "-U0", "--word-diff=plain", "--histogram", *map(str, files)]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    heads = [*_HUNK.finditer(told)]
    for head, following in zip_longest(heads, heads[1:]):
        start, count, at, put = (1 if part is None else int(part) for part in head.groups())
        # Of a side without lines git names the line before.
        start, at = start - (count > 0), at - (put > 0)
        yield Hunk(
            range(start, start + count),
            range(at, at + put),
            told[head.end() : following.start() if following else None].strip(),
        )


def groups(texts: Texts) -> list[tuple[list[Change], list[Hunk]]]:
    """Return the statements of both houses that speak of the same lines, in our order; git's own at the end."""
    owners: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for number, hunk in enumerate(texts.git):
        for side, places in (("before", hunk.before), ("after", hunk.after)):
            for place in places:
                owners[side, place].append(number)
    told: list[tuple[list[Change], list[Hunk]]] = []
    shown: set[int] = set()
    for change in texts.ours:
        found = {n for i in change.before for n in owners["before", i]}
        found |= {n for j in change.after for n in owners["after", j]}
        if told and found and found <= shown:
            told[-1][0].append(change)
        else:
            told.append(([change], [texts.git[n] for n in sorted(found - shown)]))
        shown |= found
    return told + [([], [hunk]) for number, hunk in enumerate(texts.git) if number not in shown]


def columns(texts: Texts, width: int = _WIDTH) -> Iterator[str]:
    """Yield the lines of a page with our redline on the left and git's on the right."""
    for ours, git in groups(texts):
        left = _wrapped((to_plain_text(line) for line in redline_lines(ours, texts.before, texts.after)), width)
        right = _wrapped((line for hunk in git for line in hunk.text.splitlines()), width)
        yield from (f"{one:{width}} | {other}" for one, other in zip_longest(left, right, fillvalue=""))
        yield "-" * width + "-+-" + "-" * width


def _wrapped(told: Iterable[str], width: int) -> list[str]:
    return [part for line in told for part in textwrap.wrap(line, width, subsequent_indent="    ")]


def sums(texts: Texts) -> Counter[str]:
    """Return how many statements there are, and how many of them git tells as whole lines though little is new."""
    struck = {i for hunk in texts.git for i in hunk.before}
    told = Counter[str](clauses=len(texts.after), hunks=len(texts.git))
    for change in texts.ours:
        told["ours"] += 1
        if struck.isdisjoint(change.before) or not change.after:
            continue
        if change.event in {Event.RENUMBERED, Event.COSMETIC}:
            told["no word"] += 1
        elif change.event in {Event.SPLIT, Event.MERGED}:
            told["split or merged"] += 1
        elif change.event is Event.SAME:
            told["only moved"] += 1
        elif _is_hidden(texts.before[change.before[0]], texts.after[change.after[0]]):
            told["one word"] += 1
    return told


def _is_hidden(before: Clause, after: Clause) -> bool:
    """Say whether no more than one word of a long clause was struck, put or replaced."""
    changed: Counter[str] = Counter()
    for span in spans(before.text, after.text):
        changed[span.op] += sum(token not in PUNCTUATION for token in tokenize(span.text))
    return changed["equal"] >= _FEWEST_WORDS and max(changed["delete"], changed["insert"]) == 1


def chosen(folder: Path, days: int, most: int) -> Iterator[tuple[str, str, str, Path, Path]]:
    """Yield up to *most* pairs of every history in *folder*, of texts about *days* apart or, if 0, of neighbours."""
    histories: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in sorted(map(json.loads, (folder / "gold.jsonl").open()), key=lambda row: (row["doc"], row["timestamp"])):
        if not histories[row["doc"]] or histories[row["doc"]][-1][1] != row["gold"]:
            histories[row["doc"]].append((row["timestamp"], row["gold"]))
    for name, history in sorted(histories.items()):
        found = [*(_apart(history, timedelta(days)) if days else pairwise(history))]
        step = max(1, len(found) // most)
        for (first, old), (last, new) in found[::step][:most]:
            yield name, first[:8], last[:8], folder / "gold" / old, folder / "gold" / new


Dated = tuple[str, str]


def _apart(history: Sequence[Dated], gap: timedelta) -> Iterator[tuple[Dated, Dated]]:
    """Yield each text with the one that stood *gap* later, no two pairs of one and the same later text."""
    known = set[str]()
    for one in history:
        later = [other for other in history if parse_timestamp(other[0]) - parse_timestamp(one[0]) <= gap]
        if (
            later
            and parse_timestamp(history[-1][0]) - parse_timestamp(one[0]) >= gap
            and later[-1][1] not in {one[1], *known}
        ):
            known.add(later[-1][1])
            yield one, later[-1]


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="two texts in Markdown, older first")
    parser.add_argument("--real", type=Path, metavar="DIR", help="pairs from the histories of DIR/gold.jsonl")
    parser.add_argument("--days", type=int, default=365, help="how far apart they stand; 0 for neighbours")
    parser.add_argument("--most", type=int, default=2, help="pairs of each history")
    parser.add_argument("--show", action="store_true", help="both redlines of every pair, not the sums alone")
    parser.add_argument("--width", type=int, default=_WIDTH)
    asked = parser.parse_args()
    told = [("", "", "", *asked.files)] if asked.files else []
    told += [*chosen(asked.real, asked.days, asked.most)] if asked.real else []
    sum_of_all: Counter[str] = Counter()
    for name, first, last, old, new in told:
        texts = compared(old, new)
        counts = sums(texts)
        sum_of_all += counts
        print(f"\n=== {name} {first} {last}: {dict(counts)}")
        print("\n".join(columns(texts, asked.width)) if asked.show or asked.files else "", end="\n")
    print(f"\n{len(told)} pairs: {dict(sum_of_all)}")


if __name__ == "__main__":
    main()
