"""The static site: pages whole and safe, names stable, nothing written twice."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clausetrail.reports.policy_view import clause_history_views, measures, redline_rows
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.publishing import page_names
from clausetrail.reports.publishing.render import language_subtag, render_page
from clausetrail.reports.site import home
from clausetrail.reports.templating import web_link
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Event, Kind, Policy
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store, opened
from tests.conftest import Run
from tests.support.small_histories import FIRST, HERON, SECOND, THIRD, add, built, heron, link
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


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Path:
    heron(store)
    built(store, tmp_path / "site")
    return tmp_path / "site"


@given(
    st.lists(st.text(st.characters(), max_size=30) | st.from_regex(r"[A-Za-z._-]{1,12}", fullmatch=True), unique=True)
)
def test_no_two_policies_share_a_folder_even_where_case_is_folded(asked: list[str]) -> None:
    folders = [page_names.slug(name) for name in asked]
    assert len({folder.casefold() for folder in folders}) == len(asked)
    assert all(re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,80}", folder) and not folder.endswith(".") for folder in folders)


def test_a_plain_name_is_its_own_folder_and_no_device_is() -> None:
    assert page_names.slug("heron-privacy.2") == "heron-privacy.2"
    assert page_names.slug("con") != "con"
    assert page_names.slug("../../etc") not in {"..", "../../etc"}
    assert page_names.slug(page_names.slug("Heron")) != page_names.slug("Heron")


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
        assert one.tags.count("script") == 1, name
        assert {"img", "iframe", "object", "embed", "base"}.isdisjoint(one.tags), name
        assert not [attribute for attribute in one.attributes if attribute.startswith("on") or attribute == "style"]
        assert all(re.match(r"(https://archive\.example/|[\w./-]*(#\w+)?$|data:,$)", target) for target in one.links)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\ud800-\udfff]", text), name


def test_a_page_says_what_it_left_out_of_an_endless_clause() -> None:
    endless = [Clause(Kind.PARAGRAPH, "word " * 50_000)]
    (row,) = redline_rows.redline_rows(changes([], endless), [], endless)
    assert isinstance(row, redline_rows.ChangeRow)
    assert len(row.runs[0].text) < 101_000
    assert "characters more, not shown on this page" in row.runs[0].text


def test_half_a_character_is_shown_as_a_mark() -> None:
    ((_, values),) = home.list_pages([])
    assert "\N{REPLACEMENT CHARACTER}x" in render_page("home", values | {"first": "\ud800x", "root": ""})


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//heron.example",
        "https://",
        "http://a\u202eb/",
        "x",
    ],
)
def test_only_links_of_the_web_can_be_clicked(url: str) -> None:
    assert web_link(url) == ""


def test_a_link_of_the_web_is_left_as_it_is() -> None:
    assert (
        web_link("https://archive.example/web/2005/http://heron.example/")
        == "https://archive.example/web/2005/http://heron.example/"
    )


def test_only_a_language_that_exists_becomes_an_attribute() -> None:
    assert [language_subtag(code) for code in ("en-GB", "PT_br", 'x" onload="', "klingon", "")] == [
        "en",
        "pt",
        "",
        "",
        "",
    ]


clauses = st.lists(
    st.builds(
        Clause,
        st.sampled_from([Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM]),
        st.sampled_from(
            [f"{one} We keep the book of {two} for a year." for one in "ABCD" for two in ("names", "boats")]
        ),
        st.sampled_from(["", "1.", "2."]),
    ),
    max_size=8,
)


def _anchors(rows: list[redline_rows.Row]) -> list[str]:
    found = []
    for row in rows:
        if isinstance(row, redline_rows.Fold):
            found += [anchor for passage in row.passages for anchor in (passage.anchor, *passage.also)]
        else:
            found += [row.anchor, *(row.also if isinstance(row, redline_rows.ChangeRow) else ())]
    return found


@given(clauses, clauses)
def test_a_redline_shows_each_clause_of_both_sides_once(before: list[Clause], after: list[Clause]) -> None:
    told = changes(before, after)
    anchors = _anchors(redline_rows.redline_rows(told, before, after))
    assert sorted(anchor for anchor in anchors if anchor[0] == "c") == sorted(
        f"c{place + 1}" for place in range(len(after))
    )
    removed = [f"d{change.before[0] + 1}" for change in told if change.event is Event.REMOVED]
    assert sorted(anchor for anchor in anchors if anchor[0] == "d") == sorted(removed)
    assert len(anchors) == len(set(anchors))


@given(clauses, clauses)
def test_a_redline_keeps_the_order_of_the_newer_text(before: list[Clause], after: list[Clause]) -> None:
    rows = redline_rows.redline_rows(changes(before, after), before, after)
    firsts = [int(anchor[1:]) for row in rows for anchor in _anchors([row])[:1] if anchor[0] == "c"]
    assert firsts == sorted(firsts)


def test_a_move_is_linked_both_ways(site: Path) -> None:
    text = (site / "p" / "heron" / "change-20140613100000.html").read_text("utf-8")
    (entry,) = re.findall(r'<article class="entry moved" id="(c\d+)">', text)
    (ghost, target) = re.findall(r'<p class="ghost" id="(m\d+)">Moved away from here: <a href="#(c\d+)"', text)[0]
    assert target == entry
    assert f'<a href="#{ghost}">Its place before</a>' in text


def test_renumbering_waits_in_a_fold() -> None:
    before = [Clause(Kind.PARAGRAPH, "We keep the book of names for a year.", "1.")]
    after = [replace(before[0], label="2.")]
    (fold,) = redline_rows.redline_rows(changes(before, after), before, after)
    assert isinstance(fold, redline_rows.Fold)
    assert (fold.summary, fold.passages[0].note) == ("1 renumbered", "renumbered, was 1.")


def test_a_long_unchanged_stretch_inside_a_clause_waits_in_a_fold() -> None:
    stretch = " ".join(f"word{number}" for number in range(300))
    before = [Clause(Kind.PARAGRAPH, f"We may keep it. {stretch} for 30 days.")]
    after = [Clause(Kind.PARAGRAPH, f"We may keep it. {stretch} for 90 days.")]
    (entry,) = redline_rows.redline_rows(changes(before, after), before, after)
    assert isinstance(entry, redline_rows.ChangeRow)
    folded = next(run for run in entry.runs if run.folded)
    assert folded.rest.split()[-2:] == ["word299", "for"]
    assert len(folded.rest.split(" ")) == redline_rows.CONTEXT
    assert [run.text for run in entry.runs if run.style != "plain"] == ["30", "90"]


def test_lix_is_words_per_sentence_and_the_share_of_long_words() -> None:
    sentence = "We write your name and the harbour into a book."  # 10 words, one over six letters
    told = measures.measure_length([Clause(Kind.PARAGRAPH, " ".join([sentence] * 10))])
    assert told == measures.Length(100, 20.0)


def test_no_lix_is_told_where_words_have_no_spaces_or_are_few() -> None:
    assert measures.measure_length([Clause(Kind.PARAGRAPH, "We keep nothing.")]).lix is None
    assert measures.measure_length([Clause(Kind.PARAGRAPH, "個人情報を第三者に提供しません。word " * 200)]).lix is None


def test_the_size_of_a_revision_does_not_count_what_is_quiet() -> None:
    before = [
        Clause(Kind.PARAGRAPH, "We keep the book for 30 days.", "1."),
        Clause(Kind.PARAGRAPH, "Boats sail.", "2."),
    ]
    after = [Clause(Kind.PARAGRAPH, "We keep the book for 90 days.", "1."), Clause(Kind.PARAGRAPH, "Boats sail.", "3.")]
    entries = [
        row
        for row in redline_rows.redline_rows(changes(before, after), before, after)
        if isinstance(row, redline_rows.ChangeRow)
    ]
    runs = [run for entry in entries for run in entry.runs]
    assert [measures.count_words(runs, style) for style in ("insert", "delete")] == [1, 1]


def test_a_clause_keeps_its_life_through_a_rewording(store: Store) -> None:
    told = store.timeline(heron(store))
    lines = clause_history_views.build_clause_history_views(
        "heron", told.versions, told.revisions, store.derivations.clauses
    )
    reworded = next(life for life in lines.histories if len(life.entries) > 1 and life.entries[1].label == "Reworded")
    assert [station.version for station in reworded.entries][:2] == [1, 2]
    assert any(run.style == "insert" and run.text == "90" for run in reworded.entries[1].runs)
    since = next(one for one in lines.dates[3] if one.suffix == reworded.suffix)
    assert (since.added_in, since.wording_since) == (1, 2)


def test_stems_of_versions_first_seen_in_one_second_differ(store: Store) -> None:
    (first, *_) = store.timeline(heron(store)).versions
    assert page_names.version_stems([first, replace(first, number=2)]) == {1: "20050310080000", 2: "20050310080000-2"}


def test_the_languages_of_versions_are_known(store: Store) -> None:
    policy = heron(store)
    from clausetrail.crawler.commandline.store_views import load_knowledge  # noqa: PLC0415

    assert load_policy_context(store, policy, load_knowledge(store, policy), link).languages[1] == "en"


def test_an_empty_store_makes_a_home_that_teaches(store: Store, tmp_path: Path) -> None:
    built(store, tmp_path / "site")
    assert "clausetrail track" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_policy_without_a_version_is_told_as_trouble(store: Store, tmp_path: Path) -> None:
    store.facts.declare(Policy("bare", ("https://bare.example/",)))
    built(store, tmp_path / "site")
    assert "no readable capture is stored" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "No readable capture is stored" in (tmp_path / "site" / "p" / "bare" / "index.html").read_text("utf-8")


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


def test_the_plot_is_one_svg_with_a_name_and_the_same_each_time(run: Run, store: Store, tmp_path: Path) -> None:
    heron(store, title="Heron & <Ferry> \u202e")
    first, second = run("plot", "heron"), run("plot", "heron", "--out", "heron.svg")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == (tmp_path / "heron.svg").read_text("utf-8")
    root = etree.fromstring(first.stdout.encode())
    assert root.get("role") == "img"
    assert "Heron & <Ferry>" in (root.findtext("{*}title") or "")
    assert "3 versions in 6 captures" in (root.findtext("{*}desc") or "")
    assert run("plot").returncode == 2


def test_what_every_version_says_stands_in_a_table_too(site: Path) -> None:
    text = (site / "p" / "heron" / "index.html").read_text("utf-8")
    assert text.count('<th scope="row"><a href="text-') == 3
    assert f"in {len(HERON)} captures" in text


def test_where_only_typography_changed_it_is_shown_between_the_folds() -> None:
    kept = Clause(Kind.PARAGRAPH, "Boats sail at eight.")
    before = [kept, Clause(Kind.PARAGRAPH, "We keep the Book for a year."), replace(kept, text="Boats return at nine.")]
    after = [before[0], replace(before[1], text="we keep the book for a year."), before[2]]
    folds = redline_rows.redline_rows(changes(before, after), before, after)
    assert [(fold.summary, fold.shown) for fold in folds if isinstance(fold, redline_rows.Fold)] == [
        ("1 passage unchanged", False),
        ("1 cosmetic", True),
        ("1 passage unchanged", False),
    ]
