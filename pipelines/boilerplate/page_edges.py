"""What stands before the first and after the last box with prose, all the way down to the text: links, fields, bars."""

from __future__ import annotations

from collections.abc import Iterator

from clausetrail.pipelines.boilerplate import keep_signs
from clausetrail.pipelines.dom import patterns, tables
from clausetrail.pipelines.dom.tree import TITLE, Node, node_text

_PASSAGES = frozenset({"p", "ul", "ol", "li", "dl", "dd", "pre", "blockquote"})


def drop_page_edges(root: Node) -> None:
    """Walk down to the text, the child that holds at least half of the prose, and leave out what has none beside it."""
    node: Node | None = root
    while node is not None and node.mass:
        below = [child for child in node.nodes() if child.boxed]
        trunk = next((child for child in below if 2 * child.mass >= node.mass), None)
        if trunk is None or trunk.tag in _PASSAGES:
            return
        for child, after in _outside(below):
            if child.words and not _worth_keeping(child) and not (after and _continues(child, below)):
                child.drop("beside the text")
        node = trunk


def _outside(below: list[Node]) -> Iterator[tuple[Node, bool]]:
    """Yield the children before the first and after the last one with prose, and whether it is after."""
    prose = [position for position, child in enumerate(below) if child.mass]
    yield from ((child, False) for child in below[: prose[0]])
    yield from ((child, True) for child in below[prose[-1] + 1 :])


def _continues(node: Node, below: list[Node]) -> bool:
    """The last part of a text, where it says nothing but links: made as the others are, or under a title of its own."""
    if node.inputs:
        return False
    return keep_signs.has_prose_sibling_like_it(node, below[:60]) or keep_signs.has_content_heading(node)


def _worth_keeping(node: Node) -> bool:
    """A title, a table of contents, or what holds no link at all: dates, addresses, short lists, small tables."""
    if 2 * node.inner > node.words:
        return True
    if node.signs & TITLE:
        return 2 * node.linked <= node.words
    if node.linked:
        return node.tag == "p" and node.linked < node.words or (node.tag == "table" and tables.is_headed(node))
    return not node.inputs or bool(patterns.DATED.search(node_text(node)))
