"""`make demo`: the invented archive played on loopback, tracked, shown and exported by the commands that anyone would run.

python demo/run.py FOLDER
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from clausetrail.crawler.replay_server.server_process import running_replay_server

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the demo in the folder that the first argument names, and end with the first failing command's code."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/demo").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CLAUSETRAIL_DATA"] = str(folder / "store")
    os.environ["CLAUSETRAIL_GATES"] = str(folder / "gates.sqlite")
    with running_replay_server([HERE / "demo.warc.gz"]) as archive:
        run("track", "--policies", str(HERE / "policies.toml"), "--archive", archive)
        for policy in ("larkspur-privacy", "tidewater-conditions", "pennywhistle-privacy", "ambergate-terms"):
            run("timeline", policy)
        run("search", "carrier OR parcel", "--limit", "3")
        run("export", str(folder / "export"))
        run("site", str(folder / "site"))


def run(*arguments: str) -> None:
    """Print and run one command."""
    print(f"\n$ clausetrail {' '.join(arguments)}", flush=True)
    done = subprocess.run([sys.executable, "-P", "-m", "clausetrail", *arguments], check=False)  # noqa: S603 (our own command)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
