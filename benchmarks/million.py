"""A store with a million known captures: does a night without news cost more for what is known already?

    python benchmarks/million.py [--policies 10000] [--each 1 100] [--one 100 1000 10000 100000]

The store is filled through its own doors: of each policy so many captures are listed, one body is held and read, all the
others are rows of the same payload, and nothing is left to fetch. The archive has the newest capture of each policy and no
other, so that its own memory is out of the way. Then one `clausetrail track` without limits, and what the archive met.

The second table is one policy with so many captures in twenty texts: what telling it, a night, its timeline and a question
for its history cost.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from crawl import page
from night import asked, tracked, used
from tracking import UNLIMITED
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store, opened

ARCHIVE = "127.0.0.1"
IN_ONE_TRANSACTION = 1_000
TEXTS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", type=int, default=10_000)
    parser.add_argument("--each", nargs="*", type=int, default=[1, 100])
    parser.add_argument("--one", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    arguments = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; {arguments.policies} policies without news")
    print(
        f"{'captures':>9} {'fill s':>7} {'store MB':>9} {'night s':>8} {'CPU ms/policy':>14} {'peak MB':>8} {'playbacks':>10} {'index':>6}"
    )
    for each in arguments.each:
        with tempfile.TemporaryDirectory() as temporary:
            print(night(Path(temporary), arguments.policies, each), flush=True)
    print(f"one policy, {TEXTS} texts; seconds, and peak MB")
    print(f"{'captures':>9} {'fill s':>7} {'tell s':>7} {'track':>12} {'timeline':>12} {'history':>12}")
    for captures in arguments.one:
        with tempfile.TemporaryDirectory() as temporary:
            print(single(Path(temporary), captures), flush=True)


def night(folder: Path, policies: int, each: int) -> str:
    """Return the row of *policies* with *each* so many known captures."""
    begun = time.monotonic()
    with opened(folder / "store") as store:
        for start in range(0, policies, IN_ONE_TRANSACTION):
            with store.transaction():
                for number in range(start, min(start + IN_ONE_TRANSACTION, policies)):
                    fill(store, number, each, texts=1)
                    derive(store, policy(number))
    filled = time.monotonic() - begun
    size = (folder / "store" / "clausetrail.sqlite").stat().st_size / 1e6
    with running_replay_server([pack(folder, policies, each)]) as address:
        seconds, cpu, peak = tracked(folder, address)
        met = asked(address)
    return (
        f"{policies * each:9} {filled:7.1f} {size:9.1f} {seconds:8.1f} {cpu * 1000 / policies:14.2f} {peak:8.0f} "
        f"{met['play']:10} {met['index']:6}"
    )


def single(folder: Path, captures: int) -> str:
    """Return the row of one policy with so many known *captures*."""
    # In a process of its own: Linux counts what the parent held at the fork into a child's peak.
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        filled, told = other.submit(single_store, folder, captures).result()
    with running_replay_server([pack(folder, 1, captures, TEXTS)]) as address:
        costs = [
            tracked(folder, address),
            used(folder, "timeline", policy(0).name),
            used(folder, "history", "--archive", address, *UNLIMITED, policy(0).urls[0]),
        ]
    spent = " ".join(f"{seconds:5.1f} {peak:6.0f}" for seconds, _, peak in costs)
    return f"{captures:9} {filled:7.1f} {told:7.1f} {spent}"


def single_store(folder: Path, captures: int) -> tuple[float, float]:
    """Fill a store with one policy, tell it, and return the seconds of both."""
    begun = time.monotonic()
    with opened(folder / "store") as store:
        fill(store, 0, captures, TEXTS)
        filled = time.monotonic()
        derive(store, policy(0))
    return filled - begun, time.monotonic() - filled


def policy(number: int) -> Policy:
    return Policy(f"policy{number}", (f"http://policy{number}.example/privacy",))


def body(number: int, text: int) -> bytes:
    return page(number, text * 2).encode()


def digits(place: int) -> str:
    """Return the time of a capture: one every two hours from 2000 on."""
    return f"{datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=place * 2):%Y%m%d%H%M%S}"


def fill(store: Store, number: int, captures: int, texts: int) -> None:
    """Make a policy known with so many *captures*, the first of each of its *texts* held, and nothing left to fetch."""
    one = policy(number)
    name, (url,), run = one.name, one.urls, max(1, captures // texts)
    bodies = [body(number, text) for text in range(texts)]
    digests = [payload_digest(content) for content in bodies]
    key = f"example,policy{number})/privacy"
    rows = [
        Capture(name, ARCHIVE, key, digits(at), url, "text/html", 200, digests[min(at // run, texts - 1)], 1_000)
        for at in range(captures)
    ]
    now = clock.now()
    store.facts.declare(one)
    reached = now.translate({ord(mark): None for mark in "-T:Z"})
    store.facts.add_listing(Listing(name, ARCHIVE, url, "", reached, "listed", captures, asked_at=now), rows)
    store.addresses.record_listing(name, ARCHIVE, url, rows[-1].timestamp, to_the_end=True)
    for text, content in enumerate(bodies):
        held = rows[text * run]
        headers = (("Content-Type", "text/html"),)
        store.facts.add_snapshot(Snapshot(held, content, f"http://{ARCHIVE}/", 200, (), headers, now, "equal"))
    store.addresses.set_complete(name, complete=True)


def pack(folder: Path, policies: int, each: int, texts: int = 1) -> Path:
    """Write the watchlist, and a WARC with the newest capture of each policy."""
    watched = (f'[policies.{one.name}]\nurl = "{one.urls[0]}"\n' for one in map(policy, range(policies)))
    (folder / "policies.toml").write_text("\n".join(watched), "utf-8")
    when = datetime.strptime(digits(each - 1), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    dated = {"WARC-Date": f"{when:%Y-%m-%dT%H:%M:%SZ}"}
    warc = folder / "newest.warc.gz"
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(policies):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            heads = {"http_headers": headers, "warc_headers_dict": dated}
            url, content = policy(number).urls[0], BytesIO(body(number, texts - 1))
            writer.write_record(writer.create_warc_record(url, "response", content, **heads))
    return warc


if __name__ == "__main__":
    main()
