"""Count how many changes of text become changes of a timeline, over known sequences of captures.

    python benchmarks/flaps.py [--sequences ../shared/bench/sequences/sequences.jsonl.gz]

The sequences are lines of {"policy", "captures": [[timestamp, digest, text], ...]}: equal texts read alike. A *step* is two
neighbouring captures that read differently. A *lasting* change is between two texts that are present on at least two
captures in a row, texts seen once left out. It is found as a change of its own where a version begins there, and inside an
event where its text is a transient text of a version, with its dates. Then histories drawn by a fixed seed, in which visitors are shown
one of two texts while the policy itself changes now and then.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.model import Capture, Observation, Version


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=Path, default=Path("../shared/bench/sequences/sequences.jsonl.gz"))
    chosen = parser.parse_args()
    _recorded(chosen.sequences)
    _drawn()


def _sighting(timestamp: str, text: str) -> Observation:
    return Observation(Capture("x", "loopback", "", timestamp, "http://x.example/", "text/html", 200, text), text, text)


def _recorded(path: Path) -> None:
    with gzip.open(path, "rt") as lines:
        policies = [json.loads(line)["captures"] for line in lines]
    totals = dict.fromkeys(("steps", "changes", "faces", "lasting", "own", "inside"), 0)
    for captures in policies:
        versions = assemble_versions(_sighting(timestamp, text) for timestamp, _, text in captures)
        texts = [text for _, _, text in captures]
        totals["steps"] += sum(before != after for before, after in pairwise(texts))
        totals["changes"] += len(versions) - 1
        totals["faces"] += sum(len(version.faces) for version in versions)
        for before, after, when in _lasting(captures):
            totals["lasting"] += 1
            own = any(
                (a.fingerprint, b.fingerprint) == (before, after) and b.first.timestamp == when
                for a, b in pairwise(versions)
            )
            totals["own"] += own
            totals["inside"] += not own and _is_inside(versions, before, after)
    print(f"{len(policies)} policies, {sum(map(len, policies))} captures of {path.name}")
    print(f"{totals['steps']} steps of text are {totals['changes']} changes, and {totals['faces']} transient texts")
    missing = totals["lasting"] - totals["own"] - totals["inside"]
    print(
        f"{totals['lasting']} lasting changes: {totals['own']} are a change of their own, {totals['inside']} inside an "
        f"event of alternating texts, {missing} are not found"
    )


def _lasting(captures: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the texts before and after each lasting change, and when the one after it begins."""
    spells = [list(spell) for _, spell in groupby(captures, key=lambda capture: capture[2])]
    lasting = [spell for spell in spells if len(spell) > 1]
    merged = [next(run) for _, run in groupby(lasting, key=lambda spell: spell[0][2])]
    for before, after in pairwise(merged):
        yield before[0][2], after[0][2], after[0][0]


def _is_inside(versions: Sequence[Version], before: str, after: str) -> bool:
    found = {version.fingerprint for version in versions} | {face.fingerprint for v in versions for face in v.faces}
    return before in found and after in found


def _drawn(histories: int = 200) -> None:
    true = right = found = 0
    for seed in range(histories):
        dice = random.Random(seed)
        share, changes = dice.uniform(0.02, 0.5), dice.randint(0, 5)
        days = [(text, dice.random() < share) for text in range(changes + 1) for _ in range(dice.randint(40, 200))]
        start = datetime(2010, 1, 1, tzinfo=UTC)
        versions = assemble_versions(
            _sighting(f"{start + timedelta(days=day):%Y%m%d%H%M%S}", f"{text}{'b' if trial else 'a'}")
            for day, (text, trial) in enumerate(days)
        )
        lasting = [version.fingerprint[0] for version in versions if not version.candidate]
        true += changes
        found += len(lasting) - 1
        right += sum(before != after for before, after in pairwise(lasting))
    print(
        f"{histories} drawn histories of a trial with {true} true changes: precision {right / found:.3f}, recall {right / true:.3f}"
    )


if __name__ == "__main__":
    main()
