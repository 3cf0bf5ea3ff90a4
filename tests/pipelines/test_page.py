"""What a page says, block by block, and what is left out of it and why."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines import reading
from clausetrail.pipelines.dom.soup_tree import parse
from clausetrail.pipelines.page import Page, read, too_large_reason
from clausetrail.snapshots.model import Block, Capture, Kind, Policy, Snapshot, Verdict

PROSE = "<p>We keep what you tell us for as long as the account exists, and for one year after that.</p>"
MORE = "<p>We tell nobody what you told us, unless a court of law with power over us asks for it.</p>"
LONG = "".join(
    f"<p>Rule {n} of this policy holds for everybody who uses the service in any way at all.</p>" for n in range(30)
)


def block_texts(html: str) -> list[str]:
    return [f"{block.label} {block.text}".strip() for block in read(html).blocks]


# --- blocks -------------------------------------------------------------------------------------------------


def test_headings_keep_their_level():
    page = read(f"<h1>Privacy</h1>{PROSE}<h3>Cookies</h3>{MORE}")
    assert [(block.kind, block.level) for block in page.blocks] == [
        (Kind.HEADING, 1), (Kind.PARAGRAPH, 0), (Kind.HEADING, 3), (Kind.PARAGRAPH, 0)
    ]  # fmt: skip


def test_a_bold_paragraph_of_its_own_is_a_heading_and_one_that_begins_bold_is_not():
    page = read(f"<p><b>What we collect</b></p>{PROSE}<p><b>Cookies.</b> We set one cookie, and no other one.</p>")
    assert [block.kind for block in page.blocks] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH]
    assert page.blocks[0].level == 6


def test_a_bold_item_alone_in_its_list_is_a_heading_and_among_others_is_none():
    alone = "<ul><li><strong>Other anglers</strong></li></ul>"
    among = "<ul><li><strong>Other anglers</strong></li><li><strong>The harbour</strong></li></ul>"
    assert [block.kind for block in read(f"{PROSE}{alone}{MORE}").blocks[1:2]] == [Kind.HEADING]
    assert [block.kind for block in read(f"{PROSE}{among}{MORE}").blocks[1:3]] == [Kind.ITEM, Kind.ITEM]


def test_a_bold_line_before_a_break_is_a_heading():
    page = read("<p><b>Cookies</b><br>We set one cookie on your machine, and no other one, ever.</p>")
    assert [block.kind for block in page.blocks] == [Kind.HEADING, Kind.PARAGRAPH]


def test_two_breaks_part_paragraphs_and_one_does_not():
    assert block_texts("<div>Acme Ltd<br>1 Main Road of the old town, in the county<br><br>Second one</div>") == [
        "Acme Ltd 1 Main Road of the old town, in the county",
        "Second one",
    ]


def test_a_break_before_a_bullet_parts():
    assert block_texts("<div>We collect these things about you when you come:<br>• your name<br>• your age</div>") == [
        "We collect these things about you when you come:",
        "• your name",
        "• your age",
    ]


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ("<ol><li>x<li>y</ol>", ["1.", "2."]),
        ("<ol start=4><li>x<li>y</ol>", ["4.", "5."]),
        ("<ol><li>x<li value=7>y<li>z</ol>", ["1.", "7.", "8."]),
        ("<ol type=a><li>x<li>y</ol>", ["a.", "b."]),
        ("<ol type=I start=3><li>x<li>y</ol>", ["III.", "IV."]),
        ("<ol style='list-style-type: lower-roman'><li>x<li>y</ol>", ["i.", "ii."]),
        ("<ol reversed><li>x<li>y</ol>", ["2.", "1."]),
        ("<ol style='list-style:none'><li>x<li>y</ol>", ["", ""]),
        ("<ul><li>x<li>y</ul>", ["", ""]),
        ("<ol type=a start=26><li>x<li>y</ol>", ["z.", "aa."]),
    ],
)
def test_labels_are_what_the_markup_generates(markup, labels):
    assert [block.label for block in read(PROSE + markup).blocks[1:]] == labels


def test_a_number_that_is_written_is_not_generated_again():
    page = read(f"{PROSE}<ol><li>1. You may ask us</ol>")
    assert page.blocks[1] == Block(Kind.ITEM, "1. You may ask us", level=1)


def test_nested_items_have_their_depth_and_the_outer_count_continues():
    page = read(f"{PROSE}<ol><li>one<ol type=a><li>inner</ol><li>two</ol>")
    assert [(block.label, block.level) for block in page.blocks[1:]] == [("1.", 1), ("a.", 2), ("2.", 1)]


def test_data_tables_are_read_row_by_row():
    table = (
        "<table><tr><th>Cookie<th>Purpose<tr><td>sid<td>keeps you <b>signed</b> in<tr><td>lang<td>your tongue</table>"
    )
    rows = [block for block in read(PROSE + table).blocks if block.kind is Kind.ROW]
    assert [row.text for row in rows] == ["Cookie | Purpose", "sid | keeps you signed in", "lang | your tongue"]


def test_layout_tables_are_read_as_the_boxes_they_are():
    page = read(f"<table><tr><td><a href=/>Home</a><td><h2>Terms</h2>{PROSE}<p><tr><td>{MORE}</table>")
    assert Kind.ROW not in {block.kind for block in page.blocks}
    assert len(page.blocks) == 3


def test_definition_lists_keep_terms_and_definitions():
    assert block_texts(f"{PROSE}<dl><dt>Account<dd>What you open when you sign up with us.</dl>")[1:] == [
        "Account",
        "What you open when you sign up with us.",
    ]


def test_text_set_in_columns_flows_again():
    assert block_texts(
        "<pre>1. We keep the names of those who write\nto us for a year.\n\n2. We burn\nthem after.</pre>"
    ) == [
        "1. We keep the names of those who write to us for a year.",
        "2. We burn them after.",
    ]


def test_plain_text_is_read_as_typed():
    assert block_texts("Terms of use\n\nYou may use this,\nand nothing else.") == [
        "Terms of use",
        "You may use this, and nothing else.",
    ]


def test_links_keep_their_targets_without_what_changes_at_every_visit():
    page = read(
        '<p>See <a href="/terms?PHPSESSID=ab12&amp;lang=en">terms</a> and <a href="javascript:x()">more</a> here.</p>'
    )
    assert page.blocks[0].links == ("/terms?lang=en",)


def test_addresses_that_cloudflare_hid_are_read():
    hidden = bytes([0x42, *(ord(sign) ^ 0x42 for sign in "law@acme.example")]).hex()
    page = read(
        f'<p>Write to <a href="/cdn-cgi/l/email-protection#{hidden}"><span data-cfemail="{hidden}">'
        "[email&#160;protected]</span></a> for a copy of what we hold.</p>"
    )
    assert page.blocks[0].text == "Write to law@acme.example for a copy of what we hold."
    assert page.blocks[0].links == ("mailto:law@acme.example",)


def test_what_is_not_seen_is_not_read():
    assert block_texts(
        "<p>We k\u00adeep\u200b your&nbsp;&nbsp;data\ufeff for as long\u200d as you want us to keep it.</p>"
    ) == ["We keep your data for as long as you want us to keep it."]


def test_notes_on_new_windows_are_not_the_policy():
    page = block_texts(
        '<p>Read the <a href="/x">partners<span class="sr-only"> (opens in a new window)</span></a> and the rest.</p>'
    )
    assert page == ["Read the partners and the rest."]


def test_passages_that_unfold_are_read():
    html = f"<details><summary>Cookies</summary>{PROSE}</details><button aria-expanded=false>Who we really are</button>"
    assert block_texts(html + f'<div hidden style="display:none">{MORE}</div>')[0] == "Cookies"
    assert "Who we really are" in block_texts(html + f'<div hidden style="display:none">{MORE}</div>')
    assert len(block_texts(html + f"<div hidden>{MORE}</div>")) == 4


def test_title_and_language_are_read():
    page = read(f"<html lang=en-GB><title>Privacy\n | Acme</title>{PROSE}")
    assert (page.title, page.language) == ("Privacy | Acme", "en-GB")


# --- what a person selects ----------------------------------------------------------------------------------


def test_a_selection_is_read_whole_and_nothing_else():
    page = read(f"{LONG}<footer id=f><a href=/x>Imprint</a></footer>", select=("#f", "#f a"))
    assert [block.text for block in page.blocks] == ["Imprint"]


def test_a_selection_that_matches_nothing_has_no_blocks():
    assert read(LONG, select=("#gone",)).blocks == ()


def test_elements_that_the_watchlist_removes_are_listed():
    page = read(
        f"{LONG}<p class=promo>Ten per cent off everything for you today, and only today.</p>", remove=(".promo",)
    )
    assert len(page.blocks) == 30
    assert page.dropped[0].reason == "removed by the watchlist"


# --- hostile pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["div", "font", "b", "ul><li", "table><tr><td", "header", "blockquote", "a href=x", "button"]
)
def test_fifteen_thousand_nested_tags_are_read(tag):
    assert "the words at the bottom of the pit, which are more than ten" in " ".join(
        block_texts(f"<{tag}>" * 15_000 + "the words at the bottom of the pit, which are more than ten")
    )


def test_the_parse_is_no_deeper_than_a_browser_s():
    deepest = parse("<b>" * 2_000 + "bottom").find(string="bottom")
    assert sum(1 for _ in deepest.parents) <= 520


def test_text_after_deep_nesting_has_the_same_place_as_without_it():
    pit = "<i>" * 2_000 + "</i>" * 2_000
    assert block_texts(f"<div>{PROSE}{pit}</div><ol><li>{MORE}</ol>") == block_texts(
        f"<div>{PROSE}</div><ol><li>{MORE}</ol>"
    )


def calls(html: str) -> int:
    """Return how many functions are called, Python's and C's, to read *html*."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(html)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "piece",
    [
        "<br>", "<b>", "<b>x", "<p>x", "<td>x", "<tr><td>x<td>y", "<li>x", "<ul><li>x", "<div><button>ok",
        "<table><tr><td>a<td>b<tr><td>", "<a href=#x>t</a><p>", "<footer>x</footer>", "<div class=x>cookie<button>ok</button>",
        "<span class=onetrust>cookie", "<div>x</div>y",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_page_and_not_with_its_square(piece):
    once, twice = calls("<table>" + piece * 1_500), calls("<table>" + piece * 3_000)
    assert twice < 2.5 * once


@pytest.mark.parametrize("empty", ["<br>", "\n"])
def test_empty_lines_do_not_part_more_than_two_do(empty):
    assert block_texts(f"<pre>{PROSE[3:-4]}{empty * 9}{MORE[3:-4]}</pre>") == block_texts(
        f"<pre>{PROSE[3:-4]}{empty * 2}{MORE[3:-4]}</pre>"
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("x" * 10_000_001, "too large to be read: 10,000,001 characters"),
        ("<b>" * 300_001, "too large to be read: 300,001 elements"),
        ("<b>" * 300_000, ""),
        ("<p>a</p>" * 300_000, ""),
        ("x" * 10_000_000, ""),
        ("<b>" * 15_000 + "</b>" * 15_000, ""),
        ("<p>a<p>b<div>c</div>" * 20_000, ""),
        (
            "<b>" * 40_000 + "</i>" * 40_000,
            "too tangled to be read: 40,000 end tags after 40,000 elements, most of them never closed",
        ),
    ],
    ids=["long", "many", "as many as allowed", "all closed", "as long as allowed", "deep", "unclosed", "tangled"],
)
def test_what_is_too_large_is_not_read_in_part(html, reason):
    assert too_large_reason(html) == reason


def test_a_page_that_is_too_large_is_no_reading_and_ends_no_clause():
    capture = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A" * 32)
    body = LONG.encode() + b"<br>" * 300_000
    made = reading.read(
        Snapshot(capture, body, "http://a.example/web/x", 200), Policy("acme", (capture.original,)), "c"
    )
    assert (made.verdict, made.clauses) == (Verdict.NOT_TEXT, ())
    assert made.reason == "too large to be read: 300,030 elements"


@pytest.mark.parametrize(
    "html", ["", " ", "<", "</", "<!--", "<!-- x -->", "\x00", "http://acme.example/", "<html></html>", "&#0;", "<br>"]
)
def test_pages_without_words_are_read_too(html):
    assert isinstance(read(html), Page)


TAGS = ["<p>", "</p>", "<b>", "</b>", "<br>", "<ul>", "<ol start=x>", "<li>", "</ul>", "<table>", "<tr>", "<td>",
        "</table>", "<h2>", "</h2>", "<pre>", "</pre>", "<nav>", "</nav>", "<div class=footer>", "<a href=#x>", "</a>",
        "</div>", "<button>", "<form>", "<input type=email>", "<!--", "-->", "<template>"]  # fmt: skip
WORDS = ["words of a sentence ", "© 2020 ", "\n", "&nbsp;", "one two three four five six seven eight nine ten eleven "]
MARKUP = st.lists(st.sampled_from(TAGS + WORDS), max_size=40).map("".join)


@given(MARKUP)
def test_reading_is_deterministic_and_has_no_empty_block(html):
    page = read(html)
    assert page == read(html)
    assert all(block.text == " ".join(block.text.split()) != "" for block in page.blocks)


@given(MARKUP)
def test_a_reading_survives_markup_that_is_not_closed(html):
    kept = " ".join(block.text for block in read(f"{LONG}<div>{html}").blocks)
    assert "Rule 0 of this policy" in kept
    assert "Rule 29 of this policy" in kept
