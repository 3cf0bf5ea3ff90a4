"""`clausetrail browse` as an ASGI application: the page of each address. Read-only, and only for this machine.

Other sites cannot read it through a browser: it refuses foreign Host headers (DNS rebinding), forbids framing, and has
no method that writes. Archived content is served as escaped text, and stored pages in a sandbox of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clausetrail.crawler.browse import stored_page
from clausetrail.crawler.browse.sql_process import SQLProcess
from clausetrail.crawler.commandline.output import print_message
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.site.live_pages import LIVE_CONTENT_POLICY, LiveCache, LivePages
from clausetrail.snapshots.errors import StoreError, UnknownPolicy
from clausetrail.snapshots.payload.content_coding import Undecodable
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
# Datasette has inline scripts and styles in its pages; it loads nothing from other hosts.
_SQL_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
_TYPES = {"css": "text/css", "js": "text/javascript"}


class _SecurityHeaders:
    """Middleware that adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sql = scope["path"].startswith("/sql/")
        policy = _SQL_POLICY if sql else f"{LIVE_CONTENT_POLICY}; frame-ancestors 'none'"
        if scope["path"].startswith(stored_page.PREFIX):
            policy = stored_page.CONTENT_POLICY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS | {"Content-Security-Policy": policy})
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _SameSite:
    """Refuses requests that pages of other sites make (Fetch Metadata, w3.org/TR/fetch-metadata; Fetch, section 3.1, Origin).

    A link that a person follows, as from a feed, is a navigation and is answered; but SQL of another site is never run.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_of_another_site(scope):
            refused = PlainTextResponse(
                "A page of another site asked for this; it was not answered.\n", status_code=403
            )
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_of_another_site(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}":
        return True
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not followed or scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith("/sql/")


class _MountedBelow(BaseRoute):
    """Route that passes all paths below a prefix to another application, without the prefix, as Datasette expects with `base_url`."""

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


class _Endpoints:
    """One method for each kind of address; each opens the store read-only for one request."""

    def __init__(self, folder: Path, *, sql: bool) -> None:
        self._folder = folder
        self._sql = sql
        self._cache = LiveCache()

    def home(self, request: Request) -> Response:
        number = request.query_params.get("page", "1")
        return self._page(request, lambda pages: pages.home(_number(number), sql=self._sql))

    def search(self, request: Request) -> Response:
        query, policy, at = (request.query_params.get(name, "") for name in ("q", "policy", "at"))
        return self._page(request, lambda pages: pages.search(query, policy, at))

    def policy(self, request: Request) -> Response:
        return self._page(request, lambda pages: pages.policy(request.path_params["folder"]))

    def compare(self, request: Request) -> Response:
        since, until = (request.query_params.get(name, "") for name in ("from", "to"))
        return self._page(request, lambda pages: pages.compare(request.path_params["folder"], since, until))

    def detail_page(self, request: Request) -> Response:
        return self._page(
            request, lambda pages: pages.detail_page(request.path_params["folder"], request.path_params["name"])
        )

    def named(self, request: Request) -> Response:
        """Redirect from a policy's name to its pages."""
        name, rest = request.path_params["name"], request.path_params.get("rest", "index.html")
        query = f"?{request.url.query}" if request.url.query else ""

        def redirect(pages: LivePages) -> Response:
            return RedirectResponse(f"/p/{pages.folder(name)}/{rest}{query}")

        return self._answer(request, redirect)

    def file(self, request: Request) -> Response:
        kind = _TYPES[request.url.path.rpartition(".")[2]]
        return self._answer(request, lambda pages: Response(pages.file(request.url.path[1:]), media_type=kind))

    def feed(self, request: Request) -> Response:
        name, site = request.path_params["name"], str(request.base_url).rstrip("/")
        return self._answer(request, lambda pages: Response(pages.feed(name, site), media_type="application/atom+xml"))

    def capture(self, request: Request) -> Response:
        """Return the stored page of a capture."""
        number = _number(request.path_params["number"])

        def answer(store: Store) -> Response:
            try:
                page = stored_page.stored_page(store, number)
            except Undecodable as error:
                return PlainTextResponse(f"The stored bytes cannot be decoded: {error}\n", status_code=404)
            missing = PlainTextResponse("No page of this capture is stored.\n", status_code=404)
            return Response(page[0], headers=page[1]) if page else missing

        return self._with_store(answer)

    def _page(self, request: Request, render: Callable[[LivePages], str]) -> Response:
        return self._answer(request, lambda pages: HTMLResponse(render(pages).encode("utf-8", "replace")))

    def _answer(self, request: Request, render: Callable[[LivePages], Response]) -> Response:
        site = str(request.base_url).rstrip("/")

        def rendered(store: Store) -> Response:
            link = stored_page.playable_link(store, view_link_of(store), site)
            return render(LivePages(store, self._cache, link, load_coverage))

        return self._with_store(rendered)

    def _with_store(self, answer: Callable[[Store], Response]) -> Response:
        try:
            with closing(Store.open_read_only(self._folder)) as store:
                return answer(store)
        except UnknownPolicy as error:
            return PlainTextResponse(f"{error}\n", status_code=404)
        except StoreError as error:  # it names the path of the store, which is for the terminal only
            print_message(f"clausetrail: {error}")
            return PlainTextResponse("The store cannot be read; the terminal says why.\n", status_code=503)


def application(folder: Path, *, sql: bool = False) -> ASGIApp:
    """Return the web application of the store in *folder*; with *sql*, Datasette at /sql/. Raises UnusableSetting."""
    endpoints = _Endpoints(folder, sql=sql)
    routes: list[BaseRoute] = [
        Route("/", endpoints.home, methods=["GET"]),
        Route("/index.html", endpoints.home, methods=["GET"]),
        Route("/search", endpoints.search, methods=["GET"]),
        Route("/style.css", endpoints.file, methods=["GET"]),
        Route("/site.js", endpoints.file, methods=["GET"]),
        Route("/compare.js", endpoints.file, methods=["GET"]),
        Route("/change.css", endpoints.file, methods=["GET"]),
        Route("/change.js", endpoints.file, methods=["GET"]),
        Route("/feeds/{name}", endpoints.feed, methods=["GET"]),
        Route("/p/{folder}/index.html", endpoints.policy, methods=["GET"]),
        Route("/p/{folder}/compare", endpoints.compare, methods=["GET"]),
        Route("/p/{folder}/{name}", endpoints.detail_page, methods=["GET"]),
        Route(stored_page.PREFIX + "{number}", endpoints.capture, methods=["GET"]),
        Route("/policy/{name}", endpoints.named, methods=["GET"]),
        Route("/policy/{name}/{rest}", endpoints.named, methods=["GET"]),
    ]
    if sql:
        routes.append(_MountedBelow("/sql/", SQLProcess(folder / FILE, is_immutable=Store.is_immutable(folder))))
    guards = [
        Middleware(_SecurityHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS, www_redirect=False),
        Middleware(_SameSite),
    ]
    return Starlette(routes=routes, middleware=guards)


def serve(folder: Path, port: int, *, sql: bool, ready: Callable[[int], None]) -> None:
    """Serve the application on loopback until interrupted; call *ready* with the port once it is bound. Raises SystemExit."""
    config = uvicorn.Config(
        application(folder, sql=sql), host="127.0.0.1", port=port, log_level="warning", access_log=False,
        server_header=False, lifespan="off", ws="none",
    )  # fmt: skip
    socket = config.bind_socket()
    ready(int(socket.getsockname()[1]))
    uvicorn.Server(config).run(sockets=[socket])


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 16 else 0
