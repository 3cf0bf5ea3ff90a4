"""Feeds between runs: addresses are kept, entries are taken over, and only what changed is written."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.feeds.feed_folder import FeedFolder, published_address
from clausetrail.reports.site.build import build
from clausetrail.snapshots.errors import UnusableURL
from clausetrail.snapshots.store import Store
from tests.support.small_histories import SECOND, THIRD, add, built, heron, link, page

FOURTH = (*THIRD, "We now keep a parrot at the landing, which repeats what it hears; please speak with care near it.")


def test_a_feed_keeps_the_address_it_was_published_under(store: Store, tmp_path: Path) -> None:
    heron(store)
    assert published_address(None, tmp_path) == ""
    FeedFolder(store, tmp_path, published_address("https://example.org/x/", tmp_path), link).write(
        store.facts.policies()
    )
    assert published_address(None, tmp_path) == "https://example.org/x"
    assert published_address("", tmp_path) == ""
    with pytest.raises(UnusableURL):
        published_address("javascript:x", tmp_path)
    (tmp_path / "feeds" / "all.atom").write_text("<feed")
    assert published_address(None, tmp_path) == ""


def test_an_entry_taken_from_the_feed_before_is_the_one_that_would_be_told(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    built(store, tmp_path / "site")
    add(store, policy, {"20200101000000": page(*FOURTH), "20210101000000": page(*FOURTH)})
    built(store, tmp_path / "site")
    built(store, tmp_path / "anew")
    for path in sorted((tmp_path / "anew" / "feeds").iterdir()):
        assert (tmp_path / "site" / "feeds" / path.name).read_bytes() == path.read_bytes(), path.name
    assert len(feedparser.parse((tmp_path / "site/feeds/all.atom").read_bytes()).entries) == 3


def test_the_feed_of_all_leads_to_pages_that_come_later(store: Store, tmp_path: Path) -> None:
    first, _ = heron(store), heron(store, "egret", "Egret")
    build(store, [first], tmp_path, link, load_coverage)
    built(store, tmp_path)
    entries = feedparser.parse((tmp_path / "feeds/all.atom").read_bytes()).entries
    assert [(tmp_path / "feeds" / one.link).resolve().is_file() for one in entries] == [True] * 4


def test_one_new_version_writes_no_feed_of_another_policy(store: Store, tmp_path: Path) -> None:
    heron(store)
    policy = heron(store, "egret", "Egret")
    built(store, tmp_path / "site")
    before = (tmp_path / "site/feeds/policy-heron.atom").stat().st_mtime_ns
    add(store, policy, {"20200101000000": page(*SECOND), "20210101000000": page(*SECOND)})
    assert built(store, tmp_path / "site").feeds > 1
    assert (tmp_path / "site/feeds/policy-heron.atom").stat().st_mtime_ns == before
    assert built(store, tmp_path / "site").feeds == 0


def test_the_feed_of_a_policy_that_is_no_more_goes_and_those_of_others_stay(store: Store, tmp_path: Path) -> None:
    heron(store)
    feeds = tmp_path / "feeds"
    FeedFolder(store, tmp_path, "", link).write(store.facts.policies())
    (feeds / "policy-old.atom").write_bytes((feeds / "policy-heron.atom").read_bytes())
    (feeds / "policy-mine.atom").write_text("<feed/>")
    assert FeedFolder(store, tmp_path, "", link).write(store.facts.policies()).removed == 1
    assert {path.name for path in feeds.glob("policy-*")} == {"policy-heron.atom", "policy-mine.atom"}
