"""Is the budget kept, and is it used? The archive's own log against concurrent `clausetrail track` processes on one gate.

    python benchmarks/budget.py [--processes 1 2 4] [--captures 1024]

Invented policies of 64 captures, each with other bytes and the same text, are dealt out to the processes. Every process
has a store of its own; all share one gate, at the rates that the Internet Archive grants. *peak* is the most requests in
any 60 seconds of the archive's log, *mean* their rate between the first and the last one; *use* is that rate of
playbacks over the granted one: how much of the budget was used while work remained.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from tracking import watchlist
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.crawler.replay_server.server_process import running_replay_server

EACH = 64
GRANTED = {"index": 24, "play": 480}
RATES = (
    *("-s", f"ARCHIVE_INDEX_PER_MINUTE={GRANTED['index']}"),
    *("-s", f"ARCHIVE_PLAYBACK_PER_MINUTE={GRANTED['play']}"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2, 4])
    parser.add_argument("--captures", type=int, default=1024, help="in all, whatever the number of processes")
    arguments = parser.parse_args()
    print(f"{arguments.captures} captures in policies of {EACH}; granted a minute: {GRANTED}; {os.cpu_count()} cores")
    print(f"{'':9}  {'':7}  {'playbacks a minute':33}  {'index questions a minute':30}")
    print(
        f"{'processes':>9}  {'seconds':>7}  {'number':>6} {'peak':>6} {'mean':>7} {'use':>7}    "
        f"{'number':>6} {'peak':>6} {'mean':>7}   {'not 200':>7}  exit codes"
    )
    with tempfile.TemporaryDirectory() as temporary:
        warc = Path(temporary) / "budget.warc.gz"
        urls = pack(warc, arguments.captures)
        for processes in arguments.processes:
            place = Path(temporary) / str(processes)
            print(measured(place, warc, urls, processes), flush=True)


def measured(place: Path, warc: Path, urls: list[str], processes: int) -> str:
    """Return a line of the table: *processes* at once, each with its share of *urls*."""
    place.mkdir()
    started = time.monotonic()
    with running_replay_server([warc]) as address:
        running = [track(place, address, urls[number::processes], number) for number in range(processes)]
        codes = [process.wait() for process in running]
        seconds = time.monotonic() - started
        log = requests(address)
    played, asked = (moments(log, kind) for kind in ("play", "index"))
    refused = sum(status != 200 for _, _, _, status in log)
    return (
        f"{processes:9}  {seconds:7.0f}  {len(played):6} {peak(played):6} {mean(played):7.1f} "
        f"{mean(played) / GRANTED['play']:7.1%}    {len(asked):6} {peak(asked):6} {mean(asked):7.1f}   "
        f"{refused:7}  {' '.join(map(str, codes))}"
    )


def track(place: Path, address: str, urls: list[str], number: int) -> subprocess.Popen[bytes]:
    """Start one `clausetrail track` over *urls*, with a store of its own and the gate of all."""
    policies = place / f"policies-{number}.toml"
    policies.write_text(watchlist(urls), "utf-8")
    environment = os.environ | {
        "CLAUSETRAIL_DATA": str(place / f"store-{number}"),
        "CLAUSETRAIL_GATES": str(place / "gates.sqlite"),
    }
    command = [sys.executable, "-P", "-m", "clausetrail", "track", "--quiet", "--policies", str(policies)]
    command += ["--archive", address, *RATES]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def requests(address: str) -> list[tuple[float, str, str, int]]:
    """Return what the archive met: seconds since its beginning, kind, path and status."""
    with build_opener(ProxyHandler({})).open(f"{address}/_requests", timeout=60) as answer:
        return [tuple(entry) for entry in json.load(answer)]


def moments(log: list[tuple[float, str, str, int]], kind: str) -> list[float]:
    return sorted(at for at, its_kind, _, _ in log if its_kind == kind)


def peak(moments: list[float]) -> int:
    """Return the most of *moments* (in seconds, in order) that lie in any minute, its end not included."""
    return max((bisect_left(moments, begin + 60) - place for place, begin in enumerate(moments)), default=0)


def mean(moments: list[float]) -> float:
    """Return how many of *moments* came in a minute, from the first to the last."""
    return (len(moments) - 1) * 60 / (moments[-1] - moments[0]) if len(moments) > 1 else 0.0


def pack(warc: Path, captures: int) -> list[str]:
    """Write invented policies and return their URLs."""
    first = datetime(2012, 3, 4, tzinfo=UTC)
    urls = [f"http://budget{number}.example/privacy" for number in range(captures // EACH)]
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url in urls:
            for number in range(EACH):
                page = (
                    f"<html><!-- {number} --><h1>Privacy</h1><p>We keep your letters for 30 days at {url}.</p></html>"
                )
                headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                dated = {"WARC-Date": f"{first + timedelta(days=number):%Y-%m-%dT%H:%M:%SZ}"}
                record = writer.create_warc_record(
                    url, "response", BytesIO(page.encode()), http_headers=headers, warc_headers_dict=dated
                )
                writer.write_record(record)
    return urls


if __name__ == "__main__":
    main()
