"""The sitemap: whole URLs of pages that exist, and no file where the address is not known."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.site.build import build
from clausetrail.reports.site.sitemap import sitemap
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron, link


def urls(text: str) -> list[str]:
    return [found.text or "" for found in etree.fromstring(text.encode()).iter("{*}loc")]


def test_every_url_is_whole_and_of_a_page_that_exists(store: Store, tmp_path: Path) -> None:
    heron(store)
    site = tmp_path / "site"
    build(store, store.facts.policies(), site, link, load_coverage, "https://pages.example/trail")
    found = urls((site / "sitemap.xml").read_text("utf-8"))
    assert found == [
        "https://pages.example/trail/index.html",
        "https://pages.example/trail/p/heron/index.html",
    ]
    assert all((site / url.removeprefix("https://pages.example/trail/")).is_file() for url in found)


def test_without_an_address_there_is_no_sitemap(store: Store, tmp_path: Path) -> None:
    heron(store)
    site = tmp_path / "site"
    build(store, store.facts.policies(), site, link, load_coverage, "https://pages.example/")
    build(store, store.facts.policies(), site, link, load_coverage)
    assert not (site / "sitemap.xml").exists()


def test_addresses_are_escaped_and_a_file_has_no_more_urls_than_the_protocol_allows() -> None:
    assert urls(sitemap("https://a.example/?x=1&y=2/", ["p/a b/index.html"])) == [
        "https://a.example/?x=1&y=2/p/a%20b/index.html"
    ]
    assert len(urls(sitemap("https://a.example", (f"{number}.html" for number in range(50_001))))) == 50_000
