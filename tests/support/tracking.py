"""What tests of whole runs share: the demo tracked in processes of their own, and what its archive met."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, Run
from tests.support.forked_runs import BegunRun

WATCHLIST = str(ROOT / "demo" / "policies.toml")


def track(run: Run, archive: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run(*_arguments(archive, *options))


def begun(archive: str, folder: Path, *options: str) -> BegunRun:
    """Return a `clausetrail track` that has just started."""
    return BegunRun(*_arguments(archive, *options), folder=folder)


def ended_at(process: BegunRun, archive: str, number: int, signal: int) -> str:
    """Send *signal* as soon as the archive has met so many requests, and return what the process printed.

    The archive's log is the clock. Nothing is sent to a process that has ended before.
    """
    while process.poll() is None and len(requests(archive)) < number:
        pass
    process.send_signal(signal)
    out = process.communicate(timeout=60)
    requests(archive)  # what the process sent last is met before this, and stands in the log
    return out


def requests(archive: str) -> list[list[Any]]:
    """Return what the archive has met: seconds, kind, path and status of each request."""
    with urllib.request.urlopen(f"{archive}/_requests") as answer:  # (loopback)
        return list(json.load(answer))


def _arguments(archive: str, *options: str) -> list[str]:
    return ["track", "--policies", WATCHLIST, "--archive", archive, *options]
