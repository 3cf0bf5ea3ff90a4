"""CPU-seconds that short commands take, start included: what a person waits for at the prompt.

    make demo && python benchmarks/start.py                     the store of the demo, median of 7 runs
    python benchmarks/start.py --beside OTHER/bin/clausetrail   another checkout's command in the same run, as "before"
    python benchmarks/start.py --peer DIR/bin/trafilatura       another program's `--help`; found by itself where it is on PATH

CPU-seconds are user and system time of the process and its children (getrusage), which depend less on what else the machine
does than wall time. Each command runs once unmeasured, so that its modules are byte-compiled and its files cached.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = [sys.executable, "-P", "-m", "clausetrail"]
PAGES = [ROOT / "demo" / "pages" / "ambergate" / name for name in ("2019-02-04.html", "2021-11-15.html")]
POLICY = "larkspur-privacy"
COMMANDS: Sequence[Sequence[str]] = (
    ["--help"],
    ["policies"],
    ["timeline", POLICY],
    ["show", POLICY],
    ["search", "parcel"],
    ["read", str(PAGES[0])],
    ["compare", *map(str, PAGES)],
)
PEERS = ("datasette", "trafilatura")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--store", type=Path, default=ROOT / "build" / "demo" / "store", help="data folder of `make demo`"
    )
    parser.add_argument("--runs", type=int, default=7, help="of each command; the median is printed (default: 7)")
    parser.add_argument("--beside", metavar="PROGRAM", help="the `clausetrail` of another checkout")
    parser.add_argument("--peer", metavar="PROGRAM", action="append", default=[], help="measure `PROGRAM --help` too")
    arguments = parser.parse_args()
    if not (arguments.store / "clausetrail.sqlite").is_file():
        sys.exit(f"{arguments.store} holds no store: run `make demo`, or give --store FOLDER")
    os.environ["CLAUSETRAIL_DATA"] = str(arguments.store.resolve())
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {arguments.runs}\n"
    )
    print("| command | CPU-seconds |" + (" before |" if arguments.beside else ""))
    print("|---|---|" + ("---|" if arguments.beside else ""))
    for command in COMMANDS:
        cells = [cpu_seconds([*OURS, *command], arguments.runs)]
        if arguments.beside:
            cells.append(cpu_seconds([arguments.beside, *command], arguments.runs))
        shown = " ".join(Path(word).name for word in command)
        print(f"| clausetrail {shown} |" + "".join(f" {cell:.2f} |" for cell in cells), flush=True)
    for peer in [*arguments.peer, *filter(None, map(_found, PEERS))]:
        print(f"| {Path(peer).name} --help | {cpu_seconds([peer, '--help'], arguments.runs):.2f} |", flush=True)


def cpu_seconds(command: Sequence[str], runs: int) -> float:
    """Return the median CPU time of *command* over *runs*, after one run that is not counted."""
    return statistics.median([_once(command) for _ in range(runs + 1)][1:])


def _once(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _found(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


if __name__ == "__main__":
    main()
