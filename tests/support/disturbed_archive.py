"""An archive of which one answer is disturbed: dropped, cut, recoded, or replaced by an error.

A proxy on loopback stands before a replay server. It keeps each answer of the server, so that an answer can be drawn, and
disturbs the drawn one: each time it is requested, or the first time only.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import random
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import zstandard

from clausetrail.reports.export.jsonl_rows import change_rows
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store

_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.compress,
}
# How a coding is applied: the header names it, or does not, or names it and the bytes lack their second half.
_WAYS = ("declared", "undeclared", "damaged")
ERRORS = (403, 404, 429, 500, 503)
DISTURBANCES = (
    *("drop", "reset", "cut", "half", "rows", "empty", "page"),
    *(f"error {status}" for status in ERRORS),
    *(f"{coding} {way}" for coding in _CODINGS for way in _WAYS),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an archive."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Draw:
    """One answer to disturb, by the path of its request, and how; *always* or only at the first request."""

    path: str
    disturbance: str
    always: bool


@dataclass(slots=True)
class DisturbedArchive:
    """The proxy: *address* is where it listens, *answers* are those it has passed on, by path."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    draw: Draw | None = None
    requests: int = 0  # for the drawn path since it was drawn

    def disturb(self, draw: Draw | None) -> None:
        """Disturb *draw* from now on, and nothing else."""
        self.draw, self.requests = draw, 0

    def disturbance(self, path: str) -> str:
        """Count a request for *path*, and return how its answer is disturbed, or ""."""
        if self.draw is None or path != self.draw.path:
            return ""
        self.requests += 1
        return self.draw.disturbance if self.draw.always or self.requests == 1 else ""


def draws(paths: list[str], count: int, seed: int) -> list[Draw]:
    """Return *count* draws among *paths*: every disturbance about equally often, three of four at each request."""
    chance = random.Random(seed)
    kinds = [DISTURBANCES[number % len(DISTURBANCES)] for number in range(count)]
    return [Draw(chance.choice(sorted(paths)), kind, chance.random() < 0.75) for kind in kinds]


def disturbed(answer: Answer, kind: str) -> Answer:
    """Return *answer* with the disturbance *kind*, of those that leave a whole HTTP message."""
    name, _, way = kind.partition(" ")
    if name == "error":
        wait = (("Retry-After", "1"),) if way == "429" else ()
        return Answer(
            int(way), (("Content-Type", "text/html"), *wait), b"<html><body>The archive says no.</body></html>"
        )
    if name == "page":
        return Answer(200, (("Content-Type", "text/html"),), b"<html><body><p>Back in an hour.</p></body></html>")
    if name == "empty":
        return Answer(answer.status, answer.headers, b"")
    if name == "half":
        first = answer.body[: len(answer.body) // 2]
        return Answer(answer.status, answer.headers, first.removesuffix(b"\n"))
    if name == "rows":
        # Cut between two rows, under its own length: nothing in the answer shows the loss.
        lines = answer.body.splitlines(keepends=True)
        return Answer(answer.status, answer.headers, b"".join(lines[: len(lines) // 2]))
    body = _CODINGS[name](answer.body)
    if way == "damaged":
        body = body[: len(body) // 2]
    declared = (("Content-Encoding", name),) if way != "undeclared" else ()
    return Answer(answer.status, (*answer.headers, *declared), body)


@contextlib.contextmanager
def disturbed_archive(upstream: str) -> Iterator[DisturbedArchive]:
    """Yield a proxy before the replay server at the address *upstream*."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    server.daemon_threads = True
    archive = DisturbedArchive(f"http://127.0.0.1:{server.server_address[1]}")
    server.archive, server.upstream = archive, urlsplit(upstream).netloc  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Proxy(BaseHTTPRequestHandler):
    """Answers from the replay server, or from what is kept of it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        archive: DisturbedArchive = self.server.archive  # type: ignore[attr-defined]
        answer = archive.answers.get(self.path)
        if answer is None:
            answer = archive.answers[self.path] = self._fetched()
        kind = archive.disturbance(self.path)
        if kind in {"drop", "reset"}:
            self._break(reset=kind == "reset")
        elif kind == "cut":
            self._send(answer, len(answer.body) // 2)
        else:
            self._send(disturbed(answer, kind) if kind else answer)

    def _fetched(self) -> Answer:
        upstream = self.server.upstream  # type: ignore[attr-defined]
        connection = http.client.HTTPConnection(upstream, timeout=30)
        connection.request("GET", self.path)
        response = connection.getresponse()
        body = response.read()
        own = {"connection", "transfer-encoding", "content-length", "date", "server"}
        proxy = self.server.archive.address  # type: ignore[attr-defined]
        headers = tuple(
            (name, value.replace(f"http://{upstream}", proxy))
            for name, value in response.getheaders()
            if name.lower() not in own
        )
        connection.close()
        return Answer(response.status, headers, body)

    def _send(self, answer: Answer, cut_at: int | None = None) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body if cut_at is None else answer.body[:cut_at])
        if cut_at is not None:
            self._break(reset=False)

    def _break(self, *, reset: bool) -> None:
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def log_message(self, *args: object) -> None:
        """Print nothing."""

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # of a connection that was broken on purpose
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()


# What a run came to ---------------------------------------------------------------------------------------------


def derived(folder: Path) -> dict[str, str]:
    """Return all versions and changes in the store in *folder*, as JSON by their names."""
    store, found = Store.open(folder), {}
    for policy in store.facts.policies():
        for version in store.derivations.versions(policy.name):
            span = (
                version.first.timestamp,
                version.last.timestamp,
                version.first.original,
                version.fingerprint,
                version.sightings,
            )
            found[f"{policy.name} version {version.number}"] = json.dumps(span)
        found[policy.name] = json.dumps([*change_rows(store, policy, lambda capture: capture.timestamp)])
    store.close()
    return found


def verdict(draw: Draw, usual: dict[str, str], folder: Path, code: int, output: str) -> str:
    """Return how a run with *draw* came out: "equal", "unread, exit 3", "named, exit N", or "SILENT", with the reason."""
    found = derived(folder)
    if found == usual:
        return "equal" if code in {0, 3} else f"WRONG CODE {code}"
    changed = {name.partition(" version ")[0] for name in {*found, *usual} if found.get(name) != usual.get(name)}
    if code == 3 and all(re.search(rf"^! {re.escape(name)}: unread", output, re.MULTILINE) for name in changed):
        return "unread, exit 3"
    named, store = [], Store.open(folder)
    for name in changed:
        policy = store.facts.policy(name)
        failed = [*store.facts.failed_requests(name)]
        times = {one.capture.timestamp for one in store.unreadable_captures(policy) if one.reason != "not fetched"}
        named.append(_is_named(draw, times, failed))
    store.close()
    if code == 3 and "are excluded" in output:
        return "excluded, exit 3"
    return f"named, exit {code}" if code in {0, 3} and all(named) else f"SILENT, exit {code}"


def _is_named(draw: Draw, times: set[str], failed: list[FailedRequest]) -> bool:
    stamp = re.search(r"/web/(\d{14})", draw.path)
    return bool(stamp and stamp[1] in times) or any(draw.path.partition("?")[0] in one.asked for one in failed)
