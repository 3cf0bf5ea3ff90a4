"""The pages of the live web application: made on demand, cached while the facts are the same, refused where there are none."""

from __future__ import annotations

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.site import live_pages
from clausetrail.reports.site.live_pages import LiveCache, LivePages
from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron, link


@pytest.fixture
def pages(store: Store) -> LivePages:
    heron(store)
    return LivePages(store, LiveCache(), link, load_coverage)


def test_every_page_of_the_site_is_there(pages: LivePages) -> None:
    assert "Search all clauses" in pages.home(1, sql=False)
    assert "Compare two dates" in pages.policy("heron")
    assert "Redline" in pages.detail_page("heron", "change-20140613100000.html")
    assert "As seen" in pages.detail_page("heron", "text-20090512090000.html")
    assert b"atom" in pages.feed("all.atom", "http://localhost:8008")
    assert pages.folder("heron") == "heron"
    assert pages.file("site.js")


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("policy", ("egret",)),
        ("detail_page", ("heron", "change-1.html")),
        ("detail_page", ("egret", "index.html")),
        ("compare", ("egret", "", "")),
        ("feed", ("policy-egret.atom", "")),
        ("file", ("../../etc/passwd",)),
        ("folder", ("egret",)),
    ],
)
def test_what_is_not_there_is_an_unknown_policy(pages: LivePages, method: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UnknownPolicy):
        getattr(pages, method)(*arguments)


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_of_the_list_outside_its_range_is_refused(pages: LivePages, number: int) -> None:
    with pytest.raises(UnknownPolicy, match=r"the list has 1 page$"):
        pages.home(number, sql=False)


def test_two_dates_are_compared_in_either_order(pages: LivePages) -> None:
    page = pages.compare("heron", "2005", "2010")
    assert "1 reworded" in page
    assert "1 reworded" in pages.compare("heron", "2010", "2005")
    assert "The text is the same at both: version 1." in pages.compare("heron", "2005", "2006")
    assert "Nothing is known of 1999-12-31" in pages.compare("heron", "1999", "2010")
    assert "Redline" not in pages.compare("heron", "", "")


def test_a_policy_without_a_version_has_nothing_to_compare(store: Store, pages: LivePages) -> None:
    store.facts.declare(Policy("bare", ("https://bare.example/",)))
    with pytest.raises(UnknownPolicy, match="bare: no readable capture is stored"):
        pages.compare("bare", "", "")


def test_a_search_shows_results_with_dates_and_a_query_that_cannot_be_read_its_reason(pages: LivePages) -> None:
    assert "<mark>" in pages.search("parcel", "", "")
    assert 'class="flag"' in pages.search("(", "", "")
    assert 'class="flag"' in pages.search("parcel", "egret", "")
    assert 'class="flag"' in pages.search("parcel", "", "no date")
    assert "Results" not in pages.search("  ", "", "")


def test_entries_and_feeds_are_made_again_only_for_another_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, made = LiveCache(), []

    def make(content: bytes) -> bytes:
        made.append(content)
        return content

    for mark, content in ((1, b"a"), (1, b"b"), (2, b"c")):
        cache.feed(("all.atom", ""), mark, lambda content=content: make(content))
    assert made == [b"a", b"c"]
    monkeypatch.setattr(live_pages, "_CACHED_FEEDS", 1)
    cache.feed(("other.atom", ""), 1, lambda: make(b"d"))
    cache.feed(("all.atom", ""), 2, lambda: make(b"e"))
    assert made[-1] == b"e"
