"""Decide which tables hold data, and return their rows; other tables lay out a page and are read as boxes."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator, Sequence

from clausetrail.pipelines.dom.elements import HEADING_TAGS, PAGE_PART_TAGS
from clausetrail.pipelines.dom.tree import PAGE_PART, Node, walk

_CELLS = frozenset({"td", "th"})
_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
# Words in one cell at most. Of 3,954 cells of data tables on 345 pages, the longest has 256; of the cells under a row of
# headers on 168 pages, 551 (policies list purposes in such cells); of 36 records on 3 pages, 20.
_LONGEST_CELL = 300
_LONGEST_CELL_UNDER_HEADERS = 1000
_LONGEST_RECORD = 40
_FEWEST_SPANNED_ROWS = 3
# Of cells that span rows: the rows of one span and the columns at most, and the words that are repeated, times those of the table.
_MOST_ROWS, _MOST_COLUMNS, _MOST_REPEATED, _FEWEST_REPEATED = 1_000, 50, 4, 200


def table_rows(table: Node) -> list[list[Node]]:
    """Return the cells of *table*, row by row, without those of nested tables."""
    return [[cell for cell in row.kept_children() if cell.tag in _CELLS] for row in _row_nodes(table)]


def _row_nodes(table: Node) -> Iterator[Node]:
    for child in table.kept_children():
        if child.tag == "tr":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from (row for row in child.kept_children() if row.tag == "tr")


def spanned_rows(table: Node) -> list[list[tuple[Node, bool]]]:
    """Return the cells of *table*, row by row, each with whether it begins in an earlier row and spans this one.

    A cell that spans rows (`rowspan`) is repeated in each row, at its column, as a reader sees it beside each. Rows that hold
    no cell of their own are left out. At most four times the words of the table are repeated.
    """
    own_rows = table_rows(table)
    if not any("rowspan" in cell.attrs for cells in own_rows for cell in cells):
        return [[(cell, False) for cell in cells] for cells in own_rows if cells]
    budget = max(_FEWEST_REPEATED, _MOST_REPEATED * table.words)
    spans: dict[int, tuple[Node, int]] = {}  # by column: the cell, and the rows that it still spans
    rows: list[list[tuple[Node, bool]]] = []
    for cells in own_rows:
        row: list[tuple[Node, bool]] = []
        next_spans: dict[int, tuple[Node, int]] = {}
        column = 0
        waiting = deque(cells)
        while waiting or column in spans:
            if column in spans:
                cell, left = spans.pop(column)
                row.append((cell, True))
                budget -= cell.words
            else:
                cell = waiting.popleft()
                left = _span(cell, "rowspan", _MOST_ROWS)
                row.append((cell, False))
            if left > 1 and budget > 0 and column < _MOST_COLUMNS:
                next_spans[column] = (cell, left - 1)
            column += _span(cell, "colspan", _MOST_COLUMNS)
        next_spans |= {at: (cell, left - 1) for at, (cell, left) in spans.items() if left > 1}
        spans = next_spans
        if cells:
            rows.append(row)
    return rows


def _span(cell: Node, name: str, most: int) -> int:
    """Return how many rows or columns *cell* spans; "rowspan=0" means all rows that follow (HTML Standard, 4.9.12)."""
    written = cell.attrs.get(name, "1").strip()
    if not written.isdecimal() or not written.isascii():
        return 1
    number = int(written[:6])
    return min(number, most) if number else (most if name == "rowspan" else 1)


def is_data_table(table: Node) -> bool:
    """Return whether *table* holds data: two rows or more with two filled cells or more, or a column of records.

    In a table of three rows or more, a cell that spans rows counts in each. No cell may hold a part of a page layout, or be
    as long as one. Under a row of header cells, which authors do not write for layout, cells may be longer and hold headings.
    """
    if table.attrs.get("role", "").lower() in {"presentation", "none"}:
        return False
    filled = [row for cells in table_rows(table) if (row := [cell for cell in cells if cell.words])]
    wide = sum(len(row) > 1 for row in filled)
    if wide == 1 and len(filled) >= _FEWEST_SPANNED_ROWS:
        wide = sum(sum(cell.words > 0 for cell, _ in row) > 1 for row in spanned_rows(table))
    if not wide:
        return _holds_records(table, [row[0] for row in filled])
    has_header = _is_header_row(filled[0])
    longest = max(cell.words for row in filled for cell in row)
    if wide < 2 or longest > (_LONGEST_CELL_UNDER_HEADERS if has_header else _LONGEST_CELL):
        return False
    return not _holds_any(table, PAGE_PART_TAGS - HEADING_TAGS if has_header else PAGE_PART_TAGS)


def _is_header_row(row: Sequence[Node]) -> bool:
    return len(row) > 1 and all(cell.tag == "th" for cell in row)


def _holds_records(table: Node, cells: Sequence[Node]) -> bool:
    """Return whether *cells*, each a row of its own, are records: three or more, of several short boxes each.

    At most half of their words are prose or links: paragraphs one below the other, and menus, are not records.
    """
    if len(cells) < 3 or 2 * table.prose_words > table.words or 2 * table.linked_words > table.words:
        return False
    if _holds_any(table, PAGE_PART_TAGS):  # before the walk: nested tables would be walked once for each level
        return False
    return all(cell.words <= _LONGEST_RECORD and _has_several_boxes(cell) for cell in cells)


def _has_several_boxes(cell: Node) -> bool:
    inner = (node for node in walk(cell) if node is not cell and node.is_box and node.words)
    return sum(not any(child.is_box for child in node.kept_children()) for node in inner) > 1


def has_header_cells(table: Node) -> bool:
    """Return whether *table* holds data and has header cells with text."""
    return is_data_table(table) and any(cell.tag == "th" and cell.words for row in table_rows(table) for cell in row)


def _holds_any(table: Node, tags: Container[str]) -> bool:
    stack = [child for child in table.kept_children() if child.signs & PAGE_PART]
    while stack:
        node = stack.pop()
        if node.tag in tags:
            return True
        stack += [child for child in node.kept_children() if child.signs & PAGE_PART]
    return False
