"""Runs of `clausetrail` in processes that are forked from one which has imported everything: no run waits for imports.

A child is a process like any other: it has its own environment, folder, streams, signals and exit code, and nothing that it
changes reaches the tests or another run. Half of the suite's 525 CPU-seconds were interpreters that imported the same modules.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

_SERVER = Path(__file__).with_name("fork_server.py")


class ForkedRuns:
    """The server that runs are forked from; it starts with the first run and ends with `close`."""

    def __init__(self) -> None:
        self._link: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self._ended: dict[int, int] = {}

    def run(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        entered: bytes = b"",
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run `clausetrail` with *arguments* in *folder* to its end, with *entered* as standard input."""
        with tempfile.TemporaryFile() as read, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
            read.write(entered)
            read.seek(0)
            child = self.start(*arguments, folder=folder, environment=environment, streams=(read, out, said))
            code = self.wait(child, timeout)
            texts = []
            for written in (out, said):
                written.seek(0)
                texts.append(written.read().decode("utf-8"))
        return subprocess.CompletedProcess(["clausetrail", *arguments], code, *texts)

    def start(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str] | None,
        streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    ) -> int:
        """Start `clausetrail` with *arguments* in *folder*, and return the number of its process."""
        link = self._connected()
        told = {"arguments": arguments, "folder": str(folder), "environment": dict(environment or os.environ)}
        message = json.dumps(told).encode() + b"\n"
        sent = socket.send_fds(link, [message], [stream.fileno() for stream in streams])
        link.sendall(message[sent:])
        link.settimeout(60)
        while True:
            what, child, *_ = self._line()
            if what == "started":
                return int(child)

    def wait(self, child: int, timeout: float) -> int:
        """Return the exit code of *child*, the negative number of a signal. It is killed when *timeout* has passed."""
        end = time.monotonic() + timeout
        while child not in self._ended:
            self._connected().settimeout(max(end - time.monotonic(), 0.01))
            try:
                self._line()
            except TimeoutError as error:
                os.kill(child, signal.SIGKILL)
                raise subprocess.TimeoutExpired(f"clausetrail, process {child}", timeout) from error
        return self._ended.pop(child)

    def poll(self, child: int) -> int | None:
        """Return the exit code of *child*, or None while it runs."""
        self._connected().setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while child not in self._ended:
                self._line()
        return self._ended.get(child)

    def close(self) -> None:
        """End the server."""
        if self._link and self._server:
            self._link.close()
            self._server.wait(timeout=30)

    def _connected(self) -> socket.socket:
        if self._link is None:
            self._link, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, "-P", str(_SERVER), str(theirs.fileno())]
                # One thread: a process of several is not to be forked (numpy's library starts some).
                environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
                self._server = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
        return self._link

    def _line(self) -> list[str]:
        """Read one line from the server, keep who has ended, and return its words."""
        while b"\n" not in self._unread:
            read = self._connected().recv(4096)
            if not read:
                raise RuntimeError("the server of forked runs has ended; its error is above")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        words = line.decode().split()
        if words[0] == "ended":
            self._ended[int(words[1])] = int(words[2])
        return words


class BegunRun:
    """A `clausetrail` that has just started: the part of `subprocess.Popen` that tests use which end it by a signal."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.returncode: int | None = None
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 (it is read when the run has ended)
        with open(os.devnull, "r+b") as null:  # noqa: PTH123
            self._child = FORKS.start(*arguments, folder=folder, environment=None, streams=(null, self._out, null))

    def poll(self) -> int | None:
        return FORKS.poll(self._child)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self._child, number)

    def communicate(self, timeout: float) -> str:
        """Wait for the end, and return what was printed."""
        self.returncode = FORKS.wait(self._child, timeout)
        self._out.seek(0)
        with self._out:
            return self._out.read().decode("utf-8")


FORKS = ForkedRuns()  # of this process of pytest; `tests.conftest` closes it
# Every archive of the tests is on this machine, where no limit is needed. The rate gate has tests of its own.
UNLIMITED = ("-s", "ARCHIVE_INDEX_PER_MINUTE=0", "-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0")


@contextlib.contextmanager
def running_replay_server(warcs: Iterable[Path], *options: str) -> Iterator[str]:
    """Yield the address of an archive that plays *warcs*, as its namesake of `clausetrail.crawler.replay_server` does, forked."""
    read, write = os.pipe()
    with open(read, encoding="utf-8") as lines, open(write, "wb") as out, open(os.devnull, "r+b") as null:  # noqa: PTH123
        child = FORKS.start(
            "play", *map(str, warcs), *options, folder=Path.cwd(), environment=None, streams=(null, out, null)
        )
        out.close()
        try:
            opening = lines.readline()
            address = re.search(r"http://\S+", opening)
            assert address, opening
            yield address[0]
        finally:
            os.kill(child, signal.SIGTERM)
            FORKS.wait(child, 30)
