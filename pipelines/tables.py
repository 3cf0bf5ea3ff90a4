"""Which tables hold data, and their rows; the others lay out a page and are read as the boxes they are."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.elements import PAGE_PARTS
from pipelines.tree import PART, Node

_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_LONGEST_CELL = 300  # words: of 3,954 cells of data tables on 345 pages, the longest has 256


def rows(table: Node) -> list[list[Node]]:
    """Return the cells of *table*, row by row, without the tables nested in it."""
    return [[cell for cell in row.nodes() if cell.tag in _CELLS] for row in _row_nodes(table)]


def _row_nodes(table: Node) -> Iterator[Node]:
    for child in table.nodes():
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from (row for row in child.nodes() if row.tag == "tr")


def is_data(table: Node) -> bool:
    """Return whether two rows or more have two filled cells or more, and no cell is a part of a page."""
    if table.attrs.get("role", "").lower() in {"presentation", "none"}:
        return False
    cells = rows(table)
    filled = sum(sum(cell.words > 0 for cell in row) > 1 for row in cells)
    if filled < 2 or any(cell.words > _LONGEST_CELL for row in cells for cell in row):
        return False
    return not _holds_page_parts(table)


def is_headed(table: Node) -> bool:
    """Return whether *table* holds data, and header cells say which."""
    return is_data(table) and any(cell.tag == "th" and cell.words for row in rows(table) for cell in row)


def _holds_page_parts(table: Node) -> bool:
    stack = [child for child in table.nodes() if child.signs & PART]
    while stack:
        node = stack.pop()
        if node.tag in PAGE_PARTS:
            return True
        stack += [child for child in node.nodes() if child.signs & PART]
    return False
