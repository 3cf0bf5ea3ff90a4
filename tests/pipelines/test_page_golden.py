"""Whole pages in the manner of their era: what a reading of each must have, and what it must not."""

from __future__ import annotations

import re
import tomllib

import pytest
from bs4.element import NavigableString

from clausetrail.pipelines.dom.soup_tree import parse
from clausetrail.pipelines.page import read
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "pages"
EXPECTED = tomllib.loads((FOLDER / "pages.toml").read_text("utf-8"))


def words(html: str) -> str:
    return "\n".join(f"{block.label} {block.text}".strip() for block in read(html).blocks)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_policy_is_read_and_the_rest_is_not(name):
    said = words((FOLDER / name).read_text("utf-8"))
    assert [sentence for sentence in EXPECTED[name]["with"] if sentence not in said] == []
    assert [sentence for sentence in EXPECTED[name]["without"] if sentence in said] == []


def test_every_page_is_expected_to_say_something():
    assert {path.name for path in FOLDER.glob("*.html")} == EXPECTED.keys()


CHANGES = {
    "a token": ("<body", '<body data-token="x8f2c"'),
    "another class": ('class="', 'class="v2 '),
    "a comment": ("<p>", "<!-- 17 ms --><p>"),
    "another link in the menu": (r"(<a href=\"/\">)", r'<a href="/new">New here</a>\1'),
    "white space": ("\n", "\n\n    "),
}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_changed_around_the_policy_reads_alike(name, change):
    html = (FOLDER / name).read_text("utf-8")
    pattern, instead = CHANGES[change]
    assert words(re.sub(pattern, instead, html)) == words(html)


@pytest.mark.parametrize("name", EXPECTED)
def test_no_word_of_the_page_is_lost_without_a_reason(name):
    html = (FOLDER / name).read_text("utf-8")
    read_or_left = words(html) + " ".join(drop.text for drop in read(html).dropped)
    body = parse(html).body
    shown = " ".join(text for text in body.find_all(string=True) if type(text) is NavigableString)
    unseen = {"email", "protected", "opens"}  # of the hidden address, and of the note on the new tab
    assert [word for word in re.findall(r"\w{5,}", shown) if word not in read_or_left and word not in unseen] == []
