"""`clausetrail browse` as an ASGI application: which address shows which page. Reads only, and only for this machine.

Other sites cannot read it through a browser: it answers no foreign Host (DNS rebinding), may not be framed, and has
no method that writes. Nothing archived is served but as escaped words.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausetrail.crawler.commandline.store_views import load_knowledge, view_link_of
from clausetrail.reports.site.live_pages import LIVE_CONTENT_POLICY, LiveCache, LivePages
from clausetrail.snapshots.errors import UnknownPolicy, UnusableSetting
from clausetrail.snapshots.store import FILE, Store

_HOSTS = ["127.0.0.1", "localhost"]
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Datasette writes scripts and styles into its pages; it asks nothing of other hosts.
_SQL_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
_TYPES = {"css": "text/css", "js": "text/javascript"}


class _Guarded:
    """Puts the headers on every answer, whatever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sql = scope["path"].startswith("/sql/")
        policy = _SQL_POLICY if sql else f"{LIVE_CONTENT_POLICY}; frame-ancestors 'none'"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS | {"Content-Security-Policy": policy})
            await send(message)

        await self._app(scope, receive, guarded)


class _Below(BaseRoute):
    """Hands all below a path to another application, as a proxy does that strips it: so Datasette wants its `base_url`."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        self._path = path
        self._app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        below = scope["type"] == "http" and scope["path"].startswith(self._path)
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        cut = len(self._path) - 1
        below = {"path": scope["path"][cut:], "raw_path": scope["raw_path"][cut:]}
        await self._app(dict(scope) | below, receive, send)


class _Doors:
    """One method for each kind of address; each opens the store for itself, read-only, and closes it."""

    def __init__(self, folder: Path, *, sql: bool) -> None:
        self._folder = folder
        self._sql = sql
        self._shelf = LiveCache()

    def home(self, request: Request) -> Response:
        number = request.query_params.get("page", "1")
        return self._page(lambda room: room.home(_number(number), sql=self._sql))

    def search(self, request: Request) -> Response:
        query, policy, at = (request.query_params.get(name, "") for name in ("q", "policy", "at"))
        return self._page(lambda room: room.search(query, policy, at))

    def policy(self, request: Request) -> Response:
        return self._page(lambda room: room.policy(request.path_params["folder"]))

    def compare(self, request: Request) -> Response:
        since, until = (request.query_params.get(name, "") for name in ("from", "to"))
        return self._page(lambda room: room.compare(request.path_params["folder"], since, until))

    def detail_page(self, request: Request) -> Response:
        return self._page(lambda room: room.detail_page(request.path_params["folder"], request.path_params["name"]))

    def named(self, request: Request) -> Response:
        """Lead from a policy's name to its pages."""
        name, rest = request.path_params["name"], request.path_params.get("rest", "index.html")
        query = f"?{request.url.query}" if request.url.query else ""

        def led(room: LivePages) -> Response:
            return RedirectResponse(f"/p/{room.folder(name)}/{rest}{query}")

        return self._answer(led)

    def file(self, request: Request) -> Response:
        kind = _TYPES[request.url.path.rpartition(".")[2]]
        return self._answer(lambda room: Response(room.file(request.url.path[1:]), media_type=kind))

    def feed(self, request: Request) -> Response:
        name, site = request.path_params["name"], str(request.base_url).rstrip("/")
        return self._answer(lambda room: Response(room.feed(name, site), media_type="application/atom+xml"))

    def _page(self, told: Callable[[LivePages], str]) -> Response:
        return self._answer(lambda room: HTMLResponse(told(room).encode("utf-8", "replace")))

    def _answer(self, told: Callable[[LivePages], Response]) -> Response:
        with closing(Store.open_read_only(self._folder)) as store:
            try:
                return told(LivePages(store, self._shelf, view_link_of(store), load_knowledge))
            except UnknownPolicy as error:
                return PlainTextResponse(f"{error}\n", status_code=404)


def application(folder: Path, *, sql: bool = False) -> ASGIApp:
    """Return the reading room of the store in *folder*, with *sql* Datasette beside it. Raises UnusableSetting."""
    doors = _Doors(folder, sql=sql)
    routes: list[BaseRoute] = [
        Route("/", doors.home, methods=["GET"]),
        Route("/index.html", doors.home, methods=["GET"]),
        Route("/search", doors.search, methods=["GET"]),
        Route("/style.css", doors.file, methods=["GET"]),
        Route("/site.js", doors.file, methods=["GET"]),
        Route("/feeds/{name}", doors.feed, methods=["GET"]),
        Route("/p/{folder}/index.html", doors.policy, methods=["GET"]),
        Route("/p/{folder}/compare", doors.compare, methods=["GET"]),
        Route("/p/{folder}/{name}", doors.detail_page, methods=["GET"]),
        Route("/policy/{name}", doors.named, methods=["GET"]),
        Route("/policy/{name}/{rest}", doors.named, methods=["GET"]),
    ]
    if sql:
        routes.append(_Below("/sql/", _datasette(folder / FILE)))
    guards = [Middleware(_Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS, www_redirect=False)]
    return Starlette(routes=routes, middleware=guards)


def serve(folder: Path, port: int, *, sql: bool, ready: Callable[[int], None]) -> None:
    """Serve the reading room on loopback until interrupted; *ready* is told the port once it is ours. Raises SystemExit."""
    config = uvicorn.Config(
        application(folder, sql=sql), host="127.0.0.1", port=port, log_level="warning", access_log=False,
        server_header=False, lifespan="off", ws="none",
    )  # fmt: skip
    socket = config.bind_socket()
    ready(int(socket.getsockname()[1]))
    uvicorn.Server(config).run(sockets=[socket])


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 7 else 0


def _datasette(path: Path) -> ASGIApp:
    """Return Datasette over the store, which it opens read-only. Raises UnusableSetting where it is not installed.

    Not its immutable mode: that is for files which nobody writes, and tonight's run may.
    """
    try:
        from datasette.app import Datasette  # noqa: PLC0415 (an extra of its own)
    except ImportError as error:
        raise UnusableSetting("--sql needs Datasette: pip install 'clausetrail[sql]'") from error

    class Plain(Datasette):  # type: ignore[misc]
        """Datasette that shows a reference as the number it is: 0.65 fails on REFERENCES that name no column."""

        async def expand_foreign_keys(self, *asked: object) -> dict[object, object]:
            return {}

    settings = {"base_url": "/sql/", "allow_download": False, "allow_signed_tokens": False, "sql_time_limit_ms": 5_000}
    app: ASGIApp = Plain(files=[str(path)], settings=settings).app()
    return app
