"""Drop links, fields and bars before the first and after the last box with prose, at every level down to the text."""

from __future__ import annotations

from collections.abc import Iterator

from clausetrail.pipelines.boilerplate import keep_signs
from clausetrail.pipelines.dom import patterns, tables
from clausetrail.pipelines.dom.elements import PASSAGE_TAGS
from clausetrail.pipelines.dom.tree import TITLE, Node, node_text

_MOST_SIBLINGS = 60  # boxes that are compared with a box without prose, so that the time stays linear


def drop_page_edges(root: Node) -> None:
    """Descend to the text through the child with at least half of the prose, and drop boxes without prose at its edges."""
    node: Node | None = root
    while node is not None and node.prose_words:
        boxes = [child for child in node.kept_children() if child.is_box]
        trunk = next((box for box in boxes if 2 * box.prose_words >= node.prose_words), None)
        if trunk is None or trunk.tag in PASSAGE_TAGS:
            return
        for box, is_after in _edges(boxes):
            if box.words and not _is_worth_keeping(box) and not (is_after and _continues_text(box, boxes)):
                box.drop("beside the text")
        node = trunk


def _edges(boxes: list[Node]) -> Iterator[tuple[Node, bool]]:
    """Yield the boxes before the first and after the last one with prose, and whether each is after."""
    prose = [position for position, box in enumerate(boxes) if box.prose_words]
    yield from ((box, False) for box in boxes[: prose[0]])
    yield from ((box, True) for box in boxes[prose[-1] + 1 :])


def _continues_text(box: Node, boxes: list[Node]) -> bool:
    """Return whether *box*, which holds only links, is the last part of the text: made as the others, or under a heading."""
    if box.field_count:
        return False
    return keep_signs.has_prose_sibling_like_it(box, boxes[:_MOST_SIBLINGS]) or keep_signs.has_content_heading(box)


def _is_worth_keeping(box: Node) -> bool:
    """Return whether *box* is a title, a table of contents, or without links: dates, addresses, short lists, small tables."""
    if 2 * box.fragment_words > box.words:
        return True
    if box.signs & TITLE:
        return 2 * box.linked_words <= box.words
    if box.linked_words:
        return box.tag == "p" and box.linked_words < box.words or (box.tag == "table" and tables.has_header_cells(box))
    return not box.field_count or bool(patterns.DATE_WORDS.search(node_text(box)))
