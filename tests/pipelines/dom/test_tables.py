"""Which tables hold data, and their rows."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom import tables
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import Node, measure, walk


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
