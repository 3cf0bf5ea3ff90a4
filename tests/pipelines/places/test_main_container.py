"""The main container of a page."""

from __future__ import annotations

from clausetrail.pipelines.dom.lxml_tree import build_tree
from clausetrail.pipelines.dom.tree import measure
from clausetrail.pipelines.places.main_container import main_container, title_box
from tests.pipelines.places.pages import TEXT, page


def containers(body, beside=""):
    root = build_tree(page(body)).root
    measure(root)

    def is_beside(node):
        return bool(beside) and node.attrs.get("id") == beside

    container = main_container(root, is_beside)
    return container.attrs.get("id", container.tag), title_box(container, is_beside).attrs.get("id", "")


def test_the_container_is_the_innermost_box_with_most_prose():
    assert containers(f"<div id=a><div id=b>{TEXT}</div><div id=c>Merle</div></div>") == ("b", "b")


def test_a_list_or_a_passage_is_no_container():
    assert containers("<div id=a><ul id=b><li>We keep the list of parcels for one year.</li></ul></div>")[0] == "a"


def test_what_is_beside_the_text_does_not_count():
    assert containers(f"<div id=a>{TEXT}</div><div id=b>{TEXT * 9}</div>", beside="b")[0] == "a"


def test_unlinked_words_count_where_nothing_is_prose():
    assert (
        containers("<div id=a><h1>Depots</h1><div>North, Varde</div></div><a href=/x>Merle Depot and more</a>")[0]
        == "a"
    )


def test_the_title_box_holds_the_title_and_the_main_element():
    text = TEXT.replace("h1", "h2")
    assert containers(f"<div id=a><h1>Parcels</h1><div id=b>{text}</div></div>") == ("b", "a")
    assert containers(f"<main id=m><p>Merle</p><div id=b>{TEXT}</div></main>") == ("b", "m")
