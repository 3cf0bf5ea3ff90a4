"""The whole way for any WARC of captures: played on loopback, every URL in it tracked, exported.

    python benchmarks/history.py --warc FILE [FILE ...] --out captures.jsonl --keep WHOLE
    python benchmarks/history.py --warc FILE [FILE ...] --fetch bisect --gap 90 --beside WHOLE

Prints what it ran on and how long it took. The lines written hold url, timestamp and the text in force; those of --alike hold
of captures that read alike, by the normal form, the words of the first one.

--fetch, --gap and --budget go to the crawl as `clausetrail track` takes them. --beside names the folder that a run kept
which fetched everything; then a row for each policy says what came of fetching less. *told* changes are those of the
run that fetched everything; one is *held* where this run tells a change in an interval that holds it (each told change
holds one), *exact* where it tells it between the same two captures; *extra* changes of this run hold none. A *last*ing
change lies between two texts that were read as the policy in at least two captures running, texts seen once left out; it
is *seen* where both texts were looked at, *loc*ated where the last capture before and the first after it were. *stated* is the
widest interval, in days, that this run says it leaves unexplained; *outside* counts steps of text that are neither located nor
inside a stated interval: it must be 0.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from contextlib import closing
from pathlib import Path

from reached import table
from tracking import UNLIMITED, clausetrail, originals, watchlist

from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.snapshots.store import Store


def main() -> None:
    arguments = _arguments()
    reach = [f"--{name}={chosen}" for name in ("fetch", "gap", "budget") if (chosen := getattr(arguments, name))]
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        urls = originals(arguments.warc)
        (folder / "policies.toml").write_text(watchlist(urls), "utf-8")
        started = time.monotonic()
        said = _tracked(folder, arguments.warc, reach)
        seconds = time.monotonic() - started
        if arguments.out:
            clausetrail(folder, "export", str(folder / "export"))
            shutil.copy(folder / "export" / "captures.jsonl", arguments.out)
        if arguments.out and arguments.alike:
            _write_alike(folder / "store", arguments.out, arguments.alike)
        for row in table(arguments.beside / "store", folder / "store") if arguments.beside else ():
            print(row)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(urls)} URLs of {', '.join(path.name for path in arguments.warc)}, {' '.join(reach)}: {said}")
    print(f"{seconds:.1f} s for the crawl, CPU {used.ru_utime + used.ru_stime:.1f} s with archive and export, "
          f"peak of one process {used.ru_maxrss / 1024:.0f} MB")  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warc", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="captures.jsonl to write")
    parser.add_argument("--alike", type=Path, help="captures.jsonl to write besides, after the normal form")
    parser.add_argument("--keep", type=Path, help="folder to keep the store and the other exports in")
    parser.add_argument("--fetch", choices=("all", "distinct", "bisect"), default="distinct")
    parser.add_argument("--gap", help="days between looks that agree")
    parser.add_argument("--budget", help="captures of a policy that are fetched at most")
    parser.add_argument("--beside", type=Path, help="folder that a run kept which fetched everything")
    return parser.parse_args()


def _tracked(folder: Path, warcs: list[Path], reach: list[str]) -> str:
    """Return what the crawl said at its end."""
    watched = ("--policies", str(folder / "policies.toml"))
    with running_replay_server(warcs) as address:
        done = clausetrail(folder, "track", *watched, "--archive", address, "--quiet", *reach, *UNLIMITED)
    return done.stdout.strip()


def _write_alike(place: Path, rows: Path, out: Path) -> None:
    """Write *rows* to *out*, captures that read alike with the words of the first of them."""
    with closing(Store.open_read_only(place)) as store, rows.open() as lines, out.open("w") as written:
        read = {
            (policy.name, sighting.capture.original, sighting.capture.timestamp): sighting.fingerprint
            for policy in store.facts.policies()
            for sighting in store.derivations.observations(policy.name)
        }
        first: dict[tuple[str, str | None], str] = {}
        for row in map(json.loads, lines):
            told = read.get((row["policy"], row["url"], row["timestamp"]))
            if told:
                row["text"] = first.setdefault((row["policy"], told), row["text"])
            written.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
