"""Versions as Markdown files: names, provenance, and words that no renderer takes for markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clausetrail.reports.export.markdown_corpus import corpus_files, file_name, markdown, title_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Version
from clausetrail.snapshots.store import Store
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
        (Clause(Kind.ITEM, "a year", "(a)", level=2), "    * (a) a year"),
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
