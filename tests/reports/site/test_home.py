"""The list of all policies, in as many pages as it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.publishing.page_cache import WriteCounts
from clausetrail.reports.site import home
from clausetrail.reports.site.build import build
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store


def built(store: Store, folder: Path) -> WriteCounts:
    return build(store, store.facts.policies(), folder, view_link_of(store), load_coverage)


def named(number: int) -> Policy:
    return Policy(f"p{number:02}", (f"http://p{number}.example/",))


@pytest.fixture
def three_pages(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(home, "_POLICIES_PER_PAGE", 4)
    for number in range(9):
        store.facts.declare(named(number))
    built(store, tmp_path / "site")
    return tmp_path / "site"


def test_every_policy_stands_on_one_page_in_order_and_pages_lead_to_each_other(three_pages: Path) -> None:
    pages = ["index.html", "policies-2.html", "policies-3.html"]
    texts = [(three_pages / name).read_text("utf-8") for name in pages]
    listed = [re.findall(r'href="p/(p\d\d)/', text.partition('id="all"')[2]) for text in texts]
    assert listed == [["p00", "p01", "p02", "p03"], ["p04", "p05", "p06", "p07"], ["p08"]]
    assert [re.findall(r'rel="(?:prev|next)" href="([^"]*)"', text) for text in texts] == [
        ["policies-2.html"],
        ["index.html", "policies-3.html"],
        ["policies-2.html"],
    ]
    assert ["Not up to date" in text for text in texts] == [True, False, False]
    assert all("9 policies in 0 versions" in text for text in texts)


def test_a_list_that_became_shorter_leaves_no_page_behind(
    three_pages: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (three_pages / "policies-of-mine.html").write_text("mine", "utf-8")
    monkeypatch.setattr(home, "_POLICIES_PER_PAGE", 8)
    assert built(store, three_pages).removed == 1
    assert {path.name for path in three_pages.glob("*.html")} >= {"policies-2.html", "policies-of-mine.html"}
    assert not (three_pages / "policies-3.html").exists()


def test_a_list_of_one_page_has_no_ways(store: Store, tmp_path: Path) -> None:
    store.facts.declare(named(1))
    built(store, tmp_path / "site")
    assert "More policies" not in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_trouble_is_a_table_with_those_first_that_were_not_seen_for_longest() -> None:
    entries = [
        home.HomeEntry(f"Policy {number}", f"p{number}", f"p{number}", "", last=last, trouble=trouble)
        for number, (last, trouble) in enumerate([("2020-01-01", "stale"), ("2024-01-01", ""), ("", "never read")])
    ]
    assert [entry.name for entry in home.totals(entries)["troubles"]] == ["p2", "p0"]
    many = [home.HomeEntry("P", f"p{number:03}", "p", "", trouble="stale") for number in range(80)]
    assert len(home.totals(many)["troubles"]) == 50


def test_policies_with_one_title_differ_in_their_names() -> None:
    entries = [
        home.HomeEntry(title, name, name, "") for title, name in [("Legal", "a"), ("Terms", "b"), ("Legal", "c")]
    ]
    ((_, values),) = home.list_pages(entries)
    assert [entry.title for entry, _ in values["entries"]] == ["Legal, a", "Legal, c", "Terms"]
