"""A replay server during a `with` block: `clausetrail play` in a process of its own."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from clausetrail.snapshots.errors import UnusableArchive


@contextlib.contextmanager
def running_replay_server(warcs: Iterable[Path], *options: str) -> Iterator[str]:
    """Yield the address of a replay server for *warcs*, started with further *options* of `clausetrail play`.

    Raises UnusableArchive where it does not start.
    """
    command = [sys.executable, "-P", "-m", "clausetrail", "play", *map(str, warcs), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own command)
    try:
        assert process.stdout is not None
        opening = process.stdout.readline()
        address = re.search(r"http://\S+", opening)
        if not address:
            raise UnusableArchive(f"the replay server did not start; its output: {opening.strip() or 'none'}")
        yield address[0]
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
