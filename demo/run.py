"""`make demo`: replay the invented archive on loopback, then track, show and export it with the public commands.

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
        run_command("track", "--policies", str(HERE / "policies.toml"), "--archive", archive)
        for policy in ("larkspur-privacy", "tidewater-conditions", "pennywhistle-privacy", "ambergate-terms"):
            run_command("timeline", policy)
        run_command("search", "carrier OR parcel", "--limit", "3")
        run_command("export", str(folder / "export"))
        run_command("site", str(folder / "site"))


def run_command(*arguments: str) -> None:
    """Print and run one command. Ends the process with its exit code where that is not 0."""
    print(f"\n$ clausetrail {' '.join(arguments)}", flush=True)
    finished = subprocess.run([sys.executable, "-P", "-m", "clausetrail", *arguments], check=False)  # noqa: S603 (our own command)
    if finished.returncode:
        sys.exit(finished.returncode)


if __name__ == "__main__":
    main()
