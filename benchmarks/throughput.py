"""How fast are captures brought home? Ours against the plain peers, on the same listing in the same run.

    python benchmarks/throughput.py --peers VENV [--captures 500] [--latency 0 50]

VENV holds `wayback` 0.5.1 and `waybackpack` 0.6.4. Each lists one invented policy and fetches all its captures, one process
each, without limits; ours preserves, cleans and compares them as well, the peers keep nothing. Their waits between requests
are switched off. CPU is that of the process, start-up included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawl import pack
from tracking import UNLIMITED

from clausetrail.crawler.replay_server.server_process import running_replay_server

URL = "http://policy0.example/privacy"
PEERS = {
    "wayback": """
import sys
address, url = sys.argv[1:3]
from wayback import Mode, WaybackClient, WaybackSession, _client, _utils
_client.CDX_SEARCH_URL = address + "/cdx/search/cdx"
_utils.MEMENTO_URL_TEMPLATE = address + "/web/{timestamp}{mode}/{url}"
_utils.MEMENTO_URL_PATTERN = _utils.re.compile("^" + address + r"/web/(\\d+)(\\w\\w_)?/(.+)$")
client = WaybackClient(WaybackSession(search_calls_per_second=0, memento_calls_per_second=0))
rows = list(client.search(url))
print(sum(1 for row in rows if client.get_memento(row.url, timestamp=row.timestamp, mode=Mode.original).content))
""",
    "waybackpack": """
import sys
address, url = sys.argv[1:3]
from waybackpack import asset, cdx, session
cdx.SEARCH_URL = address + "/cdx/search/cdx"
asset.ARCHIVE_TEMPLATE = address + "/web/{timestamp}{flag}/{url}"
own = session.Session()
rows = cdx.search(url, session=own)
print(sum(1 for row in rows if asset.Asset(row["original"], row["timestamp"]).fetch(own, raw=True)))
""",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--captures", type=int, default=500)
    parser.add_argument("--latency", type=float, nargs="+", default=[0, 50])
    arguments = parser.parse_args()
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {arguments.captures} captures of 3 KB of one policy"
    )
    print(
        f"{'latency':>8} {'who':12} {'captures':>8} {'seconds':>8} {'captures/s':>11} {'CPU ms/capture':>15} {'time / ours':>12}"
    )
    for latency in arguments.latency:
        with tempfile.TemporaryDirectory() as temporary:
            measured(Path(temporary), arguments, latency)


def measured(folder: Path, arguments: argparse.Namespace, latency: float) -> None:
    warc = folder / "small.warc.gz"
    pack(warc, arguments.captures, each=arguments.captures)
    (folder / "policies.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n', "utf-8")
    python = str(arguments.peers / "bin" / "python")
    with running_replay_server([warc], "--latency", str(latency)) as address:
        commands = {
            "clausetrail": [sys.executable, "-P", "-m", "clausetrail", "track", "--archive", address, *UNLIMITED]
        }
        commands["clausetrail"] += ["--policies", str(folder / "policies.toml")]
        commands |= {name: [python, "-c", script, address, URL] for name, script in PEERS.items()}
        ours = 0.0
        for name, command in commands.items():
            seconds, cpu, output = timed(command, folder)
            ours = ours or seconds
            came = output.split(" fetched")[0].split()[-1] if name == "clausetrail" else output.strip()
            print(
                f"{latency:5.0f} ms {name:12} {came:>8} {seconds:8.1f} {arguments.captures / seconds:11.1f} "
                f"{cpu * 1000 / arguments.captures:15.1f} {seconds / ours:12.2f}",
                flush=True,
            )


def timed(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Return the wall seconds, the CPU seconds and the output of *command*."""
    environment = os.environ | {"CLAUSETRAIL_DATA": str(folder / "store"), "CLAUSETRAIL_GATES": str(folder / "gates")}
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[-1]} ended with status {status}")
    return time.monotonic() - started, used.ru_utime + used.ru_stime, output


if __name__ == "__main__":
    main()
