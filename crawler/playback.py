"""An archive on loopback: plays WARC files in the dialect of the Internet Archive, its troubles included.

Built for trials without a network: what `web.archive.org` answered to recorded requests of 2019 to 2026 says
how it answers. Not a public archive: it binds to loopback only, rewrites no page, and knows neither Memento
TimeMaps nor negotiation by date.
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
from collections.abc import Callable
from urllib.parse import unquote

from aiohttp import web

from crawler.cdxserver import answer as index_answer
from crawler.faults import Budget, Disturbance, Faults
from crawler.replay import exact, memento_headers, memento_url, nearest
from crawler.warcs import Collection, Response, Row, UnplayableError

_PLAYBACK = re.compile(r"/web/(?P<timestamp>\d{1,14})(?P<modifier>(?:[a-z]{2}_)*)/(?P<url>.+)", re.ASCII | re.DOTALL)
_ESCAPED_URL = re.compile(r"https?%3a", re.IGNORECASE)
_LOG_LENGTH = 100_000
_UNTYPED = "x-origin/named-none"
_PAGE = "<!DOCTYPE html>\n<html><head><title>Archive on loopback</title></head><body><p>%s</p></body></html>\n"
_NEVER = "This archive on loopback has not archived that URL."
_MAINTENANCE = "The archive is temporarily offline for maintenance. Please come back later."
_BANNER = b"<!-- a banner of the archive: ask with id_ for the page as it was -->\n"


def application(
    collection: Collection,
    faults: Faults = Faults(),  # noqa: B008  (frozen, so one default can serve all)
    index_per_minute: int = 0,
    playback_per_minute: int = 0,
) -> web.Application:
    """Return the archive over *collection*; a budget of 0 is none."""
    budgets = {"index": Budget(index_per_minute), "play": Budget(playback_per_minute)}
    archive = _Archive(collection, Disturbance(faults), budgets)
    app = web.Application()
    app.router.add_get("/cdx/search/cdx", archive.index)
    app.router.add_get("/web/{target:.*}", archive.play)
    app.router.add_get("/_requests", archive.requests)
    app.on_response_prepare.append(_without_invented_type)
    return app


def serve(
    collection: Collection,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    faults: Faults = Faults(),  # noqa: B008
    index_per_minute: int = 0,
    playback_per_minute: int = 0,
) -> None:
    """Play *collection* until SIGTERM or SIGINT, after one line that says where; *port* 0 takes a free one.

    Raise ValueError for a *host* that others could reach.
    """
    address = _loopback(host)
    app = application(collection, faults, index_per_minute, playback_per_minute)
    asyncio.run(_serve(app, address, port, f"playing {len(collection)} captures of {collection.urls} URLs"))


async def _serve(app: web.Application, host: str, port: int, opening: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, shutdown_timeout=1).start()
        bound = runner.addresses[0][1]
        name = f"[{host}]" if ":" in host else host
        print(f"{opening} at http://{name}:{bound}", flush=True)  # a parent reads the port here
        await stopped.wait()
    finally:
        await runner.cleanup()


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
    """The two doors of the archive, and what each request met behind them."""

    def __init__(self, collection: Collection, disturbance: Disturbance, budgets: dict[str, Budget]) -> None:
        self._collection = collection
        self._disturbance = disturbance
        self._budgets = budgets
        self._begun = time.monotonic()
        self._log: deque[tuple[float, str, str, int]] = deque(maxlen=_LOG_LENGTH)

    async def index(self, request: web.Request) -> web.StreamResponse:
        return await self._answer("index", request, self._index)

    async def play(self, request: web.Request) -> web.StreamResponse:
        return await self._answer("play", request, self._play)

    async def requests(self, request: web.Request) -> web.Response:
        return web.json_response([list(entry) for entry in self._log])

    async def _answer(
        self, kind: str, request: web.Request, usual: Callable[[web.Request], web.Response]
    ) -> web.StreamResponse:
        now = time.monotonic()
        wait = self._budgets[kind].wait(now)
        fault = "429" if wait else self._disturbance.next(kind)
        answer = _refusal(fault, wait or 1) or self._hop(fault, request) or usual(request)
        if fault == "cut" and not answer.body:
            fault = "reset"  # nothing to cut: a hop, or a redirect without words
        status = 0 if fault == "reset" else answer.status
        self._log.append((round(now - self._begun, 3), kind, request.raw_path, status))
        if fault == "reset":
            _reset(request)
        if fault == "cut":
            return await _cut(request, answer)
        return answer

    def _index(self, request: web.Request) -> web.Response:
        told = index_answer(self._collection, request.query)
        return web.Response(status=told.status, text=told.text, headers={"Content-Type": told.content_type})

    def _play(self, request: web.Request) -> web.Response:
        asked = _asked(request)
        rows = self._collection.rows(asked[2]) if asked else ()
        if not asked or not rows:
            return _page(404, _NEVER)
        timestamp, modifier, url = asked
        row = exact(rows, timestamp, url)
        if row is None:
            return _hop_to(nearest(rows, timestamp), modifier)
        try:
            archived = self._collection.read(row)
        except UnplayableError:
            return _page(404, _NEVER)
        headers = memento_headers(rows, row, archived, f"{request.scheme}://{request.host}", modifier)
        return _memento(archived, headers, in_view="id_" not in modifier)

    def _hop(self, fault: str, request: web.Request) -> web.Response | None:
        """Return a hop away from the capture that is asked for, if *fault* says so and there is another."""
        asked = _asked(request) if fault == "hop" else None
        others = [row for row in self._collection.rows(asked[2]) if row.timestamp != asked[0]] if asked else []
        return _hop_to(nearest(others, asked[0]), asked[1]) if asked and others else None


def _asked(request: web.Request) -> tuple[str, str, str] | None:
    """Return timestamp, modifier and URL of a playback request, the URL as it stands in the raw path.

    Clients that escape the whole URL begin it with `http%3A`; only they mean it to be unescaped, and once.
    """
    match = _PLAYBACK.fullmatch(request.raw_path)
    if not match:
        return None
    url = unquote(match["url"]) if _ESCAPED_URL.match(match["url"]) else match["url"]
    return match["timestamp"], match["modifier"], url


def _hop_to(row: Row, modifier: str) -> web.Response:
    reason = f"found capture at {row.timestamp}"
    headers = {"Location": memento_url(row, modifier), "x-archive-redirect-reason": reason}
    return web.Response(status=302, reason="FOUND", text="", headers=headers)


def _memento(archived: Response, headers: list[tuple[str, str]], *, in_view: bool) -> web.Response:
    mimetype = archived.header("content-type")
    banner = _BANNER if in_view and "html" in mimetype else b""
    untyped = [] if mimetype else [("Content-Type", _UNTYPED)]
    return web.Response(status=archived.statuscode or 200, body=banner + archived.payload, headers=headers + untyped)


async def _without_invented_type(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001
    """Take away the media type that aiohttp gives to answers without one: the origin named none."""
    if response.headers.get("Content-Type") == _UNTYPED:
        del response.headers["Content-Type"]


def _refusal(fault: str, wait: int) -> web.Response | None:
    if fault == "429":
        return _page(429, "Too many requests. Please slow down.", {"Retry-After": str(wait)})
    if fault == "503":
        return _page(503, "No server is available to answer this request.")
    return _page(200, _MAINTENANCE) if fault == "html" else None


def _page(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=_PAGE % text, content_type="text/html", headers=headers)


async def _cut(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Send the first half of *whole* under its full length, then close the connection."""
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
