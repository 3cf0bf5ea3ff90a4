"""Write the pictures of the README and the docs from the demo: pages of its site, and a change in a terminal.

    python demo/make_pictures.py build/demo docs/pictures

Needs the Chromium of the system and Playwright (the extra `dev`). The folder is one that `make demo` wrote.
"""

from __future__ import annotations

import html
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

POLICY = "larkspur-privacy"
PAGES = {
    "redline": f"site/p/{POLICY}/change-20020618030255.html",
    "home": "site/index.html",
    "policy": f"site/p/{POLICY}/index.html",
}
WIDTH, HEIGHT = 1120, 700
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #14181d; color: #dfe5ea; font: 15px/1.5 "DejaVu Sans Mono", monospace; padding: 22px 26px }
pre { margin: 0; white-space: pre-wrap; font: inherit } b { color: #8fd18f } i { color: #f08f8f; font-style: normal; text-decoration: line-through }
</style><pre>%s</pre>"""


def main() -> None:
    """Write all pictures. Raises StopIteration where there is no Chromium."""
    demo, pictures = map(Path, sys.argv[1:3])
    pictures.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for name, page in PAGES.items():
            picture(browser, (demo / page).resolve().as_uri(), pictures / f"{name}.png", full=False)
        terminal = demo / "terminal.html"
        terminal.write_text(terminal_page((demo / f"timeline-{POLICY}.txt").read_text("utf-8")), "utf-8")
        picture(browser, terminal.resolve().as_uri(), pictures / "terminal.png", full=True)
        browser.close()


def picture(browser: Browser, address: str, path: Path, *, full: bool) -> None:
    """Save the page at *address* as PNG: the whole page where *full*, else its first screen."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 120 if full else HEIGHT})
    page.goto(address)
    page.screenshot(path=path, full_page=full)
    page.close()


def terminal_page(timeline: str) -> str:
    """Return a page that shows the first change of *timeline* as a terminal does, the marked words in colour."""
    lines = timeline.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("Changed between"))
    stop = next(at for at, line in enumerate(lines) if at > start and not line)
    text = html.escape("\n".join([f"$ clausetrail timeline {POLICY}", lines[0], "", *lines[start:stop]]), quote=False)
    for mark, tag in (("{+", "b"), ("[-", "i")):
        end = {"{+": "+}", "[-": "-]"}[mark]
        text = text.replace(mark, f"<{tag}>{mark}").replace(end, f"{end}</{tag}>")
    return _TERMINAL % text


if __name__ == "__main__":
    main()
