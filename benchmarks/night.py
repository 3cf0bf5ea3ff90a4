"""A night without news: what does a watchlist cost of which nothing has changed? Growth from 100 to 10,000 policies.

    python benchmarks/night.py [--sizes 100 1000 10000]

Each size is a WARC of invented policies with two captures each. The first night lists and fetches everything, the second
finds nothing new; both without limits, so that our own cost shows. The last column is what the requests of the second night
would take at the published rates (24 index questions and 480 playbacks a minute), beside what asking the index would.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

from crawl import pack
from tracking import UNLIMITED, originals, watchlist

from clausetrail.crawler.replay_server.server_process import running_replay_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 1_000, 10_000])
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, two captures of 3 KB a policy")
    print(
        f"{'policies':>9} {'1st s':>7} {'2nd s':>7} {'2nd CPU ms/policy':>18} {'peak MB':>8} {'store MB':>9} "
        f"{'playbacks':>10} {'index':>6} {'at the rates':>13} {'by index':>9}"
    )
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory() as temporary:
            print(measured(Path(temporary), size), flush=True)


def measured(folder: Path, size: int) -> str:
    warc = folder / "small.warc.gz"
    pack(warc, size * 2, each=2)
    (folder / "policies.toml").write_text(watchlist(originals([warc])), "utf-8")
    with running_replay_server([warc]) as address:
        first, _, _ = tracked(folder, address)
        before = asked(address)
        seconds, cpu, peak = tracked(folder, address)
        requests = asked(address) - before
    minutes = requests["index"] / 24 + requests["play"] / 480
    store = (folder / "store" / "clausetrail.sqlite").stat().st_size / 1e6
    return (
        f"{size:9} {first:7.1f} {seconds:7.1f} {cpu * 1000 / size:18.2f} {peak:8.0f} {store:9.1f} "
        f"{requests['play']:10} {requests['index']:6} {minutes:9.1f} min {size / 24:5.0f} min"
    )


def tracked(folder: Path, address: str) -> tuple[float, float, float]:
    """Return the wall seconds, the CPU seconds and the peak memory of one night."""
    watched = ("--policies", str(folder / "policies.toml"))
    return used(folder, "track", "--quiet", "--archive", address, *UNLIMITED, *watched)


def used(folder: Path, *arguments: str) -> tuple[float, float, float]:
    """Return the wall seconds, the CPU seconds and the peak memory in MB of a verb on the store in *folder*."""
    environment = os.environ | {"CLAUSETRAIL_DATA": str(folder / "store"), "CLAUSETRAIL_GATES": str(folder / "gates")}
    started = time.monotonic()
    command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments[0]} ended with status {status}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def asked(address: str) -> Counter[str]:
    """Return how many requests of each kind the archive has met (of the last 100,000)."""
    with urllib.request.urlopen(f"{address}/_requests") as answer:
        return Counter(kind for _, kind, _, _ in json.load(answer))


if __name__ == "__main__":
    main()
