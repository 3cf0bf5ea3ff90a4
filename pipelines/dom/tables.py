"""Which tables hold data, and their rows; the others lay out a page and are read as the boxes they are."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from clausetrail.pipelines.dom.elements import HEADINGS, PAGE_PARTS
from clausetrail.pipelines.dom.tree import PART, Node, walk

_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_LONGEST_CELL = 300  # words: of 3,954 cells of data tables on 345 pages, the longest has 256
_LONGEST_HEADED = 1000  # of those under a row of headers on 168 pages, 551; policies list purposes in such cells
_LONGEST_RECORD = 40  # words: of 36 records on 3 pages, the longest has 20


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
    """Return whether *table* holds data: two rows or more with two filled cells or more, or a column of records.

    No cell may be a part of a page, or as long as one. Under a row of header cells, which no author writes to lay
    out a page, cells may be longer, and hold headings.
    """
    if table.attrs.get("role", "").lower() in {"presentation", "none"}:
        return False
    filled = [row for cells in rows(table) if (row := [cell for cell in cells if cell.words])]
    wide = sum(len(row) > 1 for row in filled)
    if not wide:
        return _holds_records(table, [row[0] for row in filled])
    headed = _is_header(filled[0])
    longest = max(cell.words for row in filled for cell in row)
    if wide < 2 or longest > (_LONGEST_HEADED if headed else _LONGEST_CELL):
        return False
    return not _holds(table, PAGE_PARTS - HEADINGS if headed else PAGE_PARTS)


def _is_header(row: Sequence[Node]) -> bool:
    return len(row) > 1 and all(cell.tag == "th" for cell in row)


def _holds_records(table: Node, cells: Sequence[Node]) -> bool:
    """Return whether *cells*, each a row of its own, are records: three or more, of several short boxes each.

    At most half of their words are prose or links: paragraphs one below the other, and menus, are no records.
    """
    if len(cells) < 3 or 2 * table.mass > table.words or 2 * table.linked > table.words:
        return False
    if _holds(table, PAGE_PARTS):  # asked first: tables in tables would be walked once for each
        return False
    return all(cell.words <= _LONGEST_RECORD and _has_several_boxes(cell) for cell in cells)


def _has_several_boxes(cell: Node) -> bool:
    inner = (node for node in walk(cell) if node is not cell and node.boxed and node.words)
    return sum(not any(child.boxed for child in node.nodes()) for node in inner) > 1


def is_headed(table: Node) -> bool:
    """Return whether *table* holds data, and header cells say which."""
    return is_data(table) and any(cell.tag == "th" and cell.words for row in rows(table) for cell in row)


def _holds(table: Node, parts: Container[str]) -> bool:
    stack = [child for child in table.nodes() if child.signs & PART]
    while stack:
        node = stack.pop()
        if node.tag in parts:
            return True
        stack += [child for child in node.nodes() if child.signs & PART]
    return False
