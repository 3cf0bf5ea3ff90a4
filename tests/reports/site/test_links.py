"""Follow every local link of a whole site: pages, anchors, style sheets, scripts, feeds and the sitemap."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.site.build import build
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron, link

ADDRESS = "https://pages.example/trail/"


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """Return each link of the pages and feeds of *folder* that leads to no file or no anchor, with the file it is in."""
    links: list[tuple[Path, str]] = []
    anchors: dict[Path, set[str]] = {}
    for path in sorted(folder.rglob("*.html")):
        document = html.parse(path).getroot()
        anchors[path.resolve()] = {found for one in document.iter() if (found := one.get("id"))}
        links += [(path, target) for one in document.iter() for name in ("href", "src") if (target := one.get(name))]
    for path in [*sorted(folder.rglob("*.atom")), folder / "sitemap.xml"]:
        for one in etree.parse(path).getroot().iter("{*}link", "{*}loc"):
            target = one.get("href") or one.text or ""
            if target.startswith(ADDRESS):
                links.append((folder / "x", target.removeprefix(ADDRESS)))
    broken = []
    for path, target in links:
        if target.startswith(("https://archive.example/", "data:")):
            continue
        file, _, anchor = unquote(target).partition("#")
        found = (path.parent / file).resolve() if file else path.resolve()
        if not found.is_file() or (anchor and anchor not in anchors.get(found, ())):
            broken.append((path.name, target))
    return broken


def test_every_link_of_pages_feeds_and_sitemap_leads_somewhere(store: Store, tmp_path: Path) -> None:
    heron(store)
    heron(store, "egret", "Egret Ferry: Terms")
    build(store, store.facts.policies(), tmp_path / "site", link, load_coverage, ADDRESS)
    assert broken_links(tmp_path / "site") == []


def test_the_check_finds_a_missing_file_and_a_missing_anchor(store: Store, tmp_path: Path) -> None:
    heron(store)
    site = tmp_path / "site"
    build(store, store.facts.policies(), site, link, load_coverage, ADDRESS)
    (site / "extra.html").write_text('<a href="none.html">a</a><a href="index.html#nothing">b</a>', "utf-8")
    assert broken_links(site) == [("extra.html", "none.html"), ("extra.html", "index.html#nothing")]
