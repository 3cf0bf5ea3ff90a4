"""The parts of a page."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.lxml_tree import build_tree
from clausetrail.pipelines.dom.tree import Node, measure, walk
from clausetrail.pipelines.places.page_parts import Part, own_part


@pytest.mark.parametrize(
    ("tag", "attributes", "part"),
    [
        ("nav", {}, Part("navigation", is_named=False)),
        ("div", {"style": "position: sticky"}, Part("fixed bar", is_named=False)),
        ("div", {"class": "site-footer"}, Part("footer", is_named=True)),
        ("div", {"class": "nav_dropdown_wrap"}, Part("navigation", is_named=True)),
        ("div", {"class": "scroll-mt-header-h"}, None),
        ("div", {"class": "promotional-text"}, None),
        ("main", {"class": "footer"}, None),
        ("div", {}, None),
    ],
)
def test_the_part_of_an_element(tag, attributes, part):
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}".lower()
    node = Node(tag, attributes, id_and_class=names, children=["A few words."])
    measure(node)
    assert own_part(node) == part


ASKING = "May we set cookies in this browser, and may our partners read them at any time?"


@pytest.mark.parametrize(
    ("dialog", "beside", "is_dialog"),
    [
        (ASKING + "<span>Accept all</span>", "We keep a record.", True),
        (ASKING, "We keep a record of each parcel, and we erase it within one year of the day of its delivery.", True),
        ("We keep a record, and it is in no cookie.", "Merle", False),
        ("<h1>Terms</h1>We keep a record.", "We keep a record of each parcel, and we erase it within one year.", False),
        ("word " * 401 + "cookie<span>Accept all</span>", "word " * 900, False),
    ],
)
def test_a_dialog_is_a_part_unless_it_shows_the_policy(dialog, beside, is_dialog):
    root = build_tree(f"<body><div role=dialog>{dialog}</div><p>{beside}</p></body>").root
    measure(root)
    node = next(node for node in walk(root) if node.attrs.get("role") == "dialog")
    assert own_part(node) == (Part("dialog", is_named=False) if is_dialog else None)


def test_a_navigation_that_leads_elsewhere_is_a_menu():
    links = "".join(f"<a href=/{at}>Depot number {at}</a><div>Open all day.</div>" for at in range(4))
    for markup, part in ((f"<nav>{links}</nav>", "menu"), (f"<div class=mega-menu>{links}</div>", "menu")):
        root = build_tree(f"<body>{markup}<p>We keep a record.</p></body>").root
        measure(root)
        assert {own_part(node) for node in walk(root)} == {None, Part(part, is_named=False)}
    root = build_tree("<body><nav><p>We keep a record of each parcel.</p></nav></body>").root
    measure(root)
    assert Part("navigation", is_named=False) in {own_part(node) for node in walk(root)}


CARD = (
    '<div class="card"><div>{}</div><div>Sort and send every parcel of the month at once.</div><a href="{}"></a></div>'
)


@pytest.mark.parametrize(
    ("cards", "part"),
    [
        ([CARD.format(title, f"/{title}") for title in ("Depots", "Vans", "Stamps")], Part("menu", is_named=False)),
        ([CARD.format(title, "#") for title in ("Depots", "Vans", "Stamps")], Part("menu", is_named=False)),
        (
            [CARD.format(title, f"#{title}") for title in ("Depots", "Vans", "Stamps")],
            Part("navigation", is_named=True),
        ),
        (["<p>We keep a record of each parcel.</p>" * 9 + '<a href="/top"></a>'], Part("navigation", is_named=True)),
    ],
)
def test_short_boxes_that_a_link_covers_make_a_menu(cards, part):
    root = build_tree(f'<div class="nav-drawer">{"".join(cards)}</div>').root
    measure(root)
    assert own_part(next(node for node in walk(root) if node.attrs.get("class") == "nav-drawer")) == part
