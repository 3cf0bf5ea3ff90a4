"""Answer SQL by Datasette in a process of its own, with limits of memory and time.

SQLite has functions that no limit inside the process stops: a pattern of LIKE that never ends is not interrupted, and a list of
rows is memory of Python. So a query that takes too much ends its process, and the next request starts another one. The process
has no address on the network: it is asked through a pipe, one request at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from clausetrail.snapshots.errors import UnusableSetting

_Headers = list[tuple[bytes, bytes]]
_Request = tuple[str, str, bytes, bytes, _Headers]  # method, path, its raw form, query, headers
_Answer = tuple[int, _Headers, bytes]

_QUERY_SECONDS = 5  # Datasette interrupts a query then
_REQUEST_SECONDS = 15  # the process is killed then
_START_SECONDS = 60
_MEGABYTE = 2**20
# A value, the memory of SQLite, an answer, and what the process may take beyond what it has when it starts.
_VALUE, _HEAP, _ANSWER, _EXTRA = 16 * _MEGABYTE, 96 * _MEGABYTE, 24 * _MEGABYTE, 320 * _MEGABYTE
_PASSED_HEADERS = {b"accept", b"host"}
_TOO_MUCH = f"The query was stopped: it took more than {_REQUEST_SECONDS} seconds or too much memory, or it failed.\n"


class SQLProcess:
    """An ASGI application that passes each request to Datasette in another process."""

    def __init__(self, path: Path, *, is_immutable: bool) -> None:
        """Prepare to answer from the database at *path*. Raises UnusableSetting where Datasette is not installed."""
        try:
            import datasette  # noqa: F401, PLC0415 (an extra of its own)
        except ImportError as error:
            raise UnusableSetting("--sql needs Datasette: pip install 'clausetrail[sql]'") from error
        self._arguments = str(path), is_immutable
        self._lock = asyncio.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._response(scope))(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Only GET: nothing can be written here.\n", status_code=405)
        path = scope["path"].lstrip("/")
        if path.startswith("-/") and not path.startswith("-/static/"):  # they show paths and settings of this machine
            return PlainTextResponse("There is no such page.\n", status_code=404)
        headers = [(name, value) for name, value in scope["headers"] if name in _PASSED_HEADERS]
        async with self._lock:
            status, given, body = await asyncio.to_thread(
                self._ask, (scope["method"], scope["path"], scope["raw_path"], scope["query_string"], headers)
            )
        response = Response(body, status_code=status)
        response.raw_headers = [(name, value) for name, value in given if name != b"set-cookie"]
        return response

    def _ask(self, request: _Request) -> _Answer:
        """Return the answer of the process, which is started where there is none; an error of its own ends it."""
        answer: _Answer | None = None
        try:
            pipe = self._started()
            pipe.send(request)
            if pipe.poll(_REQUEST_SECONDS):
                answer = pipe.recv()
        except (EOFError, OSError):  # it has ended
            pass
        if answer is None or answer[0] >= 500:
            self.close()
            return 503, [(b"content-type", b"text/plain; charset=utf-8")], _TOO_MUCH.encode()
        return answer

    def _started(self) -> Connection:
        """Return the pipe to the process."""
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._pipe, inner = context.Pipe()
            self._process = context.Process(target=_serve, args=(inner, *self._arguments), daemon=True)
            self._process.start()
            inner.close()
            if not self._pipe.poll(_START_SECONDS):
                raise EOFError
            self._pipe.recv()
        return self._pipe

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, path: str, is_immutable: bool) -> None:
    """Answer the requests of *pipe* until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    # Datasette prints each error with its traceback and all values: not to the terminal.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):
        os.dup2(nowhere, output)
    app = _datasette(path, is_immutable=is_immutable)
    _limit_memory()
    with asyncio.Runner() as runner, contextlib.suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            request = pipe.recv()
            try:
                answer = runner.run(_answered(app, request))
            except (MemoryError, _TooLongError):
                answer = (500, [], b"")
            pipe.send(answer)


def _limit_memory() -> None:
    """Limit what this process may take beyond what it has now, where the system can (not on Windows)."""
    try:
        import resource  # noqa: PLC0415 (POSIX only)
    except ImportError:
        return
    try:
        now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        now = 512 * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (now + _EXTRA, now + _EXTRA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _TooLongError(Exception):
    """An answer is longer than may be sent."""


async def _answered(app: Callable[..., Awaitable[None]], request: _Request) -> _Answer:
    method, path, raw_path, query, headers = request
    status, given, parts, length = 500, [], [], 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, given, length
        if message["type"] == "http.response.start":
            status, given = message["status"], list(message.get("headers", ()))
            return
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > _ANSWER:
            raise _TooLongError

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": raw_path, "query_string": query, "root_path": "",
        "headers": headers, "client": None, "server": None,
    }  # fmt: skip
    await app(scope, receive, send)
    return status, given, b"".join(parts)


def _datasette(path: str, *, is_immutable: bool) -> Callable[..., Awaitable[None]]:
    """Return Datasette over the database at *path*, which it opens read-only.

    Not in its immutable mode where the file can be written: that is for files that nobody writes, and a run may.
    """
    from datasette.app import Datasette  # noqa: PLC0415 (an extra of its own)

    class Limited(Datasette):  # type: ignore[misc]
        """Datasette whose connections have limits, and that shows a reference as the number it is.

        Datasette 0.65 fails on REFERENCES that name no column.
        """

        def _prepare_connection(self, conn: sqlite3.Connection, database: str) -> None:
            super()._prepare_connection(conn, database)
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE)
            conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            conn.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 200)
            conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)
            conn.execute(f"PRAGMA hard_heap_limit = {_HEAP}")
            conn.execute("PRAGMA temp_store = MEMORY")  # what is sorted is memory with a limit, no file without one
            conn.set_authorizer(_authorized)

        async def expand_foreign_keys(self, *asked: object) -> dict[object, object]:
            return {}

    settings = {
        "base_url": "/sql/", "allow_download": False, "allow_signed_tokens": False, "allow_csv_stream": False,
        "sql_time_limit_ms": _QUERY_SECONDS * 1_000, "num_sql_threads": 1,
    }  # fmt: skip
    files = {"immutables" if is_immutable else "files": [path]}
    app: Callable[..., Awaitable[None]] = Limited(**{"files": []} | files, settings=settings).app()
    return app


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Return whether SQLite may do something: nothing that opens a file, and NULL for the path of the database and for the key of the channels."""
    if action == sqlite3.SQLITE_ATTACH or (action == sqlite3.SQLITE_FUNCTION and second == "load_extension"):
        return sqlite3.SQLITE_DENY
    is_secret = first == "channel_key" or (first, second) == ("pragma_database_list", "file")
    if action == sqlite3.SQLITE_READ and is_secret:
        return sqlite3.SQLITE_IGNORE
    return sqlite3.SQLITE_OK
