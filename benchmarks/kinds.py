"""Count the findings and date flags of real revisions, and measure how long they take.

    python benchmarks/kinds.py [--bench ../shared/bench] [--show 3]

Compares the consecutive texts of `replay/gold`, as people extracted them, with our differ. `--show` prints that many
reworded, and as many added or removed clauses of each policy, by the order of their digests, for a person to judge.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from dates import clauses

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.date_flags import date_flags

Compared = tuple[str, str, str, Sequence[Clause], Sequence[Clause], tuple[Change, ...]]


def revisions(bench: Path) -> Iterator[Compared]:
    """Yield each step between two different texts: policy, last capture before, first after, and what changed."""
    rows = [json.loads(line) for line in (bench / "replay" / "gold.jsonl").read_text("utf-8").splitlines()]
    captures: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        captures[row["url"]].append((row["timestamp"], row["gold"]))
    read = {
        gold: clauses((bench / "replay" / "gold" / gold).read_bytes(), "text/markdown; charset=utf-8")
        for gold in {row["gold"] for row in rows}
    }
    for url in sorted(captures):
        for (last, old), (first, new) in pairwise(sorted(captures[url])):
            if old != new:
                yield url, last, first, read[old], read[new], changes(read[old], read[new])


def redline(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> str:
    left, right = (
        " ".join(side[place].text for place in places)
        for side, places in ((before, change.before), (after, change.after))
    )
    marks = {"delete": "[-{}-]", "insert": "{{+{}+}}", "equal": "{}"}
    return "".join(marks[span.op].format(span.text[:120]) for span in spans(left, right))[:600]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    spent, matters, raised = [], Counter[str](), Counter[str]()
    shown: defaultdict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
    steps = 0
    for url, last, first, before, after, found_changes in revisions(arguments.bench):
        steps += 1
        raised.update(flag.value for flag, _ in date_flags(before, after, found_changes, last, first))
        for change in found_changes:
            started = time.thread_time()
            found = findings(change, before, after)
            spent.append(time.thread_time() - started)
            matters[found[0].matter.value] += 1
            if arguments.show:
                text = redline(change, before, after)
                lines = [
                    f"    {one.weight:3} {one.matter}: {one.rule} {one.before[:6]} -> {one.after[:6]}" for one in found
                ]
                digest = hashlib.sha256(text.encode()).hexdigest()
                shown[url, bool(change.before and change.after)][digest] = "\n".join(
                    [f"{change.event}: {text}", *lines]
                )
    spent.sort()
    print(f"{steps} revisions, {len(spent)} changes; CPU per change: median {spent[len(spent) // 2] * 1e3:.3f} ms, "
          f"mean {sum(spent) / len(spent) * 1e3:.3f}, 99 % {spent[len(spent) * 99 // 100] * 1e3:.2f}")  # fmt: skip
    print("heaviest finding:", ", ".join(f"{matter} {number}" for matter, number in matters.most_common()))
    print("flags:", ", ".join(f"{flag} {number}" for flag, number in raised.most_common()))
    for (url, _), entries in sorted(shown.items()):
        print("\n".join([url, *(entries[digest] for digest in sorted(entries)[: arguments.show])]))


if __name__ == "__main__":
    main()
