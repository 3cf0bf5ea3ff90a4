"""The static site: pages whole and safe, names stable, nothing written twice."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store, opened
from tests.conftest import Run
from tests.support.small_histories import FIRST, SECOND, THIRD, add, built, heron
from tests.support.small_histories import page as document

HOSTILE = {
    "script": "<script>window.hacked = 1</script> and &lt;script&gt;window.hacked = 2&lt;/script&gt; in our words",
    "handler": "Read <img src=x onerror='window.hacked = 3'> and &lt;img src=x onerror=&quot;window.hacked = 4&quot;&gt; closely",
    "link": "You may <a href='javascript:window.hacked = 5'>object</a> or <a href='data:text/html,<script>1</script>'>not</a>",
    "breakout": "Our words \"'><svg onload='window.hacked = 6'></svg> </article></main></del> end {{ 7 * 7 }} {% raw %}",
    "bidi": "We will \u202enot\u202c share \u2066your\u2069 data with \u2067anyone\u2069 at all\x07\x1b[31m",
    "long": "<a title='" + "x" * 20_000 + "'>We keep</a> " + "word" * 5_000,
    "entities": "&#x202e;&#0;&#xD800;&amp;lt;b&amp;gt; &nbsp; &#1114112; are letters to us",
    "deep": "<b>" * 800 + "We nest our tags deeply and never close them",
}


class Seen(HTMLParser):
    """What a browser would take from a page: ids, links, scripts, and every attribute."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in {"href", "src"}:
                self.links.append(value or "")


def pages(folder: Path) -> dict[str, Seen]:
    return {str(path.relative_to(folder)): Seen(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_link_and_permalink_of_the_site_leads_somewhere(site: Path) -> None:
    seen = pages(site)
    assert len(seen) > 8
    for name, one in seen.items():
        for target in one.links:
            if target.startswith(("https://archive.example/", "data:,")):
                continue
            file, _, anchor = unquote(target).partition("#")
            path = ((site / name).parent / file).resolve() if file else site / name
            assert path.is_file(), (name, target)
            if anchor:
                assert anchor in seen[str(path.relative_to(site.resolve()))].ids, (name, target)


def test_no_page_has_one_id_twice(site: Path) -> None:
    for name, one in pages(site).items():
        assert len(one.ids) == len(set(one.ids)), name


def test_a_second_run_writes_nothing(store: Store, site: Path) -> None:
    before = files(site)
    tally = built(store, site)
    assert (tally.written, tally.removed) == (0, 0)
    assert files(site) == before


def test_two_sites_of_one_store_are_the_same_bytes(store: Store, site: Path, tmp_path: Path) -> None:
    built(store, tmp_path / "other")
    assert files(tmp_path / "other") == files(site)


def test_a_new_version_leaves_the_pages_of_the_old_ones_alone(store: Store, site: Path) -> None:
    before = files(site)
    fourth = (
        *THIRD,
        "We now keep a parrot at the landing, which repeats what it hears; please speak with care near it.",
    )
    add(store, store.facts.policy("heron"), {"20200101000000": document(*fourth), "20210101000000": document(*fourth)})
    built(store, site)
    touched = {name for name, content in files(site).items() if before.get(name) != content}
    assert {"p/heron/text-20200101000000.html", "p/heron/change-20200101000000.html"} <= touched
    assert "p/heron/text-20050310080000.html" not in touched
    assert "p/heron/change-20090512090000.html" not in touched


def test_only_the_page_of_the_policy_says_what_an_archive_refused(store: Store, site: Path) -> None:
    before = files(site)
    asked = FailedRequest("heron", "https://heron.example/privacy", "throttled", asked_at="2026-02-02T00:00:00Z")
    store.facts.add_failed_request(asked)
    tally = built(store, site)
    touched = {name for name, content in files(site).items() if before.get(name) != content}
    assert touched <= {"p/heron/index.html", "p/heron/.kept.json", "index.html"}
    assert "p/heron/index.html" in touched
    assert tally.removed == 0


def test_a_capture_that_lands_between_keeps_the_names_of_the_others(store: Store, site: Path) -> None:
    before = {name for name in files(site) if "/text-" in name}
    between = (
        *SECOND,
        "A lantern hangs at the landing from dusk to dawn, and the keeper of it writes nothing down at all.",
    )
    spell = {"20120101000000": document(*between), "20120601000000": document(*between)}
    add(store, store.facts.policy("heron"), spell)
    built(store, site)
    assert before < {name for name in files(site) if "/text-" in name}


def test_a_policy_that_is_no_more_goes_and_files_of_others_stay(site: Path, tmp_path: Path) -> None:
    (site / "p" / "heron" / "notes.txt").write_text("mine")
    with opened(tmp_path / "another") as another:
        heron(another, "egret", "Egret")
        built(another, site)
    assert (site / "p" / "egret" / "index.html").is_file()
    assert [path.name for path in (site / "p" / "heron").iterdir()] == ["notes.txt"]
    assert "p/heron" not in (site / "index.html").read_text("utf-8")


@pytest.mark.parametrize("trap", HOSTILE)
def test_archived_words_are_shown_and_never_obeyed(store: Store, tmp_path: Path, trap: str) -> None:
    policy = Policy(
        "<b>heron</b>", ("https://heron.example/privacy",), "Heron </title><script>window.hacked = 9</script>"
    )
    told = {
        "20050310080000": FIRST,
        "20090512090000": (*SECOND, HOSTILE[trap]),
        "20140613100000": (HOSTILE[trap], *FIRST),
    }
    add(store, policy, {stamp: document(*words) for stamp, words in told.items()})
    built(store, tmp_path / "site")
    for name, one in pages(tmp_path / "site").items():
        text = (tmp_path / "site" / name).read_text("utf-8")
        last = Path(name).name
        has_own = last.startswith(("change-", "first-to-last")) or (last == "index.html" and "/" in name)
        assert one.tags.count("script") == 1 + has_own, name
        assert {"img", "iframe", "object", "embed", "base"}.isdisjoint(one.tags), name
        assert not [attribute for attribute in one.attributes if attribute.startswith("on") or attribute == "style"]
        assert all(re.match(r"(https://archive\.example/|[\w./-]*(#\w+)?$|data:,$)", target) for target in one.links)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\ud800-\udfff]", text), name


def test_an_empty_store_makes_a_home_that_teaches(store: Store, tmp_path: Path) -> None:
    built(store, tmp_path / "site")
    assert "clausetrail track" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_note_of_our_pages_that_cannot_be_read_costs_a_rebuild_and_no_more(store: Store, site: Path) -> None:
    before = files(site)
    (site / "p" / "heron" / ".kept.json").write_text(
        '{"pages": {"change-1.html": "x", "../../index.html": "x"}, "entry": 3}'
    )
    (site / "p" / "heron" / "change-1.html").write_text("an old page of ours")
    built(store, site)
    assert files(site) == before


def test_the_command_writes_and_says_where(run: Run, store: Store, tmp_path: Path) -> None:
    heron(store)
    done = run("site", "out")
    assert done.returncode == 0, done.stderr
    assert "pages written" in done.stdout
    assert (tmp_path / "out" / "style.css").is_file()
    assert run("site").returncode == 2
    (tmp_path / "file").write_text("in the way")
    assert run("site", "file").returncode == 5


def test_every_page_leads_to_the_feed_beside_it(site: Path) -> None:
    for path in site.rglob("*.html"):
        (target,) = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)">', path.read_text()
        )
        assert (path.parent / target).resolve().is_file()
    assert 'class="feed" href="feeds/all.atom"' in (site / "index.html").read_text()
    assert 'class="feed" href="../../feeds/policy-heron.atom"' in (site / "p/heron/index.html").read_text()


def test_no_published_file_has_an_address_of_this_machine_a_local_path_or_a_command(site: Path, tmp_path: Path) -> None:
    private = re.compile(
        rf"127\.0\.0\.\d|localhost|\[::1\]|file://|{re.escape(str(tmp_path))}|/home/|clausetrail [a-z]+ "
    )
    for path in site.rglob("*"):
        if path.is_file():
            assert not private.search(path.read_bytes().decode("utf-8", "replace")), path
