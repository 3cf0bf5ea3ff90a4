"""The whole way for any WARC of captures: played on loopback, every URL in it tracked, exported.

    python benchmarks/history.py --warc FILE [FILE ...] --out captures.jsonl

Prints what it ran on and how long it took. The lines written hold url, timestamp and the text in force.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

from tracking import UNLIMITED, clausetrail, originals, watchlist

from crawler.playing import playing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warc", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="captures.jsonl to write")
    parser.add_argument("--keep", type=Path, help="folder to keep the store and the other exports in")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        urls = originals(arguments.warc)
        (folder / "policies.toml").write_text(watchlist(urls), "utf-8")
        started = time.monotonic()
        with playing(arguments.warc) as address:
            tracked = clausetrail(
                folder,
                "track",
                "--policies",
                str(folder / "policies.toml"),
                "--archive",
                address,
                "--quiet",
                *UNLIMITED,
            )
        seconds = time.monotonic() - started
        clausetrail(folder, "export", str(folder / "export"))
        shutil.copy(folder / "export" / "captures.jsonl", arguments.out)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(urls)} URLs of {', '.join(path.name for path in arguments.warc)}: {tracked.stdout.strip()}")
    print(f"{seconds:.1f} s for the crawl, CPU {used.ru_utime + used.ru_stime:.1f} s with archive and export, "
          f"peak of one process {used.ru_maxrss / 1024:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
