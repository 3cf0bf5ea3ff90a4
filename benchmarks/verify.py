"""Does `verify` find damage? 30 pages overwritten, 30 texts forged, 30 headers changed, each in a copy of a store of its own.

    python -m benchmarks.verify [DATA]

Without DATA, the store is made by tracking the demo archive. Prints what it ran on, the table, and each damage that was not found.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clausetrail.snapshots.store import FILE
from tests.support.store_damage import DAMAGES, found_by_verify

_DEMO = Path(__file__).resolve().parent.parent / "demo"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, help="a data folder to copy; it is not changed")
    parser.add_argument("--each", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20261130)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole = asked.data or _tracked(Path(folder))
        untouched = [*found_by_verify(whole)]
        size = (whole / FILE).stat().st_size
        print(
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} CPUs, seed {asked.seed}"
        )
        print(f"store of {size / 1e6:.2f} MB, untouched: {len(untouched)} differences")
        print("\n| damage | tried | found | seconds each |\n|---|---|---|---|")
        missed = []
        for name, damage in DAMAGES.items():
            chance, found, began = random.Random(f"{asked.seed} {name}"), 0, time.perf_counter()
            for _ in range(asked.each):
                copy = Path(folder) / "copy"
                shutil.rmtree(copy, ignore_errors=True)
                copy.mkdir()
                shutil.copy(whole / FILE, copy / FILE)
                what = damage(copy / FILE, chance)
                if any(True for _ in found_by_verify(copy)):
                    found += 1
                else:
                    missed.append(what)
            print(f"| {name} | {asked.each} | {found} | {(time.perf_counter() - began) / asked.each:.2f} |")
        for what in missed:
            print(f"not found: {what}")
    sys.exit(1 if missed or untouched else 0)


def _tracked(folder: Path) -> Path:
    data = folder / "data"
    environment = os.environ | {"CLAUSETRAIL_DATA": str(data), "CLAUSETRAIL_GATES": str(folder / "gates.sqlite")}
    archive = ["--policies", str(_DEMO / "policies.toml"), "--archive", str(_DEMO / "demo.warc.gz"), "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "clausetrail", "track", *archive], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return data


if __name__ == "__main__":
    main()
