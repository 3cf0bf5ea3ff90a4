"""Versions as Markdown files: names, provenance, and words that no renderer takes for markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clausetrail.pipelines.extraction.corpus_markdown import PROVENANCE
from clausetrail.pipelines.reading import BodyReading, read_body
from clausetrail.reports.export.markdown_corpus import corpus_files, file_name, markdown, title_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Version
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.text.fingerprint import fingerprint
from tests.support.small_histories import heron, link

SEEN = Capture("acme", "a.example", "", "20121023080000", "http://acme.example/", "text/html", 200, "A" * 32)
VERSION = Version(1, "f", "t", SEEN, SEEN, 1)


def test_each_version_is_a_file_named_by_its_day(store: Store) -> None:
    policy = heron(store)
    files = dict(corpus_files(store, policy, link))
    assert [*files] == ["heron/2005-03-10-v1.md", "heron/2009-05-12-v2.md", "heron/2014-06-13-v3.md"]
    assert "last seen on 2006-04-11" in files["heron/2005-03-10-v1.md"]
    assert title_of(store, store.timeline(policy).versions[0], policy) == "Privacy Policy of the Heron Ferry"


def test_the_last_day_is_left_out_of_a_version_that_has_not_ended() -> None:
    assert "last seen" not in markdown(VERSION, "Acme", (), link, is_ended=False)


@pytest.mark.parametrize(
    ("clause", "line"),
    [
        (Clause(Kind.HEADING, "Keeping", "1.", level=1), "## 1. Keeping"),
        (Clause(Kind.ITEM, "a year", "1.", level=1), "1. a year"),
        (Clause(Kind.ITEM, "a year", "(a)", level=2), "* (a) a year"),
        (Clause(Kind.ITEM, "a year", "1)", level=1), "* 1\\) a year"),
        (Clause(Kind.ITEM, "(a) a year", "1.", level=1), "* 1\\. (a) a year"),
        (Clause(Kind.PARAGRAPH, "1986. A year"), "1986\\. A year"),
        (Clause(Kind.PARAGRAPH, "--- a rule"), "\\--- a rule"),
        (Clause(Kind.PARAGRAPH, "AT&amp;T ~~~ x"), "AT\\&amp;T \\~\\~\\~ x"),
        (Clause(Kind.ITEM, "a year", "\N{BULLET}", level=1), "* a year"),
        (Clause(Kind.PARAGRAPH, "a year", "4.2"), "4.2 a year"),
    ],
)
def test_a_clause_is_a_block_of_its_kind(clause: Clause, line: str) -> None:
    assert markdown(VERSION, "Acme", (clause,), link).rstrip("\n").rpartition("\n\n")[2] == line


@given(st.text(alphabet="<>[]()*_`#|\\ab", max_size=40))
def test_no_words_become_markup(words: str) -> None:
    clause = Clause(Kind.PARAGRAPH, f"x {words}")
    page = MarkdownIt("commonmark", {"html": True}).render(
        markdown(VERSION, "t", (clause,), link).rpartition("\n\n")[2]
    )
    assert page.count("<") == 2, "one paragraph and nothing in it"


@given(st.text(min_size=1))
def test_a_file_name_is_neither_hidden_nor_a_path(name: str) -> None:
    safe = file_name(name)
    assert not safe.startswith(".")
    assert "/" not in safe


# What Markdown, or the reading of an imported text, could take for something else.
_HARD = [
    "*",
    "**",
    "_",
    "__",
    "#",
    "##",
    "1.",
    "2)",
    "(a)",
    "12345.",
    "-",
    "+",
    "---",
    "===",
    "~~~",
    "```",
    "|",
    "<",
    ">",
    "<b>",
    "&amp;",
    "&",
    "&lt;",
    "\\",
    "\\*",
    "!",
    "[x](y)",
    "[a]:",
    "$",
    "^",
    "{x}",
    "::",
    "iv.",
    "A.",
    "4.2",
    "§",
    "foo_bar",
    "_em_",
    "*x*",
    "a*b*c",
    "|---|",
    "<!--",
    "-->",
    "<script>",
    "~~s~~",
    "&copy",
    "&#35;",
    "x\\",
    "•",
    "\xa0",
    "\u200b",
    "\u2028",
    "１",
    "\u202e",
    "中",
    "no.",
    "1986.",
    "http://h.example/x",
]
_WORDS = st.lists(st.sampled_from([*_HARD, "    ", "keep", "thirty"]), max_size=6).map(
    lambda signs: " ".join([*signs, "parcel"])  # signs alone are no clause
)
_FORMS = (
    "<p>{}</p>",
    "<h2>{}</h2>",
    "<h4>{}</h4>",
    "<pre>    {}</pre>",
    "<blockquote>{}</blockquote>",
    "<p>{}<br>{}</p>",
)


def _filled(form: str, words: tuple[str, str]) -> str:
    return form.format(*map(escape, words))


def _listed(items: list[tuple[str, str]], opening: tuple[str, str]) -> str:
    tag, start = opening
    inside = "".join(f"<li>{escape(words)}{nested}</li>" for words, nested in items)
    return f"<{tag}{start}>{inside}</{tag}>"


_OPENINGS = st.sampled_from(
    [("ul", ""), ("ol", ""), ("ol", ' start="12345"'), ("ol", ' type="a"'), ("ol", ' type="i"')]
)
_LISTS = st.recursive(
    st.just(""),
    lambda nested: st.builds(_listed, st.lists(st.tuples(_WORDS, nested), min_size=1, max_size=3), _OPENINGS),
    max_leaves=4,
)
_BLOCKS = st.lists(
    st.builds(_filled, st.sampled_from(_FORMS), st.tuples(_WORDS, _WORDS)) | _LISTS, min_size=1, max_size=5
).map("".join)


def _texts(reading: BodyReading) -> list[str]:
    """Return what each clause says, without bullets, which are no words."""
    return [re.sub(r"^[*+\N{BULLET}\N{EN DASH}-]\s+", "", clause.labelled_text) for clause in reading.clauses]


@given(_BLOCKS, _WORDS)
def test_an_exported_version_reads_back_to_the_same_words(body: str, title: str) -> None:
    html = f"<title>{escape(title)}</title><body>{body}</body>"
    shown = read_body(html.encode(), "text/html; charset=utf-8", ("body",))
    assert shown.page is not None
    text = markdown(VERSION, shown.page.title or "Acme", shown.clauses, link)
    imported = read_body(text.encode(), "text/markdown; charset=utf-8")
    assert imported.page is not None
    assert (imported.page.title, _texts(imported)) == (shown.page.title or "Acme", _texts(shown))
    assert fingerprint(imported.clauses) == fingerprint(shown.clauses)


@pytest.mark.parametrize(
    "original",
    [
        "http://a.example/privacy_(en)",
        "http://a.example/*new*/_terms_?a=1&b=2",
        "http://web.a.example/web/20010101000000/http://b.example/",
    ],
)
def test_the_provenance_of_an_export_names_the_same_capture(original: str) -> None:
    capture = replace(VERSION.first, original=original)
    memento = f"https://a.example/web/{capture.timestamp}/{original}"
    text = markdown(replace(VERSION, first=capture), "Acme", (), lambda _: memento)
    found = PROVENANCE.search(text)
    assert found is not None
    assert found.groups() == (memento, capture.timestamp, original)
