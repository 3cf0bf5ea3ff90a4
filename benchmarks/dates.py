"""Compare the dates that `clausetrail.snapshots.dates.stated_dates` finds in policies with dates that people read there.

    python benchmarks/dates.py [--bench ../shared/bench] [--seeds ../shared/seeds] [--verbose]

The labels are `data/stated_dates.jsonl`: a page's id, or URL+timestamp, or a seed file; the role; the date, both
where day and month may be exchanged ("2024-05-12|2024-12-05"), nothing where the text states none. The rules
were written on the half "tuned"; the half "held" was labelled and first scored when they were final.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from clausetrail.pipelines import reading
from clausetrail.snapshots.clock import now
from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.model import Capture, Clause, Policy, Snapshot

LABELS = Path(__file__).parent / "data" / "stated_dates.jsonl"
Dates = set[tuple[str, str]]


def clauses(body: bytes, media_type: str) -> tuple[Clause, ...]:
    capture = Capture("bench", "", "", "20200101000000", "http://bench.example/", media_type, 200, "")
    snapshot = Snapshot(capture, body, "", 200, origin_headers=(("Content-Type", media_type),), fetched_at=now())
    return reading.read(snapshot, Policy("bench", ("http://bench.example/",)), "bench").clauses


def document(key: str, bench: Path, seeds: Path, texts: Mapping[str, str]) -> tuple[Clause, ...]:
    if key.startswith("seeds/"):
        path = seeds / "sites" / key.removeprefix("seeds/")
        return clauses(path.read_bytes(), "text/markdown" if path.suffix == ".md" else "text/html; charset=utf-8")
    if key in texts:
        return clauses((bench / "replay" / "gold" / texts[key]).read_bytes(), "text/markdown; charset=utf-8")
    body = gzip.decompress(next((bench / "extract" / "pages").glob(f"{key}*")).read_bytes())
    return clauses(body, "text/html; charset=utf-8")


def labels() -> dict[str, dict[str, Dates]]:
    """Return by half and key the roles and dates that the document states."""
    labels: defaultdict[str, defaultdict[str, Dates]] = defaultdict(lambda: defaultdict(set))
    for line in LABELS.read_text("utf-8").splitlines():
        label = json.loads(line)
        labels[label["half"]][label["key"]] |= {(label["role"], label["date"])} if label["date"] else set()
    return {half: dict(documents) for half, documents in labels.items()}


def score(half: str, found: Mapping[str, Dates], truth: Mapping[str, Dates], verbose: bool) -> None:
    right = sum(len(found[key] & truth[key]) for key in truth)
    found_dates, true = sum(map(len, found.values())), sum(map(len, truth.values()))
    whole = sum(found[key] == truth[key] for key in truth)
    print(f"{half}: {len(truth)} documents, {true} stated dates, {sum(not dates for dates in truth.values())} state none; "
          f"precision {right / found_dates:.3f}, recall {right / true:.3f}; "
          f"{whole} documents right as a whole")  # fmt: skip
    for key in sorted(truth) if verbose else ():
        if found[key] != truth[key]:
            print(f"  {key}: found {sorted(found[key])}, true {sorted(truth[key])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--seeds", type=Path, default=Path("../shared/seeds"))
    parser.add_argument("--verbose", action="store_true", help="name the documents that are not right")
    arguments = parser.parse_args()
    lines = (arguments.bench / "replay" / "gold.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    texts = {f"{row['url']}+{row['timestamp']}": row["gold"] for row in rows}
    for half, truth in sorted(labels().items(), reverse=True):
        found = {}
        for key in truth:
            dates = stated_dates(document(key, arguments.bench, arguments.seeds, texts))
            found[key] = {(date.role.value, "|".join(date.days)) for date in dates}
        score(half, found, truth, arguments.verbose)


if __name__ == "__main__":
    main()
