"""Which rule drops the boxes around a policy, and what each rule must keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.page import Page, read
from tests.pipelines.test_page import LONG, MORE, PROSE, block_texts, calls


def reasons(page: Page) -> set[str]:
    return {drop.reason for drop in page.dropped}


def left_out(html: str) -> set[tuple[str, str]]:
    return {(drop.reason, drop.text) for drop in read(html).dropped}


def test_every_dropped_passage_has_the_reason_of_its_rule():
    page = read(f"<nav><a href=/a>Home</a></nav><main>{PROSE}{MORE}</main><footer>Acme <a href=/b>Jobs</a></footer>")
    assert [(drop.reason, drop.text) for drop in page.dropped] == [("navigation", "Home"), ("footer", "Acme Jobs")]


CONTACT = "You can write to our officer for data at office@lantern.example about all of the rules above."


@pytest.mark.parametrize("tag", ["main", "article"])
def test_the_prose_of_a_footer_inside_the_text_is_kept(tag: str) -> None:
    html = f"<{tag}><h1>A</h1>{LONG}<footer><p>{CONTACT}</p></footer></{tag}>"
    assert block_texts(html)[-1] == CONTACT
    assert not reasons(read(html))


@pytest.mark.parametrize(
    "html",
    [
        f"<main><h1>A</h1>{LONG}</main><footer><p>{CONTACT}</p></footer>",
        f"<main><h1>A</h1>{LONG}<footer><p><a href=/x>{CONTACT}</a></p></footer></main>",
    ],
    ids=["outside main", "linked"],
)
def test_the_footer_of_the_site_is_dropped_with_its_prose(html: str) -> None:
    assert "footer" in reasons(read(html))


def test_a_pattern_cannot_drop_the_document():
    names = "class='cookie-banner modal footer newsletter share'"
    assert len(read(f"<div {names}>{LONG}</div>").blocks) == 30


def test_a_tool_s_name_inside_another_word_is_none():
    words = "<p>We set cookies with your consent, as told below.</p>"
    assert reasons(read(f"<div>{LONG}</div><div class='cky-consent'>{words}</div>")) == {"consent tool"}
    assert not reasons(read(f"<div class='stocky-page'>{words}</div><div>{LONG}</div>"))


def test_a_cookie_policy_is_not_a_cookie_banner():
    html = f"<main><div class='cookie-info'><p>We set cookies with your consent, as told below.</p></div>{LONG}</main>"
    assert len(read(html).blocks) == 31


def test_hand_made_consent_boxes_are_dropped():
    words = "<p>We use cookies to make this site better for you and for all.</p>"
    box = f"<div>{words}<button>Accept all</button><button>Reject</button></div>"
    page = read(f"<div>{LONG}</div>{box}")
    assert len(page.blocks) == 30
    assert "consent box" in reasons(page)


def test_boxes_of_scripts_below_the_footer_are_dropped():
    page = read(
        f"<div>{LONG}</div><footer>Acme</footer><div><p>Your session has ended because you were away.</p></div>"
    )
    assert len(page.blocks) == 30
    assert "after the footer" in reasons(page)


def test_a_second_copy_for_small_screens_is_read_once():
    page = read(f"<div class=desktop>{LONG}</div><div class=mobile>{LONG}</div>")
    assert len(page.blocks) == 30
    assert "second copy" in reasons(page)


def test_lines_that_change_at_every_load_are_dropped():
    page = read(
        f"<p>Updated 3 days ago</p><p>12 min read</p>{PROSE}<p>All we did over a year ago binds us and also you.</p>"
    )
    assert len(page.blocks) == 2


def test_a_table_of_contents_is_dropped_only_where_the_headings_repeat_it():
    contents = "".join(f'<li><a href="#{n}">Part {name}</a>' for n, name in enumerate(["one", "two", "three", "lost"]))
    parts = "".join(f"<h2>Part {name}</h2>{LONG}" for name in ["one", "two", "three"])
    texts = [block.text for block in read(f"<h1>Terms</h1><ul>{contents}</ul>{parts}").blocks]
    assert (texts.count("Part one"), texts.count("Part lost")) == (1, 1)


def test_an_archive_s_own_toolbar_and_links_are_removed():
    html = (
        "<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>123 captures of this page were made by the archive</div>"
        f'<!-- END WAYBACK TOOLBAR INSERT -->{PROSE}<p>Ask <a href="/web/20070312000000/mailto:a@b.example">us</a> or '
        '<a href="https://web.archive.org/web/20070312000000id_/http://acme.example/faq">read</a> what we say.</p>'
    )
    page = read(html)
    assert len(page.blocks) == 2
    assert page.blocks[1].links == ("mailto:a@b.example", "http://acme.example/faq")


# --- beside the text ----------------------------------------------------------------------------------------

OFFER = "<p>A word game for two players arrives in the shops this autumn.</p>"
OFFERED = "A word game for two players arrives in the shops this autumn."


@pytest.mark.parametrize(
    "box",
    ["<aside>{}</aside>", "<div role=complementary>{}</div>", "<div id=leftnav>{}</div>", "<div class='col rightcol'>{}</div>",
     "<div class=side><aside>{}</aside></div>", "<div class=promo><h2>New</h2>{}</div>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "page", ["<main><article><h2>A</h2>{}</article>{}</main>", "<div>{1}<div><h2>A</h2>{0}</div></div>"]
)
def test_a_sentence_in_a_column_beside_the_text_is_dropped(page, box):
    html = page.format(LONG, box.format(OFFER))
    assert [block.text for block in read(html).blocks[1:]] == block_texts(LONG)
    assert [drop.reason for drop in read(html).dropped] == ["aside"]


@pytest.mark.parametrize(
    "html",
    [
        f"<main><article><h2>A</h2><aside>{OFFER}</aside>{LONG}</article></main>",
        f"<main><section><h2>A</h2><aside>{OFFER}</aside>{LONG}</section><section><h2>B</h2>{LONG}</section></main>",
        f"<div><h2>A</h2>{MORE}<aside>{OFFER}</aside><h2>B</h2><div>{LONG}</div></div>",
        f"<main><section>{LONG}</section><section><aside>{OFFER}</aside>{MORE}</section></main>",
    ],
    ids=["in the article", "in a section", "between headings", "in a short section"],
)
def test_a_summary_among_the_sections_stays(html):
    assert OFFERED in block_texts(html)


def test_a_column_stays_that_is_long_or_holds_the_title_or_a_date_of_effect():
    long = "".join(f"<p>Exception {n} to the rules beside it holds for whoever asked us for it.</p>" for n in range(12))
    for held in (long, f"<h1>Privacy</h1>{OFFER}", "<p>Last updated: 3 June 2024</p>"):
        page = read(f"<main><article><h2>A</h2>{LONG}</article><aside>{held}</aside></main>")
        assert not page.dropped


@given(st.integers(12, 60), st.integers(1, 40))
def test_another_paragraph_does_not_bring_an_aside_back(before, more):
    def page(size: int) -> list[str]:
        text = "".join(f"<p>Rule {n} holds for everybody who uses this service in any way.</p>" for n in range(size))
        return block_texts(f"<main><div>{text}</div><aside>{OFFER}</aside></main>")

    assert OFFERED not in {*page(before), *page(before + more)}


def test_a_player_is_dropped_with_its_list_and_a_text_on_players_stays():
    buttons = "".join(f"<li><a href='javascript:void(0)'>{name}</a>" for name in ["Play", "Pause", "Stop", "Next"])
    player = f"<div class=x><ul>{buttons}</ul><span>Update needed</span> To hear the songs you will need a newer machine.</div>"
    assert block_texts(f"<body>{player}<div>{LONG}</div>") == block_texts(LONG)
    assert "player" in reasons(read(f"<body>{player}<div>{LONG}</div>"))
    assert "Pause" in block_texts(f"<main><h2>Our player</h2><ul><li>Play<li>Pause<li>Stop</ul>{LONG}</main>")


def test_pages_are_turned_by_the_same_words_and_are_no_player():
    pages = "<div><p>Previous</p><p>Next</p><p>Stop</p></div>"
    assert "player" not in reasons(read(f"<body>{pages}<div>{LONG}</div>"))


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ("<div class='login_overlay overlay'><h2>Session over</h2><p>You were away for longer than we wait for anybody.</p></div>", "named dialog"),
        ("<div class='history hide'><p><b>Recent searches</b></p></div>", "hidden beside the text"),
        ("<div id=user class=hide>3000</div>", "hidden beside the text"),
        ("<div id=user>3000</div>", "notice"),
        ("<div style='display: none'>Try again</div>", "hidden beside the text"),
        ("<div role=alert>We could not reach the server just now.</div>", "notice"),
        ("<div class=x><p>You are offline. Some pages may be old.</p></div>", "notice"),
        ("<div class=language-switcher><h2>Which tongue?</h2></div>", "language switcher"),
        ("<div><h5>News from us</h5><form><input type=email></form></div>", "form"),
        ("<form><p>Open an account:</p><input type=email>" + "<div>Choose a better word.</div>" * 40 + "</form>", "sign-up"),
    ],
)  # fmt: skip
def test_boxes_of_scripts_over_the_page_are_dropped(box, reason):
    page = read(f"<body>{box}<main><h2>Terms</h2>{LONG}</main>")
    assert [block.text for block in page.blocks] == ["Terms", *block_texts(LONG)]
    assert {drop.reason for drop in page.dropped} == {reason}


@pytest.mark.parametrize(
    "box",
    ["<div class='hide'><h3>Cookies</h3><p>We set one cookie.</p></div>", "<p>2024</p>", "<p>1 Main Road</p>",
     "<div class='hidden md:block'><p>Version 4 of the text</p></div>",
     "<div role=status><p>This text is effective from Monday.</p></div>"],
)  # fmt: skip
def test_what_may_be_the_policy_stays_beside_it(box):
    assert len(block_texts(f"<body>{box}<main><h2>Terms</h2>{LONG}</main>")) > 31


def test_a_hidden_passage_among_passages_of_its_make_stays():
    panel = "<div class='panel hide'>{}</div>"
    html = f"<main><h2>A</h2>{panel.format(MORE)}{panel.format(LONG)}</main>"
    assert block_texts(MORE)[0] in block_texts(html)


# --- labels and offers in the text --------------------------------------------------------------------------


def test_an_offer_by_mail_inside_the_text_is_dropped_and_a_way_to_object_stays():
    field = "<form><input type=email name=mail></form>"
    offer = f"<div><h4>Stay updated on our games.</h4>{field}</div>"
    assert block_texts(f"<main>{LONG}{offer}{LONG}</main>") == block_texts(LONG + LONG)
    assert ("sign-up", "Stay updated on our games.") in left_out(f"<main>{LONG}{offer}{LONG}</main>")
    assert "Object to the use of your address here:" in block_texts(
        f"<main>{LONG}<div><p>Object to the use of your address here:</p>{field}</div></main>"
    )


PARTS = "".join(f"<h2 id=p{n}>Part {name}</h2>{LONG}" for n, name in enumerate(["one", "two", "three"]))
ENTRIES = "".join(f"<li><a href='#p{n}'>Part {name}</a>" for n, name in enumerate(["one", "two", "three"]))


@pytest.mark.parametrize(
    "contents",
    [
        f"<details><summary>See details</summary><summary>Table of contents</summary><nav><ul>{ENTRIES}</ul></nav></details>",
        f"<div class=toc>Table of contents<button>Show</button><ul>{ENTRIES}</ul></div>",
        "<div class=toc><div>Table of contents</div><nav></nav></div>",
    ],
    ids=["unfolding", "with a button", "empty"],
)
def test_the_title_and_the_button_of_a_table_of_contents_are_dropped_with_it(contents):
    assert block_texts(f"<body><h1>Terms</h1>{contents}{PARTS}")[1:] == block_texts(PARTS)


def test_the_title_of_a_table_of_contents_that_stays_stays():
    contents = "<p>Table of contents</p><ul><li>Our duties<li>Your duties</ul>"
    assert "Table of contents" in block_texts(f"<main>{contents}{LONG}</main>")


def test_contents_may_be_what_a_passage_is_about():
    assert "Contents" in block_texts(f"<main><h2>Contents</h2>{PROSE}{LONG}</main>")


def test_the_label_of_a_language_switcher_is_dropped_and_a_passage_on_languages_stays():
    assert block_texts(f"<main><h2>Select your language</h2>{LONG}<h2>Language</h2>{PROSE}</main>") == block_texts(
        f"<main>{LONG}<h2>Language</h2>{PROSE}</main>"
    )


def test_a_link_that_ends_the_last_paragraph_stays_and_a_row_of_links_is_dropped():
    last = f"<div>{LONG}<p>{MORE[3:-4]}<br><br>{{}}</p></div>"
    assert block_texts(last.format("<a href=/t>Read our terms.</a>"))[-1] == "Read our terms."
    assert block_texts(last.format("<a href=/a>Home</a> | <a href=/b>Jobs</a>")) == block_texts(last.format(""))


@pytest.mark.parametrize(
    "piece", ["<aside>x y", "<div class=hide>x", "<div class=hide>x</div>", "<p>You are offline</p>", "<div role=alert><p>x y z",
              "<div class=sidebar>last updated", "<div><input type=email>subscribe</div>", "<p>Table of contents</p>"]
)  # fmt: skip
def test_the_work_in_the_margins_grows_with_the_page_and_not_with_its_square(piece):
    once, twice = (calls(f"<body><main>{LONG * 20}</main><div>{piece * size}") for size in (1_000, 2_000))
    assert twice < 2.5 * once


_SECTIONS = "".join(f"<h2 id=s{n}>{title}</h2>{PROSE}" for n, title in enumerate(("Cookies", "Parcels", "Your rights")))


def items(*links: tuple[str, str]) -> str:
    return "<ul>" + "".join(f"<li><a href='{target}'>{words}</a></li>" for target, words in links) + "</ul>"


def test_a_list_of_links_into_the_page_that_repeats_its_headings_is_its_contents():
    contents = items(("#s0", "Cookies"), ("#s1", "2. Parcels"), ("#s2", "Your rights"))
    assert left_out(f"<h1>Privacy</h1>{contents}{_SECTIONS}") == {
        ("table of contents", words) for words in ("Cookies", "2. Parcels", "Your rights")
    }


def test_two_links_at_the_head_of_a_page_that_are_headings_of_it_are_its_contents():
    contents = "<p>Contents</p>" + items(("#s0", "Cookies"), ("#s1", "2. Parcels"))
    page = f"<h1>Privacy</h1>{contents}{_SECTIONS}"
    assert left_out(page) == {("table of contents", words) for words in ("Contents", "Cookies", "2. Parcels")}
    for other in (page.replace("#s1", "/parcels"), page.replace("2. Parcels", "Parcels we send")):
        assert "table of contents" not in reasons(read(other))


@pytest.mark.parametrize(
    "listed",
    [
        items(("#s0", "What we bake"), ("#s1", "Whom we pay"), ("#s2", "What you may ask")),  # names no heading
        items(("/cookies", "Cookies"), ("/parcels", "Parcels"), ("/rights", "Your rights")),  # leads to other pages
        "<ul><li>Cookies</li><li>Parcels</li><li>Your rights</li></ul>",  # leads nowhere
        items(("#s0", "Cookies"), ("#s1", "Parcels")) + MORE,  # two are a sentence's, not a page's
    ],
    ids=["other words", "other pages", "no links", "two"],
)
def test_no_other_list_is_a_table_of_contents(listed):
    assert "table of contents" not in reasons(read(f"<h1>Privacy</h1>{PROSE}{listed}{_SECTIONS}"))


@pytest.mark.parametrize(
    "asked", ["Did this answer your question?", "Was this article helpful?", "War diese Seite hilfreich?"]
)
def test_a_question_for_a_rating_is_dropped_and_a_clause_on_answers_stays(asked):
    stays = "Did this answer your question? If not, the harbour master will, within thirty days."
    page = read(f"<div>{LONG}<p>{stays}</p></div><p>{asked}</p>")
    assert [drop.text for drop in page.dropped if drop.reason == "rating"] == [asked]
    assert stays in [block.text for block in page.blocks]
