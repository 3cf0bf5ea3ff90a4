"""`make demo`: track the invented archive with the public commands, print one change, and leave a site to open.

python demo/run.py FOLDER

Every command's whole output is in FOLDER, one text file each.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).resolve().parent
POLICIES = ("larkspur-privacy", "tidewater-conditions", "pennywhistle-privacy", "ambergate-terms")


def main() -> None:
    """Run the demo in the folder that the first argument names, and end with the first failing command's code."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/demo").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CLAUSETRAIL_DATA"] = str(folder / "store")
    os.environ["CLAUSETRAIL_GATES"] = str(folder / "gates.sqlite")
    archive = str(HERE / "demo.warc.gz")
    print_output(run(folder, "track", "--quiet", "--policies", str(HERE / "policies.toml"), "--archive", archive))
    for policy in POLICIES:
        text = run(folder, "timeline", policy)
        if policy == POLICIES[0]:
            print_output(first_change(text))
    run(folder, "search", "carrier OR parcel", "--limit", "3")
    run(folder, "export", str(folder / "export"))
    run(folder, "site", str(folder / "site"))
    shown = Path(os.path.relpath(folder))
    print(
        f"\nThe whole output is in {shown}/*.txt. Open {shown}/site/index.html in a browser, or go on with the same data:\n"
        f"  export CLAUSETRAIL_DATA={shlex.quote(str(shown / 'store'))}\n"
        "  .venv/bin/clausetrail browse                           the same pages, with search and every stored page\n"
        "  .venv/bin/clausetrail timeline ambergate-terms         a moved clause, and a text that is provisional\n"
        "  .venv/bin/clausetrail timeline pennywhistle-privacy    a text that was tried for a week\n"
        "  .venv/bin/clausetrail show tidewater-conditions --at 2010"
    )


def run(folder: Path, *arguments: str) -> str:
    """Run one command, keep its output in *folder*, and return it. Ends the process with its exit code where that is not 0."""
    shown = [os.path.relpath(argument) if argument.startswith("/") else argument for argument in arguments]
    print(f"$ clausetrail {shlex.join(shown)}", flush=True)
    command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
    finished = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603 (our own command)
    named = [argument for argument in arguments[:2] if "/" not in argument and not argument.startswith("-")]
    (folder / f"{'-'.join(named).replace(' ', '-')}.txt").write_text(finished.stdout, "utf-8")
    if finished.returncode:
        print_output(finished.stdout)
        sys.exit(finished.returncode)
    return finished.stdout


def first_change(timeline: str) -> str:
    """Return the title of *timeline* and its first change."""
    title, *lines = timeline.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("Changed between"))
    return "\n".join([title, *takewhile(lambda line: not line.startswith("Version"), lines[start:])])


def print_output(text: str) -> None:
    """Print *text*, indented below the command that wrote it."""
    print("\n".join(f"  {line}".rstrip() for line in text.splitlines()), flush=True)


if __name__ == "__main__":
    main()
