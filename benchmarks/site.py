"""The static site in figures: of a store that exists, or of N invented policies.

    python benchmarks/site.py --store FOLDER                  a store that a crawl left: seconds, MB, then a run without news
    python benchmarks/site.py --policies 1000                 invented policies: time per page, peak of memory, one new version
    python benchmarks/site.py --policies 100 1000 10000 --versions 3 --clauses 40     the same for each number of them

Every build runs in a process of its own, so that its peak of memory is its own. --data keeps the invented stores, for another
run to find: what is there is not invented again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store, opened

_WORDS = re.findall(
    r"\w+",
    "we keep share collect name address account parcel boat data for days partners may must not with your our consent "
    "purpose service third party cookies request access delete retain years law court notice change terms personal",
)
_LENGTH = 40  # words of a clause
_NOW = "2026-01-01T00:00:00Z"
_HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Shape:
    """What every invented policy is like."""

    versions: int
    clauses: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="data folder of a crawl")
    parser.add_argument("--policies", type=int, nargs="+", default=[200], help="how many to invent (default: 200)")
    parser.add_argument("--versions", type=int, default=4, help="of each (default: 4)")
    parser.add_argument("--clauses", type=int, default=60, help="of the first version, 40 words each (default: 60)")
    parser.add_argument("--data", type=Path, help="folder to keep the invented stores in")
    parser.add_argument("--out", type=Path, help="folder to keep the site in")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = arguments.out or Path(temporary) / "site"
        if arguments.store:
            told("first build", arguments.store, site)
            told("again, without news", arguments.store, site)
            return
        shape = Shape(arguments.versions, arguments.clauses)
        for number in sorted(arguments.policies):
            data = (arguments.data or Path(temporary)) / f"{number}-{shape.versions}-{shape.clauses}"
            measured(number, shape, data, site / str(number))


def measured(number: int, shape: Shape, data: Path, site: Path) -> None:
    """Print what the site of so many invented policies takes: at first, without news, and after one new version."""
    with opened(data) as store:
        there = {policy.name for policy in store.facts.policies()}
        for one in range(number):
            if name(one) not in there:
                invent(store, one, shape)
    told(f"{number} policies of {shape.versions} versions", data, site)
    told("again, without news", data, site)
    with opened(data) as store:
        newer = len(store.derivations.versions(name(number // 2))) + 1
        invent(store, number // 2, replace(shape, versions=newer))
    told("after one new version", data, site)


def told(name: str, data: Path, site: Path) -> None:
    """Build *site* from *data* in a process of its own, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    command = [sys.executable, "-c", _BUILD, str(data), str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = json.loads(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = figures["written"] + figures["kept"]
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    home = (site / "index.html").stat().st_size / 1e6
    print(
        f"{name}: {pages} pages, {figures['written']} written; {seconds:.1f} s, CPU {cpu:.1f} s, "
        f"{1000 * cpu / max(figures['written'], 1):.1f} ms CPU for each written; site {size:.1f} MB, home {home:.2f} MB; "
        f"peak {figures['peak']:.0f} MB",
        flush=True,
    )


_BUILD = r"""
import json, re, sys
from pathlib import Path
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.site.build import build
from clausetrail.snapshots.store import opened
with opened(Path(sys.argv[1])) as store:
    tally = build(store, store.facts.policies(), Path(sys.argv[2]), view_link_of(store), load_coverage)
peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"written": tally.written, "kept": tally.kept, "peak": peak}))
"""


def name(number: int) -> str:
    """Return what the policy of that number is called."""
    return f"landing-{number:05}"


def invent(store: Store, number: int, shape: Shape) -> None:
    """Keep the invented policy of that *number*: each version is seen twice, and fetched once, as a crawl does it."""
    url = f"https://landing{number}.example/privacy"
    policy = Policy(name(number), (url,), f"Landing {number}: Privacy")
    store.facts.declare(policy)
    store.facts.record_archive("archive.example", "https://archive.example", "ia")
    captures = []
    for version in range(shape.versions):
        body = page(number, version, shape.clauses).encode()
        seen = Capture(
            policy.name,
            "archive.example",
            "k",
            f"{2010 + version}0301000000",
            url,
            "text/html",
            200,
            payload_digest(body),
        )
        memento = f"https://archive.example/web/{seen.timestamp}id_/{url}"
        store.facts.add_snapshot(Snapshot(seen, body, memento, 200, (), _HEADERS, _NOW, "equal"))
        captures += [seen, replace(seen, timestamp=f"{2010 + version}0901000000")]
    store.facts.add_listing(
        Listing(policy.name, "archive.example", url, "", "20260101000000", "listed", asked_at=_NOW), captures
    )
    derive(store, policy)


def page(number: int, version: int, clauses: int) -> str:
    """Return the page of one version, each of which rewords a clause or two and adds one."""
    told = [sentence(number, place, version if place % 30 == version else 0) for place in range(clauses + version)]
    body = "".join(
        f"<h2>Section {place // 6}</h2>" * (place % 6 == 0) + f"<p>{one}</p>" for place, one in enumerate(told)
    )
    return f"<html lang='en'><head><title>Privacy</title></head><body><h1>Privacy of Landing {number}</h1>{body}</body></html>"


def sentence(number: int, place: int, version: int) -> str:
    """Return the same words for the same three numbers, on any machine."""
    seed = number * 7919 + place * 104_729
    words = [_WORDS[(seed + at * (place + 3) + at * at) % len(_WORDS)] for at in range(_LENGTH)]
    if version:
        words[5:8] = ["after", str(30 * version), "days"]
    return " ".join(words).capitalize() + "."


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
