"""The two ways from a page to its tree, BeautifulSoup's and straight from the parser's events, lead to the same tree."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from clausetrail.pipelines import page
from clausetrail.pipelines.decoding import body_form
from clausetrail.pipelines.decoding.body_form import BodyForm
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import lxml_tree, soup_tree
from clausetrail.pipelines.dom.elements import MAX_DEPTH
from clausetrail.pipelines.dom.tree import Node, ParsedPage
from clausetrail.snapshots.payload.content_coding import decode_content
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"
GOLDEN = sorted((ROOT / "tests" / "pages").glob("*.html"))

Listing = list[tuple[object, ...]]


def listing(parsed: ParsedPage) -> Listing:
    """Return the content of *parsed* in order: every element with its depth, and every string of one."""
    found: Listing = [(parsed.title, parsed.language)]
    stack: list[tuple[int, Node | str]] = [(0, parsed.root)]
    while stack:
        depth, item = stack.pop()
        if isinstance(item, str):
            found.append((depth, item))
        else:
            attributes = tuple(item.attrs.items())
            found.append((depth, item.tag, attributes, item.id_and_class, item.within, item.own_fields, item.dropped))
            assert all(isinstance(child, str) or child.parent is item for child in item.children)
            stack += [(depth + 1, child) for child in reversed(item.children)]
    return found


def assert_equal(html: str) -> None:
    by_soup, by_events = listing(soup_tree.build_tree(html)), listing(lxml_tree.build_tree(html))
    assert len(by_soup) == len(by_events)
    assert [pair for pair in zip(by_soup, by_events, strict=True) if pair[0] != pair[1]][:1] == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_golden_pages_have_the_same_tree_and_read_alike(path: Path) -> None:
    html = path.read_text("utf-8")
    assert_equal(html)
    assert page.read(html, quick=True) == page.read(html)


CASES = {
    "nothing": "",
    "no tag": "Dear reader,\n  we keep  nothing.",
    "white space between boxes": "<div> \n <p>a</p>\t<p> b </p>\x0c</div>",
    "white space that is kept": "<pre> \n\n </pre> \n\n <pre>\n<b> </b></pre><textarea>  </textarea>  ",
    "white space of other kinds": "<p>\xa0</p><p>\u2003</p><p>\x1c</p><p>\x0b</p>",
    "comments part texts": "<p>a<!-- b -->c<!---->d<!-- e --!>f<!-- g",
    "instructions and declarations": "<?xml version='1.0'?><!DOCTYPE html><p>a<?php b ?>c<!ELEMENT d>e</p><![CDATA[f]]>",
    "attributes twice, empty and bare": "<p id=a ID=b class class='x  y' title=''>c",
    "several classes and a name space": "<p class='a b  c' xml:lang=de a:b=c><o:p>d</o:p></p>",
    "entities": "<p>&amp;&lt;&nbsp;&bogus;&#0;&#x80;&copy&lt</p><a href='?a&copy=1&amp;b'>x</a>",
    "NULs and controls": "<p>a\x00b\x01c</p>\x00<b\x00>d",
    "misnested": "<b><p>a</b>b</p><a href=x><div>c</a>d</div></i></table>",
    "tables with strays": "<table>a<tr>b<td>c<table><tr><td>d</table>e</table>f",
    "framesets": "<frameset cols=1><frame src=a><noframes><p>b</noframes></frameset>",
    "frames": "<p>a<iframe src=b>c<p>d<select></select></iframe>e",
    "fields": "<form><input name=a><select><option>b</select><textarea>c</textarea><button>d</button></form>",
    "silent elements": "<style>a</style><script>if (b<c) '</p>'</script><svg><title>d</title><p>e</p></svg>f",
    "templates": "<template>a<title>b</title></template><div><template shadowrootmode=open>c<p>d</p></template></div>",
    "ruby": "<ruby>a<rp>(</rp><rt>b<title>c</title></rt></ruby>",
    "two titles": "<title> a &amp; b </title><title>c</title>",
    "a title that never ends": "<title>a<p>b",
    "languages": "<html><html lang=en><body lang=de><p>a",
    "a byte order mark": "\ufeff<html lang=fr>a",
    "a charset that is not meant": "<meta charset=utf-16><p>é漢\U0001f600",
    "case": "<DIV CLASS=A><P>b</DIV><mar\u212a>c</mar\u212a>",
}


@pytest.mark.parametrize("case", CASES)
def test_what_builders_differ_in_is_the_same_here(case: str) -> None:
    assert_equal(CASES[case])


@pytest.mark.parametrize("tag", ["b", "div", "pre", "rt", "svg", "template shadowrootmode=open"])
@pytest.mark.parametrize("depth", [MAX_DEPTH - 3, MAX_DEPTH - 2, MAX_DEPTH - 1, 5_000])
def test_at_the_greatest_depth_both_flatten_alike(tag: str, depth: int) -> None:
    assert_equal(f"<{tag}>" * depth + "<e><title> </title>  </e> x <script>y</script><p>z")


def test_a_text_longer_than_what_is_fed_at_a_time_is_one() -> None:
    assert_equal(f"<p>{'words and ' * 700}</p>{' ' * 1_500}<p class='{'x ' * 600}'>a")


_TAGS = """
    a b body br button caption center dd details div dl dt font form frame frameset h1 head hr html i iframe img input
    li link main marquee meta nav noframes noscript o:p object ol option p plaintext pre rp rt ruby script section select
    span style summary svg table tbody td template textarea th thead title tr ul xmp
"""
TAGS = tuple(_TAGS.split())
NAMES = ["id", "class", "CLASS", "href", "lang", "xml:lang", "shadowrootmode", "type", "a:b", "{x}y", "=", '"', "é"]
VALUES = ["", "=", "=x", "='a  b'", '="&amp;"', "='", "=open", '="\n"', "=&#0;"]
ATTRIBUTES = st.lists(
    st.builds("{} {}{}".format, st.just(""), st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3
)
STARTS = st.builds(
    "<{}{}{}".format, st.sampled_from(TAGS), ATTRIBUTES.map("".join), st.sampled_from([">", ">", "/>", ""])
)
ENDS = st.builds("</{}{}".format, st.sampled_from(TAGS), st.sampled_from([">", ">", ">", ""]))
STRAYS = ["<!-- c -->", "<!-- c", "<!-->", "<![CDATA[x]]>", "<?pi?>", "<!DOCTYPE html>", "<!", "</>", "<", ">", "\x00"]
STRAYS += [" ", "\n", " \t\n ", "\xa0", "\x0c", "&lt", "&nbsp;", "&#0;", "\ufeff", "words ", "é漢", "x" * 600, "]]>"]
SOUP = st.lists(STARTS | STARTS | ENDS | st.sampled_from(STRAYS) | st.text(max_size=5), max_size=40).map("".join)


@given(st.sampled_from([0, 0, 0, MAX_DEPTH - 4, MAX_DEPTH - 2]), SOUP)
def test_any_tag_soup_grows_the_same_tree(depth: int, markup: str) -> None:
    assert_equal("<i>" * depth + markup)


@given(st.sampled_from(GOLDEN), st.integers(0), st.integers(0), SOUP)
def test_a_page_that_is_cut_anywhere_grows_the_same_tree(path: Path, start: int, end: int, between: str) -> None:
    html = path.read_text("utf-8")
    assert_equal(html[: start % len(html)] + between + html[end % len(html) :])


def test_selectors_are_applied_to_the_soup() -> None:
    html = "<div><p>This is what was meant.</p></div><p>And this is not meant.</p>"
    assert [block.text for block in page.read(html, ("div",), quick=True).blocks] == ["This is what was meant."]
    left = page.read(html, (), ("div",), quick=True)
    assert [drop.reason for drop in left.dropped] == ["removed by the watchlist"]


def saved() -> Iterator[tuple[bytes, str]]:
    """Yield every tenth of the saved pages, and every 50th of the captures."""
    for path in sorted((SHARED / "bench" / "extract" / "pages").glob("*"))[::10]:
        body = path.read_bytes()
        yield (gzip.decompress(body) if path.suffix == ".gz" else body), ""
    with (SHARED / "bench" / "replay" / "captures.warc.gz").open("rb") as file:
        answers = (record for record in ArchiveIterator(file) if record.rec_type == "response")
        for record in islice(answers, 0, None, 50):
            yield record.content_stream().read(), record.http_headers.get_header("Content-Type", "")
    for path in sorted((SHARED / "seeds").rglob("*.htm*")):
        body = path.read_bytes()
        yield (gzip.decompress(body) if path.suffix == ".gz" else body), ""


def test_real_pages_grow_the_same_tree() -> None:
    if not (SHARED / "bench" / "replay" / "captures.warc.gz").exists():
        pytest.skip("the real pages are not here")
    compared = 0
    for body, content_type in saved():
        html = decode_content(body).body
        if body_form.body_form(html, content_type) is BodyForm.HTML:
            assert_equal(decode(html, content_type).text)
            compared += 1
    assert compared > 30
