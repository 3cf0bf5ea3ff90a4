"""Feeds that any reader takes: valid Atom, ids that last, words that are never markup."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.reports.feeds.feed_folder import FeedFolder
from clausetrail.reports.publishing.page_names import kind_feed, policy_feed
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import FIRST, SECOND, THIRD, add, built, heron, link, page

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 4287, 4.1.1 and 4.1.2: what there must be once, and what at most once.
ONCE = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
AT_MOST_ONCE = {"generator", "icon", "logo", "rights", "subtitle", "content", "published", "source", "summary"}


def written(store: Store, folder: Path, site: str = "") -> dict[str, bytes]:
    FeedFolder(store, folder, site, link).write(store.facts.policies())
    return {path.name: path.read_bytes() for path in sorted((folder / "feeds").iterdir())}


def faults(content: bytes) -> Iterator[str]:
    """Yield what RFC 4287 forbids in a feed, as far as feedparser is silent of it."""
    feed = ET.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for node in (feed, *entries):
        kind = node.tag.removeprefix(ATOM)
        names = [child.tag.removeprefix(ATOM) for child in node]
        yield from (f"{kind} has {names.count(name)} {name}" for name in ONCE[kind] if names.count(name) != 1)
        yield from (f"{kind} has two {name}" for name in AT_MOST_ONCE if names.count(name) > 1)
        for child in node.findall(f"{ATOM}link"):
            yield from () if child.get("href") else (f"{kind} has a link without href",)
            yield from () if child.get("href", "").startswith(("http", "../p/")) else (f"link to {child.get('href')}",)
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        yield "no author"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    yield from (f"twice {one}" for one in ids if ids.count(one) > 1)
    for entry in entries:
        if entry.find(f"{ATOM}content") is None:
            yield "an entry without content or alternate link"
        for name in ("published", "updated"):
            yield from () if feedparser.parse(content) and entry.findtext(f"{ATOM}{name}") else (f"no {name}",)


@pytest.mark.parametrize("site", ["", "https://example.org/policies/"])
def test_every_feed_is_valid_atom(store, tmp_path, site):
    heron(store)
    heron(store, "crane", "Crane Ferry & Sons <b>")
    for name, content in written(store, tmp_path, site).items():
        told = feedparser.parse(content)
        assert not told.bozo, (name, told.get("bozo_exception"))
        assert told.version == "atom10"
        assert [*faults(content)] == [], name


def test_there_is_a_feed_of_all_of_each_policy_and_of_each_kind(store, tmp_path):
    heron(store)
    heron(store, "crane")
    feeds = {name: feedparser.parse(content).entries for name, content in written(store, tmp_path).items()}
    assert len(feeds["all.atom"]) == 4
    assert len(feeds[policy_feed("crane")]) == 2
    assert [one.title for one in feeds[kind_feed("move")]] == [
        "Heron Ferry: Privacy: changed between 2009-09-12 and 2014-06-13"
    ] * 2
    assert feeds[kind_feed("contact")] == []


def test_an_entry_has_the_interval_the_redline_and_both_mementos(store, tmp_path):
    heron(store)
    newest, oldest = feedparser.parse(written(store, tmp_path)["all.atom"]).entries
    assert oldest.title == "Heron Ferry: Privacy: changed between 2006-04-11 and 2009-05-12"
    assert "<del>30</del><ins>90</ins> days" in oldest.content[0].value
    assert [one.href for one in oldest.links if one.rel == "related"] == [
        "https://archive.example/web/20060411080000/https://heron.example/privacy",
        "https://archive.example/web/20090512090000/https://heron.example/privacy",
    ]
    assert (newest.published, newest.updated) == ("2014-06-13T10:00:00Z", "2014-06-13T10:00:00Z")
    assert {one.term for one in newest.tags} >= {"move"}


def test_an_entry_links_to_the_page_of_the_site(store, tmp_path):
    heron(store)
    built(store, tmp_path)
    beside = feedparser.parse(written(store, tmp_path)["all.atom"]).entries[0].link
    assert (tmp_path / "feeds" / beside).resolve().is_file()
    published = feedparser.parse(written(store, tmp_path, "https://example.org/x/")["all.atom"])
    assert published.entries[0].link == "https://example.org/x/p/heron/change-20140613100000.html"
    assert published.feed.links[0].href == "https://example.org/x/feeds/all.atom"


def test_ids_last_when_captures_land_in_between_and_everything_is_told_again(store, tmp_path):
    policy = heron(store)
    ids = [one.id for one in feedparser.parse(written(store, tmp_path)["all.atom"]).entries]
    before = written(store, tmp_path)
    derive(store, policy, again=True)
    assert written(store, tmp_path) == before
    add(store, policy, {"20070101000000": page(*FIRST), "20130101000000": page(*SECOND)})
    told = feedparser.parse(written(store, tmp_path)["all.atom"]).entries
    assert [one.id for one in told] == ids
    assert "between 2013-01-01 and 2014-06-13" in told[0].title


def test_two_stores_that_see_the_same_give_the_same_ids(tmp_path):
    found = []
    for name in ("one", "two"):
        store = Store.open(tmp_path / name)
        heron(store)
        found.append(written(store, tmp_path / f"{name}-feeds"))
        store.close()
    assert found[0] == found[1]


def test_a_change_that_is_not_told_any_more_says_so(store, tmp_path):
    policy = heron(store)
    names = [one.id for one in feedparser.parse(written(store, tmp_path)["all.atom"]).entries]
    store.outbox.record_revisions("heron", store.timeline(policy).revisions[1:], ())
    told = {one.id: one for one in feedparser.parse(written(store, tmp_path)["all.atom"]).entries}
    assert told[names[1]].title == "Heron Ferry: Privacy: withdrawn"
    assert "is withdrawn" in told[names[1]].content[0].value


def test_a_text_that_may_come_and_go_is_in_no_feed(store, tmp_path):
    policy = heron(store)
    add(store, policy, {"20151101000000": page(*FIRST)})
    assert len(feedparser.parse(written(store, tmp_path)["all.atom"]).entries) == 2


def test_what_is_not_news_is_not_written_again(store, tmp_path):
    heron(store)
    feeds = FeedFolder(store, tmp_path, "", link)
    first, second = feeds.write(store.facts.policies()), feeds.write(store.facts.policies())
    assert (second.written, second.kept) == (0, first.written)


class Tags(HTMLParser):
    """The tags and links of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name != "title"]


HOSTILE = (
    "Terms &lt;script&gt;alert(1)&lt;/script&gt; &lt;a href='javascript:alert(2)'&gt;click&lt;/a&gt; ]]&gt; &amp;amp; for you.",
    "A right-to-left \u202eoverride and \u2066isolates\u2069, a \x07bell, \ufffe and \ud800 in one clause of ours.",
)


def test_hostile_words_stay_words(store, tmp_path):
    policy = Policy("evil", ("https://evil.example/",), "</title><script>alert(3)</script>\x00\u202e\ufffe")
    add(store, policy, {"20050101000000": page(*FIRST), "20050201000000": page(*FIRST),
                        "20100101000000": page(*THIRD, *HOSTILE), "20110101000000": page(*THIRD, *HOSTILE)})  # fmt: skip
    for content in written(store, tmp_path).values():
        assert [*faults(content)] == []
        for entry in ET.fromstring(content).findall(f"{ATOM}entry"):
            found = Tags()
            found.feed(entry.findtext(f"{ATOM}content") or "")
            assert found.tags <= {"p", "h4", "small", "ins", "del", "a", "b"}
            assert all(link.startswith("https://archive.example/web/") for link in found.links)
        assert not any(sign in content.decode() for sign in ("\u202e", "\u2066", "\x07", "\x00", "\ufffe"))


def test_the_command_writes_feeds_beside_the_site(store, run: Run, tmp_path):
    heron(store)
    told = run("feed", "site")
    assert (told.returncode, told.stdout.split(",")[0]) == (0, "12 feeds written")
    assert (tmp_path / "site" / "feeds" / "policy-heron.atom").is_file()
    assert run("feed", "site", "--site", "javascript:x").returncode == 2
