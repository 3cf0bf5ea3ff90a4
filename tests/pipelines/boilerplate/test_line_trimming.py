"""Blocks at the ends of a page and blocks that change at every load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.boilerplate.line_trimming import trimmed_blocks
from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.extraction.blocks import ExtractedBlock
from clausetrail.pipelines.extraction.page_variants import View, ViewBox
from clausetrail.pipelines.page import read
from clausetrail.snapshots.model import Block, Kind
from tests.pipelines.test_page import LONG

PROSE = "We keep the letters that you send us for as long as the law of the country requires."


def block(text: str, kind: Kind = Kind.PARAGRAPH, link: str = "") -> ExtractedBlock:
    return ExtractedBlock(Block(kind, text, links=(link,) if link else ()), is_linked=bool(link))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Updated 3 days ago", "changes at every load"),
        ("5 min read", "changes at every load"),
        ("Was this page helpful?", "rating"),
        ("Select your language", "language switcher"),
        ("la la la la la", "font probe"),
        ("We updated this policy 3 days ago and tell you here what is new in it", ""),
    ],
)
def test_a_line_that_is_no_policy_by_its_own_text(text: str, reason: str) -> None:
    page = [block(PROSE), block(text), block(PROSE[3:])]
    assert trimmed_blocks(page) == ([(reason, 1)] if reason else [])


def test_links_before_and_after_the_prose_are_dropped_and_contacts_stay() -> None:
    page = [
        block("Home", link="/"),
        block("Write to us", link="mailto:a@acme.example"),
        block(PROSE),
        block("Jobs", link="/jobs"),
    ]
    assert trimmed_blocks(page) == [("before the text", 0), ("after the text", 3)]


def test_everything_after_a_copyright_line_is_dropped_and_a_clause_on_copyright_is_not() -> None:
    assert trimmed_blocks([block(PROSE), block("© 2004 Acme"), block("Sydney")]) == [
        ("after the text", 1),
        ("after the text", 2),
    ]
    assert trimmed_blocks([block(PROSE), block("Copyright: you may not copy this.")]) == []


def test_a_colon_announces_the_items_after_it() -> None:
    page = [block(f"{PROSE[:-1]}:"), block("Acme", Kind.ITEM, "/acme"), block("Jobs", link="/jobs")]
    assert trimmed_blocks(page) == [("after the text", 2)]


def test_a_second_copy_is_dropped_only_in_a_box_for_another_view() -> None:
    passages = [f"{PROSE} Number {number}." for number in range(4)]
    page = [block(text) for text in passages * 2]
    box = ViewBox(Node("div", {}), View.DEVICE, 4, 8)
    assert trimmed_blocks(page, [box]) == [("second copy", at) for at in range(4, 8)]
    assert trimmed_blocks(page) == []


def test_a_table_of_contents_is_dropped_with_its_title() -> None:
    sections = ["Data", "Cookies", "Rights"]
    entries = [block(name, Kind.ITEM, f"#{name}") for name in sections]
    text = [part for name in sections for part in (block(name, Kind.HEADING), block(f"{name}: {PROSE}"))]
    page = [block("Contents"), *entries, *text]
    assert trimmed_blocks(page) == [("table of contents", at) for at in range(4)]
    assert trimmed_blocks([block("Contents"), *entries, block(PROSE)]) == []


@given(
    st.lists(st.tuples(st.sampled_from([PROSE, "Home", "Terms", "© Acme", "5 min read"]), st.booleans()), max_size=12)
)
def test_every_block_is_dropped_at_most_once_and_in_order(lines: list[tuple[str, bool]]) -> None:
    positions = [at for _, at in trimmed_blocks([block(text, link="/x" if linked else "") for text, linked in lines])]
    assert positions == sorted(set(positions))
    assert all(0 <= at < len(lines) for at in positions)


def test_a_short_line_with_a_colon_announces_the_links_below_it():
    link = "<p><a href=/object>Form for objections</a></p>"
    page = read(f"<h1>A</h1>{LONG}<p>You can object to these uses here:</p>{link}")
    assert page.blocks[-1].text == "Form for objections"
    page = read(f"<h1>A</h1>{LONG}<p>Follow us on:</p>{link}")
    assert page.dropped[-1].text == "Form for objections"
