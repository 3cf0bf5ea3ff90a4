"""The rules on boxes, one by one: the steps of the pruning in their order, side boxes, page edges, and exceptions."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.boilerplate import keep_signs, page_edges, pruning, side_boxes
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import Node, measure, walk

PROSE = "<p>We keep the letters that you send us for as long as the law of the country requires us to keep them.</p>"


def measured(html: str) -> Node:
    root = build_tree(f"<body>{html}</body>").root
    measure(root)
    return root


def element(root: Node, id_: str) -> Node:
    return next(node for node in walk(root) if node.attrs.get("id") == id_)


def dropped(root: Node) -> dict[str, str]:
    """Return the reason of every dropped element by its id."""
    found, stack = dict[str, str](), [root]
    while stack:
        node = stack.pop()
        if node.dropped:
            found[node.attrs.get("id", "")] = node.dropped
        stack += [child for child in node.children if isinstance(child, Node)]
    return found


def test_the_steps_are_in_their_order_and_each_has_its_reason() -> None:
    assert [step.name for step in pruning.STEPS] == [
        "elements without scripts or frames",
        "consent boxes and dialogs",
        "parts by tag or role",
        "parts by class or id",
        "boxes after the footer",
        "boxes beside the text",
        "boxes at the edges",
    ]
    assert all(step.why_here for step in pruning.STEPS)
    assert [step.needs_fresh_figures for step in pruning.STEPS] == [False] * 5 + [True] * 2


def test_each_step_drops_its_box() -> None:
    root = build_tree(
        '<body><div id="consent" class="onetrust">We use cookies</div><nav id="nav"><a href="/">Home</a></nav>'
        f'<div id="main">{PROSE * 6}</div><div id="share" class="sharebar">Share</div>'
        '<footer id="footer"><a href="/jobs">Jobs</a></footer><div id="late">Offline</div></body>'
    ).root
    pruning.prune(root)
    assert dropped(root) == {
        "consent": "consent tool",
        "nav": "navigation",
        "share": "named sharebar",
        "footer": "footer",
        "late": "after the footer",
    }


def test_boxes_that_are_dropped_by_name_are_restored_where_they_are_half_of_the_page() -> None:
    columns = "".join(f'<div id="{at}" class="popup">{PROSE}</div>' for at in range(12))
    root = measured(f"<div>{PROSE}{columns}{PROSE}</div>")
    pruning.prune(root)
    assert dropped(root) == {}


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ('<aside id="box">Read our story</aside>', "aside"),
        ('<div id="box" class="tooltip">Press here</div>', "named dialog"),
        ('<div id="box" class="language-switcher">English French</div>', "language switcher"),
        ('<div id="box" hidden>Thank you</div>', "hidden beside the text"),
        ('<div id="box" role="alert">Please wait</div>', "notice"),
        ('<div id="box"><div>play</div><div>stop</div><div>mute</div></div>', "player"),
        ('<div id="box">Write <input type="email"></div>', "sign-up"),
    ],
)
def test_a_small_box_beside_the_text_is_dropped(box: str, reason: str) -> None:
    root = measured(f'<div id="text">{PROSE * 8}</div>{box}')
    side_boxes.drop_side_boxes(root)
    assert dropped(root) == {"box": reason}


@pytest.mark.parametrize(
    "box",
    [
        '<aside id="box"><h1>Privacy</h1></aside>',
        '<aside id="box">Effective 1 May 2004</aside>',
        f'<div id="box" class="tooltip">{"word " * 150}</div>',
    ],
)
def test_a_box_with_the_title_or_a_date_or_many_words_stays(box: str) -> None:
    root = measured(f'<div id="text">{PROSE * 8}</div>{box}')
    side_boxes.drop_side_boxes(root)
    assert dropped(root) == {}


def test_links_at_the_edges_are_dropped_and_titles_dates_and_contents_stay() -> None:
    root = measured(
        '<div id="links"><a href="/">Home</a></div><div id="title"><h1>Privacy</h1></div><div id="date">May 2004</div>'
        f'<div id="contents"><a href="#a">Data</a></div><div id="text">{PROSE * 2}</div>'
        '<div id="after"><a href="/j">Jobs</a></div>'
    )
    page_edges.drop_page_edges(root)
    assert dropped(root) == {"links": "beside the text", "after": "beside the text"}


def test_links_after_the_text_that_are_made_like_a_part_of_it_or_have_a_heading_stay() -> None:
    root = measured(
        f'<div><div class="part">{PROSE}</div><div class="part">{PROSE}</div>'
        '<div id="like" class="part"><a href="/a">Acme</a></div>'
        '<div id="partners"><h3>Our partners</h3><a href="/a">Acme</a></div>'
        '<div id="offer"><h3>Related articles</h3><a href="/a">Acme</a></div></div>'
    )
    page_edges.drop_page_edges(root)
    assert dropped(root) == {"offer": "beside the text"}


def test_a_short_box_before_a_passage_opens_it_and_one_before_the_whole_text_does_not() -> None:
    root = measured(
        f'<div><div id="a">Data</div><div>{PROSE}</div></div><div><p id="b">Print</p><div>{PROSE * 4}</div></div>'
    )
    assert keep_signs.opens_next_passage(element(root, "a"), root.prose_words)
    assert not keep_signs.opens_next_passage(element(root, "b"), root.prose_words)


def test_a_box_with_prose_on_both_sides_is_between_prose() -> None:
    root = measured(f'<div>{PROSE}<div id="in">{PROSE}</div>{PROSE}<div id="last">{PROSE}</div></div>')
    assert keep_signs.is_between_prose(element(root, "in"), root.prose_words)
    assert not keep_signs.is_between_prose(element(root, "last"), root.prose_words)


@pytest.mark.parametrize(
    ("box", "states"),
    [
        ("Last updated: 4 May 2004", True),
        ("Effective soon", False),
        ("© 2004 Acme, updated 2005", False),
        ('<a href="/v2">Updated: 2004</a>', False),
        (f"Updated 2004 {'word ' * 40}", False),
    ],
)
def test_a_line_states_an_effective_date(box: str, states: bool) -> None:
    assert keep_signs.states_effective_date(element(measured(f'<div id="x">{box}</div>'), "x")) is states


def test_links_for_scripts_only_lead_nowhere_else() -> None:
    root = measured('<p id="a"><a href="#">x</a><a href="javascript:go()">y</a></p><p id="b"><a href="/c">z</a></p>')
    assert keep_signs.has_only_script_links(element(root, "a"))
    assert not keep_signs.has_only_script_links(element(root, "b"))


def test_prose_on_the_subjects_of_policies_is_plain_without_links_and_fields() -> None:
    text = "Our privacy terms say which rights you have where a controller handles your personal data here."
    root = measured(f'<p id="a">{text}</p><p id="b">{text} <a href="/c">More</a></p>{PROSE.replace("<p", "<p id=c")}')
    assert [keep_signs.is_plain_policy_prose(element(root, id_)) for id_ in "abc"] == [True, False, False]


def test_a_table_of_three_rows_is_data() -> None:
    row = "<tr><td>Mail</td><td>Consent</td></tr>"
    root = measured(f'<div id="a"><table>{row * 3}</table></div><div id="b"><table>{row * 2}</table></div>')
    assert keep_signs.has_data_table(element(root, "a"))
    assert not keep_signs.has_data_table(element(root, "b"))
