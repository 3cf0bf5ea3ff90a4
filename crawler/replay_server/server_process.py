"""A replay server during a `with` block: `clausetrail play` in a process of its own."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from clausetrail.crawler.archives.local_files import LeftOut
from clausetrail.crawler.replay_server.surt import host_of_key, urlkey
from clausetrail.snapshots.errors import UnusableArchive


class ReadingReport(msgspec.Struct):
    """What a replay server says of its files before it serves them: what it leaves out, or why it cannot start."""

    left_out: list[LeftOut] = []
    not_listed: int = 0
    error: str = ""


# Lines that a person is shown of what is left out.
_MOST_LINES = 20


def left_out_lines(report: ReadingReport) -> list[str]:
    """Return the lines for a person on what is left out of the files."""
    lines = [f"clausetrail: {found.line}" for found in report.left_out[:_MOST_LINES]]
    more = len(report.left_out) - len(lines) + report.not_listed
    return [*lines, f"clausetrail: and {more:,} more of the kind"] if more else lines


@contextlib.contextmanager
def running_replay_server(
    warcs: Iterable[Path], *options: str, report: Callable[[ReadingReport], None] | None = None
) -> Iterator[str]:
    """Yield the address of a replay server for *warcs*, started with further *options* of `clausetrail play`.

    *report* gets what the server leaves out of the files; without it, the server prints that on standard error. Raises
    UnusableArchive where it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="clausetrail-") as folder:
        path = Path(folder) / "report.json"
        command = [sys.executable, "-P", "-m", "clausetrail", "play", *map(str, warcs), *options]
        if report:
            command += ["--report", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own command)
        with _ending(process):
            assert process.stdout is not None
            opening = process.stdout.readline()
            address = re.search(r"http://\S+", opening)
            found = msgspec.json.decode(path.read_bytes(), type=ReadingReport) if path.is_file() else ReadingReport()
            if not address:
                raise UnusableArchive(
                    found.error or f"the replay server did not start; its output: {opening.strip() or 'none'}"
                )
            if report:
                report(found)
            yield address[0]


@contextlib.contextmanager
def _ending(process: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def may_lack(report: ReadingReport, urls: Iterable[str]) -> bool:
    """Return whether a capture of *urls* may be missing by what is left out: it is of one of their hosts, or of an unknown URL.

    The whole host counts, since a policy's page may redirect within its site.
    """
    losses = [found for found in report.left_out if found.is_loss]
    if report.not_listed or any(not found.url for found in losses):
        return True
    if not losses:
        return False
    hosts = {host_of_key(urlkey(found.url)) for found in losses}
    return any(host_of_key(urlkey(url)) in hosts for url in urls)
