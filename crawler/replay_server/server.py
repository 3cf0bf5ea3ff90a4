"""The replay server: serves WARC files on loopback in the dialect of the Internet Archive, with injected faults.

Made for tests and crawls of local files without a network. It answers as `web.archive.org` answered recorded requests of
2019 to 2026, with TimeMaps in link format and a TimeGate (RFC 7089). It is no public archive: it binds to loopback only, and rewrites
no page.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import signal
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import unquote

from aiohttp import web

from clausetrail.crawler.archives.digest_proof import REASON
from clausetrail.crawler.replay_server.cdx_api import answer_query
from clausetrail.crawler.replay_server.injected_faults import (
    Budget,
    ErrorResponse,
    FaultCounter,
    Faults,
    error_response,
    page,
)
from clausetrail.crawler.replay_server.mementos import (
    damaged,
    exact,
    memento_headers,
    memento_url,
    nearest,
    other_capture,
    time_asked_for,
    timemap,
)
from clausetrail.crawler.replay_server.warc_files import (
    ArchivedResponse,
    IndexedRecord,
    UnplayableError,
    WarcCollection,
)
from clausetrail.snapshots.counted_nouns import counted

_PLAYBACK = re.compile(r"/web/(?P<timestamp>\d{1,14})(?P<modifier>(?:[a-z]{2}_)*)/(?P<url>.+)", re.ASCII | re.DOTALL)
_TIMEGATE = re.compile(r"/web/(?P<url>https?(?::|%3a).+)", re.IGNORECASE | re.DOTALL)
_ESCAPED_URL = re.compile(r"https?%3a", re.IGNORECASE)
_LOG_LENGTH = 100_000
# Bytes. Crawlers keep URLs of up to 64 KiB, and a request escapes them.
_LONGEST_LINE = 1 << 18
_UNTYPED = "x-origin/named-none"
_NOT_ARCHIVED = ErrorResponse(404, page("This archive on loopback has not archived that URL."))
# For how many seconds connections are refused, one entry for each time.
_CLOSINGS: web.AppKey[asyncio.Queue[int]] = web.AppKey("closings", asyncio.Queue)
_BANNER = b"<!-- a banner of the archive: ask with id_ for the page as it was -->\n"


def application(
    collection: WarcCollection,
    faults: Faults = Faults(),  # noqa: B008  (frozen, so one default can serve all)
    index_per_minute: int = 0,
    playback_per_minute: int = 0,
    latency: float = 0,
) -> web.Application:
    """Return the archive over *collection*. A rate of 0 is no limit; *latency* is the seconds before each answer."""
    budgets = {"index": Budget(index_per_minute), "play": Budget(playback_per_minute)}
    archive = _Archive(collection, FaultCounter(faults), budgets, latency)
    limits = {"max_line_size": _LONGEST_LINE, "max_field_size": _LONGEST_LINE}
    app = web.Application(handler_args=limits)
    app[_CLOSINGS] = archive.closings
    app.router.add_get("/cdx/search/cdx", archive.index)
    app.router.add_get("/web/timemap/link/{target:.*}", archive.timemap)
    app.router.add_get("/web/{target:.*}", archive.play)
    app.router.add_get("/_requests", archive.requests)
    app.on_response_prepare.append(_without_invented_type)
    return app


def serve(
    collection: WarcCollection,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    faults: Faults = Faults(),  # noqa: B008
    index_per_minute: int = 0,
    playback_per_minute: int = 0,
    latency: float = 0,
) -> None:
    """Serve *collection* until SIGTERM, SIGINT or SIGHUP, and print one line with the address; *port* 0 takes a free port.

    Raises ValueError for a *host* that other machines could reach.
    """
    address = _loopback(host)
    app = application(collection, faults, index_per_minute, playback_per_minute, latency)
    asyncio.run(_serve(app, address, port, f"playing {counted(len(collection), 'capture')} of {collection.urls} URLs"))


async def _serve(app: web.Application, host: str, port: int, opening: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            continue  # as `nohup` has it
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.SockSite(runner, _bound(host, port))
        await site.start()
        name = f"[{host}]" if ":" in host else host
        print(f"{opening} at http://{name}:{runner.addresses[0][1]}", flush=True)  # a parent reads the port here
        refusing = asyncio.create_task(_refuse_connections(app[_CLOSINGS], runner, site))
        await stopped.wait()
        refusing.cancel()
    finally:
        await runner.cleanup()


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that is bound and does not listen yet: connections are refused."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


async def _refuse_connections(closings: asyncio.Queue[int], runner: web.AppRunner, site: web.BaseSite) -> None:
    """Close the socket and all connections for each entry of *closings*, as a firewall would."""
    while True:
        seconds = await closings.get()
        host, port = runner.addresses[0][:2]
        await site.stop()
        for connection in runner.server.connections if runner.server else ():
            connection.close()
        bound = _bound(host, port)
        await asyncio.sleep(seconds)
        site = web.SockSite(runner, bound)
        await site.start()


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        is_loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"{host} is not a loopback address; this archive is for this machine only")
    return address


class _Archive:
    """The handlers of index and playback requests, and the log of all requests."""

    def __init__(
        self, collection: WarcCollection, fault_counter: FaultCounter, budgets: dict[str, Budget], latency: float
    ) -> None:
        self._collection = collection
        self._latency = latency
        self._fault_counter = fault_counter
        self._budgets = budgets
        self.closings: asyncio.Queue[int] = asyncio.Queue()
        self._started = time.monotonic()
        self._log: deque[tuple[float, str, str, int]] = deque(maxlen=_LOG_LENGTH)

    async def index(self, request: web.Request) -> web.StreamResponse:
        return await self._answer("index", request, self._index)

    async def play(self, request: web.Request) -> web.StreamResponse:
        return await self._answer("play", request, self._play)

    async def timemap(self, request: web.Request) -> web.StreamResponse:
        return await self._answer("index", request, self._timemap)

    async def requests(self, request: web.Request) -> web.Response:
        return web.json_response([list(entry) for entry in self._log])

    async def _answer(
        self, kind: str, request: web.Request, usual: Callable[[web.Request, str], web.Response]
    ) -> web.StreamResponse:
        if self._latency:
            await asyncio.sleep(self._latency)
        now = time.monotonic()
        wait = self._budgets[kind].wait(now)
        fault = "429" if wait else self._fault_counter.next(kind)
        error = error_response(fault, wait or 1)
        answer = _error(error) if error else usual(request, fault)
        if fault == "cut" and not answer.body:
            fault = "reset"  # nothing to cut: a redirect without a body
        status = 0 if fault == "reset" else answer.status
        self._log.append((round(now - self._started, 3), kind, request.raw_path, status))
        if not wait and (seconds := self._fault_counter.refuses):
            self.closings.put_nowait(seconds)
        if fault == "reset":
            _reset(request)
        if fault == "cut":
            return await _cut(request, answer)
        return answer

    def _index(self, request: web.Request, fault: str) -> web.Response:
        found = answer_query(self._collection, request.query, fault)
        if fault in {"gzip", "br-damaged"}:
            body, headers = damaged(fault, found.text.encode(), [("Content-Type", found.content_type)])
            return web.Response(status=found.status, body=body, headers=headers)
        return web.Response(status=found.status, text=found.text, headers={"Content-Type": found.content_type})

    def _timemap(self, request: web.Request, fault: str) -> web.Response:
        url = request.raw_path.removeprefix("/web/timemap/link/")
        rows = self._collection.rows(unquote(url) if _ESCAPED_URL.match(url) else url)
        if not rows or fault == "empty":
            return _error(_NOT_ARCHIVED)
        text = timemap(rows, f"{request.scheme}://{request.host}")
        return web.Response(text=text, headers={"Content-Type": "application/link-format"})

    def _play(self, request: web.Request, fault: str) -> web.Response:
        requested = _requested(request) or _requested_of_timegate(request)
        rows = self._collection.rows(requested[2]) if requested else ()
        if not requested or not rows:
            return _error(_NOT_ARCHIVED)
        timestamp, modifier, url = requested
        row = exact(rows, timestamp, url)
        other = other_capture(rows, timestamp, fault)
        if other and fault != "other-time":
            return _redirect_to(other, modifier)
        if row is None:
            return _redirect_to(nearest(rows, timestamp), modifier)
        return self._played(rows, other or row, fault, modifier, f"{request.scheme}://{request.host}")

    def _played(
        self, rows: Sequence[IndexedRecord], row: IndexedRecord, fault: str, modifier: str, base: str
    ) -> web.Response:
        try:
            archived = self._collection.read(row)
        except UnplayableError as error:
            return _error(replace(_NOT_ARCHIVED, headers=((REASON, str(error)),)))
        body, headers = damaged(fault, archived.payload, memento_headers(rows, row, archived, base, modifier))
        return _memento(archived, body, headers, in_view="id_" not in modifier)


def _requested(request: web.Request) -> tuple[str, str, str] | None:
    """Return timestamp, modifier and URL of a playback request, the URL as in the raw path.

    Clients that escape the whole URL begin it with `http%3A`; only such a URL is unescaped, and once.
    """
    match = _PLAYBACK.fullmatch(request.raw_path)
    if not match:
        return None
    url = unquote(match["url"]) if _ESCAPED_URL.match(match["url"]) else match["url"]
    return match["timestamp"], match["modifier"], url


def _requested_of_timegate(request: web.Request) -> tuple[str, str, str] | None:
    """Return the same for a request without a time, to the TimeGate, which the header Accept-Datetime gives a time."""
    match = _TIMEGATE.fullmatch(request.raw_path)
    if not match:
        return None
    url = unquote(match["url"]) if _ESCAPED_URL.match(match["url"]) else match["url"]
    return time_asked_for(request.headers.get("Accept-Datetime", "")), "", url


def _redirect_to(row: IndexedRecord, modifier: str) -> web.Response:
    reason = f"found capture at {row.timestamp}"
    headers = {"Location": memento_url(row, modifier), "x-archive-redirect-reason": reason, "Vary": "accept-datetime"}
    return web.Response(status=302, reason="FOUND", text="", headers=headers)


def _memento(archived: ArchivedResponse, body: bytes, headers: list[tuple[str, str]], *, in_view: bool) -> web.Response:
    mimetype = archived.header("content-type")
    banner = _BANNER if in_view and "html" in mimetype else b""
    untyped = [] if mimetype else [("Content-Type", _UNTYPED)]
    return web.Response(status=archived.statuscode or 200, body=banner + body, headers=headers + untyped)


async def _without_invented_type(request: web.Request, response: web.StreamResponse) -> None:
    """Remove the media type that aiohttp adds to answers without one: the origin sent none."""
    if response.headers.get("Content-Type") == _UNTYPED:
        del response.headers["Content-Type"]


def _error(error: ErrorResponse) -> web.Response:
    headers = dict(error.headers)
    return web.Response(status=error.status, text=error.text, content_type=error.content_type, headers=headers)


async def _cut(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Send the first half of *whole* with its full Content-Length, then close the connection."""
    body = bytes(whole.body) if isinstance(whole.body, bytes | bytearray) else b""
    cut = web.StreamResponse(status=whole.status, reason=whole.reason, headers=whole.headers)
    cut.content_length = len(body)
    await cut.prepare(request)
    await cut.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return cut


def _reset(request: web.Request) -> None:
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    if connection is not None:
        # Lingering for no time makes the kernel send RST instead of FIN (socket(7), SO_LINGER).
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
