"""Which tables hold data, and their rows."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom import tables
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import Node, measure, node_text, walk


def table(rows: str, attributes: str = "") -> Node:
    root = build_tree(f"<body><table {attributes}>{rows}</table></body>").root
    measure(root)
    return next(node for node in walk(root) if node.tag == "table")


PURPOSES = "<tr><th>Purpose</th><th>Basis</th></tr><tbody><tr><td>Mail</td><td>Consent</td></tr></tbody>"


def test_the_rows_of_row_groups_are_included_and_those_of_nested_tables_are_not() -> None:
    rows = tables.table_rows(table(f"{PURPOSES}<tr><td><table><tr><td>x</td></tr></table></td></tr>"))
    assert [len(row) for row in rows] == [2, 2, 1]


def test_two_rows_of_two_filled_cells_hold_data() -> None:
    assert tables.is_data_table(table(PURPOSES))
    assert tables.has_header_cells(table(PURPOSES))
    assert not tables.has_header_cells(table(PURPOSES.replace("th>", "td>")))


@pytest.mark.parametrize(
    ("rows", "attributes"),
    [
        (PURPOSES, 'role="presentation"'),
        ("<tr><td>a</td><td>b</td></tr>", ""),
        ("<tr><td>a</td></tr><tr><td>b</td></tr>", ""),
        (PURPOSES.replace("Mail", "<nav>Mail</nav>"), ""),
        (f"<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>{'word ' * 301}</td></tr>", ""),
        ("", ""),
    ],
)
def test_other_tables_lay_out_a_page(rows: str, attributes: str) -> None:
    assert not tables.is_data_table(table(rows, attributes))


def test_under_headers_a_cell_may_have_a_thousand_words_and_a_heading() -> None:
    long = f"<h3>Why</h3>{'word ' * 999}"
    assert tables.is_data_table(table(PURPOSES.replace("Mail", long)))
    assert not tables.is_data_table(table(PURPOSES.replace("Mail", f"{long} more")))


def texts(rows: str) -> list[list[str]]:
    return [[node_text(cell) for cell, _ in row] for row in tables.spanned_rows(table(rows))]


def test_a_cell_that_spans_rows_is_in_each_of_them() -> None:
    rows = (
        "<tr><th>What</th><th>Why</th><th>Basis</th></tr><tr><td rowspan=2>Name</td><td>Post</td><td rowspan=3>Contract</td></tr>"
        "<tr><td>Offers</td></tr><tr><td colspan=2>All else</td></tr><tr><td>Age</td><td>Law</td><td>Duty</td></tr>"
    )
    assert texts(rows) == [
        ["What", "Why", "Basis"],
        ["Name", "Post", "Contract"],
        ["Name", "Offers", "Contract"],
        ["All else", "Contract"],
        ["Age", "Law", "Duty"],
    ]


def test_a_span_of_zero_reaches_to_the_end_and_rows_without_own_cells_are_left_out() -> None:
    rows = "<tr><td rowspan=0>Name</td><td>Post</td></tr><tr><td>Offers</td></tr><tr></tr><tr><td>Law</td></tr>"
    assert texts(rows) == [["Name", "Post"], ["Name", "Offers"], ["Name", "Law"]]
    assert tables.is_data_table(table(rows))


def test_absurd_spans_cost_no_more_than_the_table() -> None:
    row = "<tr><td rowspan=65534 colspan=900>word word word word</td></tr>"
    assert sum(len(row) for row in tables.spanned_rows(table(row * 2_000))) < 12_000
    assert texts("<tr><td rowspan=x>a</td><td rowspan=-2>b</td></tr><tr><td>c</td></tr>") == [["a", "b"], ["c"]]
