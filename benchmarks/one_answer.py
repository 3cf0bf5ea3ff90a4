"""What comes out when one answer of the archive is disturbed: dropped, cut, recoded, or replaced by an error.

    python benchmarks/one_answer.py [--draws 500] [--seed 14]

`clausetrail track` reads the demo's archive into a fresh store. Then, as often as asked for, one of the answers that it got is
drawn and disturbed, in another fresh store. The result has to equal that of the undisturbed run, or to name the capture, or
its policy as unread with exit code 3; else it is SILENT, and the script ends with 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.disturbed_archive import DisturbedArchive, Draw, derived, disturbed_archive, draws, verdict  # noqa: E402
from tests.support.forked_runs import FORKS, UNLIMITED, running_replay_server  # noqa: E402

_WAITS = ("-s", "ARCHIVE_PARKED=0.05", "-s", "ARCHIVE_TRIES=2", "-s", "ARCHIVE_PATIENCE=2")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=14)
    arguments = parser.parse_args()
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    silent = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        running_replay_server([ROOT / "demo" / "demo.warc.gz"]) as upstream,
        disturbed_archive(upstream) as archive,
    ):
        folder = Path(temporary)
        tracked(folder, archive)
        usual, paths = derived(folder / "data"), [*archive.answers]
        for number, draw in enumerate(draws(paths, arguments.draws, arguments.seed)):
            found = outcome(folder, archive, draw, usual)
            outcomes[draw.disturbance][found] += 1
            if not found.startswith(("equal", "unread", "named", "excluded")):
                silent.append(f"{found}: {draw}")
                print(silent[-1], file=sys.stderr, flush=True)
            if number % 50 == 49:
                print(f"{number + 1} draws, {len(silent)} silent", file=sys.stderr, flush=True)
    FORKS.close()
    print(f"{arguments.draws} draws among {len(paths)} answers, seed {arguments.seed}")
    columns = sorted({name for counts in outcomes.values() for name in counts})
    print(f"{'disturbance':20}" + "".join(f" | {name:>16}" for name in columns))
    for kind, counts in outcomes.items():
        print(f"{kind:20}" + "".join(f" | {counts[name] or '':>16}" for name in columns))
    total = sum(outcomes.values(), Counter[str]())
    print(f"{'all':20}" + "".join(f" | {total[name]:>16}" for name in columns))
    print(*silent, sep="\n")
    sys.exit(bool(silent))


def outcome(folder: Path, archive: DisturbedArchive, draw: Draw, usual: dict[str, str]) -> str:
    """Return how a run in a fresh store comes out with *draw*."""
    archive.disturb(draw)
    code, output = tracked(folder, archive)
    archive.disturb(None)
    return verdict(draw, usual, folder / "data", code, output)


def tracked(folder: Path, archive: DisturbedArchive) -> tuple[int, str]:
    """Track the demo from *archive* into a fresh store in *folder*, and return the exit code and what was printed."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    (folder / "gates.sqlite").unlink(missing_ok=True)
    environment = os.environ | {
        "CLAUSETRAIL_DATA": str(folder / "data"),
        "CLAUSETRAIL_GATES": str(folder / "gates.sqlite"),
    }
    command = ["track", "--policies", str(ROOT / "demo" / "policies.toml"), "--archive", archive.address]
    done = FORKS.run(*command, *UNLIMITED, *_WAITS, folder=folder, environment=environment)
    return done.returncode, done.stderr + done.stdout


if __name__ == "__main__":
    main()
