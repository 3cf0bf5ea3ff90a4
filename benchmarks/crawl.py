"""The whole way at growing numbers of small captures on loopback, without limits: linear in time, flat in memory?

    python benchmarks/crawl.py [--sizes 100 1000 10000]

Each size is a WARC of invented policies with 50 captures each, tracked by `clausetrail track` in a process of its own. As a
peer, the same captures are fetched in the same run by one aiohttp client that keeps nothing and reads nothing: the ratio
says what preserving, cleaning and comparing cost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import aiohttp
from tracking import UNLIMITED, clausetrail, originals, watchlist
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.crawler.replay_server.server_process import running_replay_server

CAPTURES_EACH = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 1_000, 10_000])
    sizes = parser.parse_args().sizes
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {CAPTURES_EACH} captures of 3 KB a policy, every second one a new text"
    )
    print(
        f"{'captures':>9} {'seconds':>8} {'captures/s':>11} {'CPU ms/capture':>15} {'peak MB':>8} {'peer s':>7} {'ratio':>6}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            print(measured(Path(temporary), size), flush=True)


def measured(folder: Path, size: int) -> str:
    warc = folder / "small.warc.gz"
    pack(warc, size)
    (folder / "policies.toml").write_text(watchlist(originals([warc])), "utf-8")
    with running_replay_server([warc]) as address:
        peer = asyncio.run(fetched(address, size))
        command = [sys.executable, "-P", "-m", "clausetrail", "track", "--quiet", "--archive", address, *UNLIMITED]
        command += ["--policies", str(folder / "policies.toml")]
        environment = os.environ | {
            "CLAUSETRAIL_DATA": str(folder / "store"),
            "CLAUSETRAIL_GATES": str(folder / "gates"),
        }
        started = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    if status:
        sys.exit(f"track ended with status {status}")
    held = clausetrail(folder, "verify").stdout.strip()
    assert held.endswith("0 differences"), held
    cpu = (used.ru_utime + used.ru_stime) * 1000 / size
    return f"{size:9} {seconds:8.1f} {size / seconds:11.1f} {cpu:15.1f} {used.ru_maxrss / 1024:8.0f} {peer:7.1f} {seconds / peer:6.1f}"


def pack(warc: Path, size: int, each: int = CAPTURES_EACH) -> None:
    """Write a WARC of *size* captures, *each* of every policy."""
    first = datetime(2010, 1, 1, tzinfo=UTC)
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(size):
            policy, capture = divmod(number, each)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            when = {"WARC-Date": f"{first + timedelta(days=capture * 7):%Y-%m-%dT%H:%M:%SZ}"}
            url = f"http://policy{policy}.example/privacy"
            body = BytesIO(page(policy, capture).encode())
            writer.write_record(
                writer.create_warc_record(url, "response", body, http_headers=headers, warc_headers_dict=when)
            )


def page(policy: int, capture: int) -> str:
    """Return an invented page of about 3 KB: a new byte each time, a new text every second time."""
    clauses = "".join(
        f"<p>Clause {number}: we keep what you send us about kite {number + policy} for {30 + (capture // 2 if number == 3 else 0)} "
        f"days, and share it with nobody but the carrier who brings kite {number} to your door.</p>"
        for number in range(16)
    )
    return f"<html><head><title>Privacy {policy}</title><!-- {capture} --></head><body><h1>Privacy</h1>{clauses}</body></html>"


async def fetched(address: str, size: int) -> float:
    """Return how long one client takes to fetch all captures with twelve connections, keeping nothing."""
    first = datetime(2010, 1, 1, tzinfo=UTC)
    numbers = iter(range(size))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            policy, capture = divmod(number, CAPTURES_EACH)
            when = first + timedelta(days=capture * 7)
            async with session.get(
                f"{address}/web/{when:%Y%m%d%H%M%S}id_/http://policy{policy}.example/privacy"
            ) as response:
                assert response.status == 200
                await response.read()

    started = time.monotonic()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(worker(session) for _ in range(12)))
    return time.monotonic() - started


if __name__ == "__main__":
    main()
