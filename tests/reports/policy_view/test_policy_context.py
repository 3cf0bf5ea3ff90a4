"""The context of a policy: languages, notes on digests, and gaps between captures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.policy_view.policy_context import (
    PolicyContext,
    digest_notes,
    find_gaps,
    load_policy_context,
    memento_of,
    titled_by_page,
)
from clausetrail.reports.wording import digest_phrases
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import HERON, heron, link


def context(store: Store, policy: Policy) -> PolicyContext:
    return load_policy_context(store, policy, load_coverage(store, policy), link)


def test_the_context_lists_every_capture_that_shows_the_text_in_order(store: Store) -> None:
    found = context(store, heron(store))
    assert found.seen == tuple(sorted(HERON))
    assert (found.title, found.first_seen[1], found.earlier_occurrence) == ("Heron Ferry: Privacy", "2005-03-10", {})


def test_a_policy_without_a_title_has_that_of_its_newest_page_and_the_site(store: Store) -> None:
    found = context(store, heron(store, title=""))
    assert found.title == "Privacy Policy of the Heron Ferry (heron.example)"
    assert replace(found, page_title=" ").title == "heron"


def test_a_policy_without_a_title_and_a_version_has_its_name(store: Store) -> None:
    policy = Policy("bare", ("https://bare.example/",))
    store.facts.declare(policy)
    assert context(store, policy).title == "bare"


def test_the_title_of_a_page_is_one_short_line_with_the_host() -> None:
    assert titled_by_page(" Terms\n of  Use ", "http://www.Shop.example:80/terms") == "Terms of Use (shop.example)"
    assert titled_by_page("", "http://shop.example/") == ""
    assert titled_by_page("Terms", "imported.txt") == "Terms"
    assert titled_by_page("a" * 150, "https://shop.example") == f"{'a' * 100}\N{HORIZONTAL ELLIPSIS} (shop.example)"


def test_only_a_period_that_is_long_for_the_policy_is_a_gap(store: Store) -> None:
    found = context(store, heron(store))
    assert [(gap.first[:4], gap.last[:4], gap.reason) for gap in find_gaps(found)] == [
        ("2009", "2014", "no capture is known")
    ]
    every_other_year = tuple(f"{year}0101000000" for year in range(2000, 2020, 2))
    assert find_gaps(replace(found, seen=every_other_year)) == ()
    assert find_gaps(replace(found, seen=every_other_year[:1])) == ()


def test_a_memento_links_to_the_web_only() -> None:
    capture = Capture("heron", "a.example", "k", "20050310080000", "https://h.example/", "text/html", 200, "AAAA")
    found = memento_of(capture, lambda _: "javascript:alert(1)")
    assert (found.day, found.time, found.href) == ("2005-03-10", "2005-03-10 08:00:00 UTC", "")
    assert memento_of(capture, link).href == link(capture)


def test_the_languages_of_versions_are_known(store: Store) -> None:
    policy = heron(store)
    from clausetrail.crawler.commandline.store_views import load_coverage  # noqa: PLC0415

    assert load_policy_context(store, policy, load_coverage(store, policy), link).languages[1] == "en"


def test_both_mementos_say_how_their_bytes_stand_to_the_index(site: Path) -> None:
    text = (site / "p/heron/change-20090512090000.html").read_text("utf-8")
    said = "Judged to show the policy. The bytes stored here have the digest that the archive&#39;s index lists"
    assert text.count(said) == 2


def test_a_capture_that_was_not_fetched_names_the_one_that_stands_for_it() -> None:
    held = Capture("heron", "a.example", "k", "20050310080000", "https://h.example/", "text/html", 200, "AAAA", id=1)
    other = replace(held, timestamp="20060310080000", id=2)
    told = digest_notes({1: "stored compressed"}, [held])
    assert told(held) == digest_phrases.digest_sentence("stored compressed", "stored here", imported=False)
    assert told(other) == (
        "This capture itself was not fetched. The index lists it under the same hash as the capture of 2005-03-10 08:00:00 UTC, "
        f"whose bytes are stored here. {told(held)}"
    )
    assert told(replace(other, digest="-")) == "The bytes stored here were not compared with the archive's index."
    assert "no archive's index" in told(replace(other, mimetype="text/markdown"))
