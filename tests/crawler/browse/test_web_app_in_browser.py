"""The live reading room's own pages in a real browser, by the rules of access that a machine can check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Route, sync_playwright

from clausetrail.snapshots.store import Store
from tests.crawler.browse.test_web_app import LOCAL, asked
from tests.reports.site.test_site_in_browser import CHROMIUM
from tests.support.small_histories import heron

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)
PAGES = [
    "/",
    "/search?q=parcel",
    "/search?q=%22x",
    "/p/heron/index.html",
    "/p/heron/compare?from=2005&to=2010-01-31",
    "/p/heron/compare?from=May&to=2006",
]
BESIDE = ("/style.css", "/site.js", "/change.css", "/change.js")


@pytest.fixture
def answers(store: Store, tmp_path: Path) -> dict[str, tuple[int, str, bytes]]:
    """What the room answers to each page and to what the pages are made with."""
    heron(store)
    found = ((path, asked(tmp_path, path)) for path in (*PAGES, *BESIDE))
    return {path: (one.status_code, one.headers["Content-Type"], one.content) for path, one in found}


@pytest.fixture
def context(answers: dict[str, tuple[int, str, bytes]]) -> Iterator[BrowserContext]:
    """A browser in which the room's answers are all there is."""

    def answer(route: Route) -> None:
        status, kind, body = answers[route.request.url.removeprefix(LOCAL)]
        route.fulfill(status=status, content_type=kind, body=body)

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=["--no-sandbox"])
        context = chromium.new_context()
        context.route("**/*", answer)
        yield context
        chromium.close()


def test_no_page_of_the_room_breaks_a_rule_of_access_or_asks_elsewhere(context: BrowserContext) -> None:
    said: list[str] = []
    shown = context.new_page()
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        for width, scheme in ((320, "light"), (1200, "dark")):
            shown.set_viewport_size({"width": width, "height": 900})
            shown.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            shown.goto(LOCAL + path)
            found = Axe().run(shown, options={"preload": False}).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], (path, width, scheme)
            assert shown.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert said == []
