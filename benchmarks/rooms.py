"""The layout in figures: modules per room, cycles, upward imports, the longest import chain, and the files one capture passes.

    python benchmarks/rooms.py [--walk]

--walk also runs `clausetrail history` on one page of the demo archive and counts the files of the package in which a
function was called between the request for the index and the printed redline, by floor. Files that are only imported do not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.import_graph import FLOORS, ROOT, cycle, imports, longest_walk, modules, room_imports, rooms

_BELOW = {"crawler": {"pipelines", "reports", "snapshots"}, "pipelines": {"snapshots"}, "reports": {"snapshots"}}
# Notes the file of every function that is called, in all threads, and writes them down when the interpreter ends.
_TRACED = """
import atexit, json, os, sys, threading
called = set()
def note(frame, event, _):
    if event == "call" and frame.f_code.co_name != "<module>":
        called.add(frame.f_code.co_filename)
atexit.register(lambda: open(os.environ["WALK_OUT"], "w").write(json.dumps(sorted(called))))
from clausetrail.crawler.cli import main
threading.setprofile(note)
sys.setprofile(note)
main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--walk", action="store_true", help="count the files that one capture passes")
    arguments = parser.parse_args()
    for room, names in sorted(rooms().items()):
        print(f"{len(names):3} modules  {room}")
    inner = {room: targets - set(FLOORS) for room, targets in room_imports().items() if room not in FLOORS}
    chain = longest_walk(imports())
    print(f"{len(modules())} modules in {len(inner)} rooms of {len(FLOORS)} floors")
    print(
        f"{len(cycle(inner))} rooms in a cycle, {len(cycle(imports()))} modules in a cycle, {_upward()} upward imports"
    )
    print(f"the longest import chain has {len(chain)} modules: {' > '.join(chain)}")
    if arguments.walk:
        files = walk()
        floors = Counter(path.partition("/")[0] for path in files)
        print(
            f"one capture passes {len(files)} files:",
            ", ".join(f"{floors[floor]} in {floor}" for floor in sorted(floors)),
        )
        print("\n".join(f"  {path}" for path in files))


def _upward() -> int:
    """Return how many imports lead from a floor to one above it or beside it."""
    return sum(
        target.partition(".")[0] not in {floor := name.partition(".")[0], *_BELOW.get(floor, set())}
        for name, targets in imports().items()
        for target in targets
    )


def walk() -> list[str]:
    """Return the files in which a function was called while one page of the demo archive became a redline."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "called.json"
        environment = os.environ | {
            "CLAUSETRAIL_DATA": f"{folder}/store",
            "CLAUSETRAIL_GATES": f"{folder}/gates.sqlite",
            "WALK_OUT": str(out),
        }
        url = "http://www.larkspur-records.example/privacy.html"
        command = ["history", url, "--archive", str(ROOT / "demo" / "demo.warc.gz"), "--quiet"]
        subprocess.run([sys.executable, "-c", _TRACED, *command], env=environment, check=True, capture_output=True)
        called = [Path(name).resolve() for name in json.loads(out.read_text("utf-8")) if not name.startswith("<")]
    return sorted(str(path.relative_to(ROOT)) for path in called if _is_ours(path))


def _is_ours(path: Path) -> bool:
    return any(path.is_relative_to(ROOT / floor) for floor in FLOORS)


if __name__ == "__main__":
    main()
