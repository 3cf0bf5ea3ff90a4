"""What the benchmarks share: a watchlist for WARC files, tracked through loopback in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from clausetrail.crawler.replay_server.warc_files import WarcCollection
from clausetrail.snapshots.watchlist.policies import name_for

UNLIMITED = ("-s", "ARCHIVE_INDEX_PER_MINUTE=0", "-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0")


def clausetrail(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb on the store in *folder*, and return what it printed. Exits with its words where it fails."""
    environment = os.environ | {
        "CLAUSETRAIL_DATA": str(folder / "store"),
        "CLAUSETRAIL_GATES": str(folder / "gates.sqlite"),
    }
    command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done


def originals(warcs: Iterable[Path]) -> list[str]:
    """Return one original for each URL in *warcs*: http and https, with and without www, are one."""
    return sorted(WarcCollection.from_warcs(list(warcs)).originals())


def watchlist(urls: Iterable[str]) -> str:
    """Return a policies.toml that watches each of *urls* as a policy of its own."""
    lines = []
    for number, url in enumerate(urls):
        lines.append(f'[policies."{name_for(url)[:80]}-{number}"]\nurl = {_quoted(url)}\n')
    return "\n".join(lines)


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
