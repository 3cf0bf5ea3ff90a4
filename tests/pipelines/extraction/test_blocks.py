"""The structure of a page: tables that are data and tables that are none, numbers of lists, headings in their era."""

from __future__ import annotations

import pytest

from benchmarks import structure
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import measure
from clausetrail.pipelines.extraction.blocks import DroppedBox, extract_blocks
from clausetrail.pipelines.page import read
from clausetrail.snapshots.model import Block, Kind
from clausetrail.snapshots.text.segmentation import segment
from tests.conftest import ROOT

PAGES = ROOT / "tests" / "pages"
PROSE = "<p>We keep what you have told us for as long as the boat is yours, and a year longer than that.</p>"


def blocks(markup: str, kind: Kind) -> list[Block]:
    return [block for block in read(f"<body>{PROSE}{markup}{PROSE}</body>").blocks if block.kind is kind]


def rows(markup: str) -> list[str]:
    return [block.text for block in blocks(f"<table>{markup}</table>", Kind.ROW)]


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


LONG = "<p>" + "a reason to keep it, " * 100 + "</p>"


def test_under_a_row_of_headers_a_cell_may_be_long_and_hold_headings():
    found = rows(row("Why", "What", tag="th") + row("<h5>Mooring</h5>for the harbour", "name") + row("Post", LONG))
    assert found[:2] == ["Why | What", "Mooring for the harbour | name"]
    assert found[2].startswith("Post | a reason to keep it,")


def test_without_headers_a_table_of_long_cells_or_headings_lays_out_the_page():
    assert rows(row("Post", LONG) + row("Mail", "name")) == []
    assert rows(row("<h5>Mooring</h5>for the harbour", "name") + row("Post", "street")) == []


def test_a_table_that_holds_a_table_is_none_of_data_even_under_headers():
    inner = f"<table>{row('Knot', 'Rope')}{row('Bend', 'Line')}</table>"
    assert rows(row("Why", "What", tag="th") + row("Post", inner)) == ["Knot | Rope", "Bend | Line"]


def record(*fields: str) -> str:
    return row("".join(f"<div><span>{field}</span></div>" for field in fields))


def test_a_column_of_short_records_is_read_record_by_record():
    found = rows(record("Tern Post", "parcels", "Tartu") + record("Auk Bank", "cards", "Oslo") + record("Ruff", "mail"))
    assert found == ["Tern Post parcels Tartu", "Auk Bank cards Oslo", "Ruff mail"]


@pytest.mark.parametrize(
    "cells",
    [
        [f"<p>{name}</p>{PROSE}" for name in ("Oars", "Sails", "Ropes")],  # prose
        ["Oars", "Sails", "Ropes"],  # no boxes inside the cells
        ["<p>Tern Post</p><p>parcels</p>", "<p>Auk Bank</p><p>cards</p>"],  # two are no list
    ],
)
def test_a_column_of_anything_else_lays_out_the_page(cells):
    assert rows("".join(map(row, cells))) == []


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ('<ol start="4"><li>oar<li value="9">rope<li>sail</ol>', ["4.", "9.", "10."]),
        ("<ol reversed><li>oar<li>rope<li>sail</ol>", ["3.", "2.", "1."]),
        ("<ol type=A start=26><li>oar<li>rope</ol>", ["Z.", "AA."]),
        ('<ol style="list-style: outside lower-roman"><li>oar<li>rope</ol>', ["i.", "ii."]),
        ('<ol style="list-style-type:none"><li>oar<li>rope</ol>', ["", ""]),
        ('<ul style="list-style-type: decimal"><li>oar<li>rope</ul>', ["1.", "2."]),
        ("<ul type=circle><li>oar<li>rope</ul>", ["", ""]),
    ],
)
def test_items_carry_the_numbers_that_a_browser_shows(markup, labels):
    assert [item.label for item in blocks(markup, Kind.ITEM)] == labels


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("All is kept dry.<br><b>Who rows</b><br>Nobody but us.", ["All is kept dry.", "Who rows", "Nobody but us."]),
        ("Write to:<br><b>Osier Boats</b><br>Quay 4", ["Write to: Osier Boats", "Quay 4"]),
        ("All is kept dry.<br><b>We mean it.</b><br>Nobody rows.", ["All is kept dry. We mean it.", "Nobody rows."]),
    ],
)
def test_a_bold_line_after_a_whole_sentence_is_a_heading_and_elsewhere_is_not(lines, expected):
    blocks_ = read(f"<body>{PROSE}<p>{lines}</p>{PROSE}</body>").blocks[1:-1]
    assert [block.text for block in blocks_] == expected
    assert [block.text for block in blocks_ if block.kind is Kind.HEADING] == (
        ["Who rows"] if "Who rows" in expected else []
    )


def under(page: str, beginning: str) -> str:
    """Return the nearest heading above the clause of *page* that begins so."""
    found = segment(read((PAGES / page).read_text("utf-8")).blocks)
    return next(clause.path[-1] for clause in found if clause.text.startswith(beginning))


@pytest.mark.parametrize(
    ("page", "beginning", "heading"),
    [
        ("1999_fonts.html", "The order form asks", "Your order"),
        ("1999_fonts.html", "It travels unscrambled", "Your card number"),
        ("1999_fonts.html", "the bank, if", "Who else may see it"),
        ("1999_fonts.html", "Guestbook |", "How long the cards are kept"),
        ("2006_word.html", "We may refuse", "Orders"),
        ("2006_word.html", "the harbour", "What we need to know"),
        ("2006_word.html", "forty yards", "Words we use"),
        ("2006_word.html", "A whole bolt", "Coming back"),
    ],
)
def test_every_clause_of_an_old_page_is_under_its_heading(page, beginning, heading):
    assert under(page, beginning) == heading


MARKDOWN = """Rules of the quay
=================

## 1\\. Mooring

**By night**
Lamps are lit.

4.  [oars](https://quay.example/oars) are stowed
*   ropes are coiled

| Berth | Fee |
| --- | --- |
| 1 | *two* |
"""


def test_the_gold_is_read_as_markdown_has_it():
    gold = structure.gold(MARKDOWN)
    assert gold.headings == ["rules of the quay", "1 mooring"]
    assert gold.bold == ["by night"]
    assert gold.items == [("4", "oars are stowed"), ("", "ropes are coiled")]
    assert gold.rows == ["berth fee", "1 two"]


def test_a_dropped_box_is_listed_with_the_block_before_which_it_was():
    parsed = build_tree(
        "<p>one</p><nav>menu</nav><p>two <a href='/t'>terms</a></p><iframe src='/f'></iframe>", (), ("nav",)
    )
    measure(parsed.root)
    extracted = extract_blocks(parsed.root)
    assert [(found.block.text, found.block.links, found.is_linked) for found in extracted.blocks] == [
        ("one", (), False),
        ("two terms", ("/t",), False),
    ]
    assert extracted.dropped == [DroppedBox("removed by the watchlist", "menu", 1)]
    assert extracted.frames == ["/f"]


def test_a_passage_after_ten_words_of_text_in_its_box_follows_text():
    parsed = build_tree(f"<p>{'word ' * 10}<br><br>more</p><p>short<br><br>more</p>")
    measure(parsed.root)
    assert [found.follows_text for found in extract_blocks(parsed.root).blocks] == [False, True, False, False]
