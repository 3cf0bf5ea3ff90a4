"""What stands beside the words of the site: since when each phrase reads so, what a capture is worth, whose life a clause is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.crawler.commandline.store_views import load_knowledge
from clausetrail.reports.feeds.feed_folder import FeedFolder, published_address
from clausetrail.reports.policy_view.clause_history_views import DatedWords, build_clause_history_views
from clausetrail.reports.policy_view.policy_context import digest_notes
from clausetrail.reports.policy_view.word_ages import dated_stretches
from clausetrail.reports.site.build import build
from clausetrail.reports.wording import digest_phrases
from clausetrail.snapshots.errors import UnusableURL
from clausetrail.snapshots.identity.word_provenance import dated_words
from clausetrail.snapshots.model import Capture
from clausetrail.snapshots.store import Store
from tests.support.small_histories import SECOND, THIRD, add, built, heron, link, page

TEXT = "p/heron/text-20090512090000.html"
FOURTH = (*THIRD, "We now keep a parrot at the landing, which repeats what it hears; please speak with care near it.")


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Path:
    heron(store)
    built(store, tmp_path / "site")
    return tmp_path / "site"


@given(
    st.text(st.sampled_from("ab 1.,’“”«»( )-\N{NO-BREAK SPACE}ﬁé漢"), max_size=60),
    st.lists(st.integers(1, 5), min_size=1, max_size=6),
)
def test_stretches_hold_all_of_a_text_and_nothing_else(text: str, cuts: list[int]) -> None:
    words = len(dated_words(text))
    told = [DatedWords(1, place) for place, _ in enumerate(cuts, start=1)][: max(words - 1, 0)]
    told += [DatedWords(words - len(told), 9)] if words else []
    found = dated_stretches(text, told)
    assert not found or "".join(one.text + one.space for one in found) == text
    assert all(one.dates in told for one in found)


def test_words_are_found_behind_a_number_and_other_marks() -> None:
    told = [DatedWords(5, 1), DatedWords(1, 3), DatedWords(1, 1)]
    found = dated_stretches("7. “We keep” your name — for ninety days.", told)
    assert [(one.text, one.dates.since) for one in found] == [
        ("7. “We keep” your name — for", 1),
        ("ninety", 3),
        ("days.", 1),
    ]
    assert dated_stretches("Fewer words.", told) == ()


def test_each_phrase_of_a_text_says_since_when_it_reads_so(store: Store, site: Path) -> None:
    text = (site / TEXT).read_text("utf-8")
    assert re.search(r'<span class="ph a5" data-since="2009-05">90</span>', text)
    assert '<span class="ph" data-since="2005-03">Of a parcel we keep' in text
    assert "style=" not in text


def test_a_clause_whose_words_came_together_is_one_piece(store: Store) -> None:
    told = store.timeline(heron(store))
    lines = build_clause_history_views("heron", told.versions, told.revisions, store.derivations.clauses)
    assert all(not since.phrases for since in lines.dates[1])
    (parted,) = (since for since in lines.dates[2] if since.phrases)
    assert (parted.mostly_since, parted.wording_since) == (1, 2)


def test_both_mementos_say_how_their_bytes_stand_to_the_index(site: Path) -> None:
    text = (site / "p/heron/change-20090512090000.html").read_text("utf-8")
    said = "Judged to show the policy. The bytes stored here have the very SHA-1 that the archive&#39;s index lists"
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


def test_a_statement_on_a_single_capture_says_so(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    add(store, policy, {"20200101000000": page(*FOURTH)})
    built(store, tmp_path / "site")
    text = (tmp_path / "site/p/heron/change-20200101000000.html").read_text("utf-8")
    assert "Single capture: the later text rests on one capture alone, of 2020-01-01 00:00 UTC." in text
    assert "Single capture" not in (tmp_path / "site/p/heron/change-20090512090000.html").read_text("utf-8")


def test_a_clause_leads_from_its_redline_to_its_life_and_back(site: Path) -> None:
    folder = site / "p" / "heron"
    for path in folder.glob("change-*.html"):
        redline = path.read_text("utf-8")
        entries = re.findall(r'<article class="entry [a-z]+" id="([cd]\d+)">(.*?)</article>', redline, re.DOTALL)
        assert entries
        for anchor, entry in entries:
            file, life = re.findall(r'<a href="(clauses-\d+\.html)#(k[0-9a-f]+)">Its history', entry)[0]
            told = (folder / file).read_text("utf-8").split(f'id="{life}"')[1].split("</section>")[0]
            assert f'href="{path.name}#{anchor}"' in told


def test_every_page_leads_to_the_feed_beside_it(site: Path) -> None:
    for path in site.rglob("*.html"):
        (target,) = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)">', path.read_text()
        )
        assert (path.parent / target).resolve().is_file()
    assert 'class="feed" href="feeds/all.atom"' in (site / "index.html").read_text()
    assert 'class="feed" href="../../feeds/policy-heron.atom"' in (site / "p/heron/index.html").read_text()


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
    build(store, [first], tmp_path, link, load_knowledge)
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
