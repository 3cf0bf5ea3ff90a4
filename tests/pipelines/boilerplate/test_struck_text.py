"""Struck text is not in force, however a page draws the line through it."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.boilerplate.struck_text import STRUCK, drop_struck
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.page import read

RULES = "<p>The ferry leaves at the hour that the board on the pier shows, in every season of the year.</p>"
STYLES = "<style>@media screen{.c4{color:red}}.c9{color:#000;text-decoration:line-through}</style>"


@pytest.mark.parametrize(
    "struck",
    [
        "<del>four</del>",
        "<S>four</S>",
        "<strike class=x>four</strike>",
        "<span style='color:red; text-decoration: red line-through'>four</span>",
        "<span style='text-decoration-line:line-through'>four</span>",
        "<span class='c9'>four</span>",
        "<span class='text-decoration-line-through'>four</span>",
        "<span role=deletion>four</span>",
        "<del><b>four</b></del>",
    ],
)
def test_a_struck_word_is_dropped_with_its_reason(struck: str) -> None:
    html = f"{STYLES}{RULES}<p>A ticket costs {struck} <ins>five</ins> coins.</p>"
    for page in (read(html), read(html, quick=True), read(html, select=["p"])):
        assert page.blocks[1].text == "A ticket costs five coins."
        assert [(drop.reason, drop.text) for drop in page.dropped] == [(STRUCK, "four")]


def test_a_struck_end_of_a_sentence_leaves_no_space_before_the_full_stop() -> None:
    page = read(f"{RULES}<p>A dog travels free <s>on Sundays</s>. A cat <s>pays</s>, too, travels free.</p>")
    assert page.blocks[1].text == "A dog travels free. A cat, too, travels free."


def test_struck_paragraphs_items_and_cells_are_dropped() -> None:
    html = (
        f"{RULES}<del><p>Horses travel at night.</p></del><ol><li><s>Geese</s></li><li>Ducks</li></ol>"
        "<table><tr><th>Animal</th><th>Price</th></tr><tr><td>Goat</td><td><s>2</s> 3</td></tr></table>"
    )
    page = read(html)
    assert [f"{block.label} {block.text}".strip() for block in page.blocks[1:]] == [
        "2. Ducks",
        "Animal | Price",
        "Goat | 3",
    ]


def test_a_page_that_is_struck_for_the_most_part_is_kept() -> None:
    page = read(f"<p>Old rules</p><s>{RULES * 3}")
    assert len(page.blocks) == 4


def test_a_class_that_draws_a_line_beside_a_heading_is_no_evidence() -> None:
    root = build_tree("<h2 class=line-through>Piers</h2><p>Each pier has a board.</p>").root
    drop_struck(root, "<h2 class=line-through>")
    assert all(not child.dropped for child in root.kept_children())
