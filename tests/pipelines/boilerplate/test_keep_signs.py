"""What belongs to a policy although a rule by name, element or place would leave it out."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.page import read
from tests.pipelines.test_page import LONG

PAGES = {
    "flat": "<body><h1>Privacy</h1>{}</body>",
    "boxes": "<div id=t><a href=/>Home</a></div><div id=c><h1>Privacy</h1>{}</div><div id=f>© 2019 <a href=/i>Imprint</a></div>",
    "sections": "<nav><a href=/>Home</a></nav><main><article><h1>Privacy</h1>{}</article></main>",
}
PARTS = LONG.split("</p>")
BEFORE, AFTER = "".join(f"{part}</p>" for part in PARTS[:15]), "".join(f"{part}</p>" for part in PARTS[15:-1])
PLACES = {
    "between": "<div>{1}</div>{0}<div>{2}</div>",
    "last in the text": "<div>{1}{2}{0}</div>",
    "after the text": "<div>{1}{2}</div>{0}",
}
PASSAGE = "<p>A passage of ten words and more that is unfolded here.</p>" * 2
PARTNERS = "<ul><li><a href=http://a.example>Alpha Hosting</a><li><a href=http://b.example>Beta Mail</a></ul>"


def kept_text(page: str, place: str, box: str) -> str:
    html = PAGES[page].format(PLACES[place].format(box, BEFORE, AFTER))
    return "\n".join(block.text for block in read(html).blocks)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("<div><h3>Contact</h3><p>Post: <a href='mailto:p@x.example'>p@x.example</a></p></div>", "p@x.example"),
        ("<div><p>Officer: <a href='tel:+47123'>+47 123</a></p></div>", "+47 123"),
        (f"<section><h3>Who works for us</h3>{PARTNERS}</section>", "Beta Mail"),
        (f"<div class=i><div class=accordion-header><a href='#'>What we hold</a></div><div>{PASSAGE}</div></div>", "What we hold"),
        (f"<div class=i><div class=panel-header><a href='javascript:x()'>What we hold</a></div><div>{PASSAGE}</div></div>", "What we hold"),
        (f"<div class=i><button class=x1>What we hold</button><div>{PASSAGE}</div></div>", "What we hold"),
        ("<table><tr><th>Vendor<th>Policy<tr><td><a href=/a>Alpha</a><td><a href=/a/p>Read</a></table>", "Alpha | Read"),
        ("<header><p>Last updated: 3 May 2019</p></header>", "3 May 2019"),
        ("<footer><p>In force since, and last updated on, 3 May 2019</p></footer>", "3 May 2019"),
        ("<aside><p>In short: we share personal data with nobody, and your rights stay yours.</p></aside>", "In short"),
        ("<p>See also our <a href=/terms>Terms of Use</a>.</p>", "See also"),
        ("<p>Copyright 2019 Acme. All rights reserved. Nobody may copy this text.</p>", "may copy"),
        ("<noscript><p>The cookies that we set are three, and each lives for a year.</p></noscript>", "are three"),
        ("<div role=alert><p>We changed this policy on 3 March 2020, please read it again.</p></div>", "We changed"),
    ],
)  # fmt: skip
def test_it_stays(page, place, box, words):
    assert words in kept_text(page, place, box)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "box",
    [
        "<div class=modal><p>Personal data means any data about you that we hold here.</p></div>",
        "<form><p>To opt out of the sale of what we know of you, write your name here.</p><input name=n></form>",
    ],
)
def test_prose_between_the_parts_of_a_text_stays_in_any_element(page, box):
    assert box[box.index("<p>") + 3 : box.index("</p>")] in kept_text(page, "between", box)


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Related articles</h3><ul><li><a href=/1>A word game</a><li><a href=/2>Another</a></ul></div>",
        "<div><h4>Shop</h4><a href=/1>A word game</a></div><div><h4>Legal</h4><a href=/2>Imprint</a></div>",
        "<div><h4>Shop</h4><a href=/1>A word game</a><h4>Legal</h4><a href=/2>Imprint</a></div>",
        "<noscript><p>A word game needs JavaScript, so please switch it on in your browser.</p></noscript>",
        f"<noscript>{BEFORE}</noscript><p><a href=/1>A word game</a></p>",
        "<div role=alert><p>A word game has been put into your basket by you.</p></div>",
    ],
)
def test_offers_beside_a_text_are_still_dropped(box):
    assert "word game" not in kept_text("boxes", "after the text", box)


def test_a_passage_that_ends_in_a_colon_announces_the_links_after_it():
    words = f"<p>These two work for us and are bound by a contract to keep it safe:</p>{PARTNERS}"
    assert "Beta Mail" in kept_text("boxes", "last in the text", words)
    assert "Beta Mail" not in kept_text("boxes", "last in the text", PARTNERS)


def test_a_second_copy_in_noscript_is_read_once():
    text = kept_text("flat", "after the text", f"<noscript>{BEFORE}</noscript>")
    assert text.count("Rule 3 of this policy") == 1


def test_a_table_that_is_written_after_the_footer_is_not_lost():
    row = "<tr><td>orders<td>ten years, as the law of taxes has it</tr>"
    table = f"<div class=x><table><tr><th>What<th>How long</tr>{row}{row.replace('orders', 'letters')}</table></div>"
    page = read(
        f"<div><h1>A</h1>{LONG}</div><footer><a href=/i>Imprint</a></footer>{table}<div><p>Session over.</p></div>"
    )
    assert "letters | ten years, as the law of taxes has it" in [block.text for block in page.blocks]
    assert "Session over." in [drop.text for drop in page.dropped]
