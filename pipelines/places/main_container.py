"""Find the main container of a page, the innermost box that holds most of its prose, and the box of its title around it."""

from __future__ import annotations

from collections.abc import Callable

from clausetrail.pipelines.dom.elements import TEXT_TAGS
from clausetrail.pipelines.dom.tree import FIRST_TITLE, Node

_SHARE_OF_PROSE = 0.75  # of the prose of a box, that one child holds at least where the container is in it
_WHOLE_PAGE = frozenset({"body", "html", "[document]"})
_PASSAGES = frozenset({"p", "ul", "ol", "li", "dl", "dd", "pre", "blockquote"})


def main_container(root: Node, is_beside: Callable[[Node], bool]) -> Node:
    """Return the innermost box of *root* that is reached through children with three quarters of the prose each.

    Boxes that are hidden or a part beside the text, as *is_beside* says, do not count. Where nothing is prose, as on a
    page that is a table, unlinked words count.
    """
    prose, unlinked = _beside(root, is_beside)
    counted = prose if root.prose_words > prose.get(root, 0) else unlinked
    size = _prose if counted is prose else _unlinked
    node = root
    while True:
        most = size(node) - counted.get(node, 0)
        for child in node.kept_children():
            if child.is_box and size(child) - counted.get(child, 0) >= _SHARE_OF_PROSE * most > 0:
                break
        else:
            return node
        if child.tag in _PASSAGES:
            return node
        node = child


def _prose(node: Node) -> int:
    return node.prose_words


def _unlinked(node: Node) -> int:
    return node.words - node.linked_words


def _beside(root: Node, is_beside: Callable[[Node], bool]) -> tuple[dict[Node, int], dict[Node, int]]:
    """Return how much prose, and how many unlinked words, each element holds in boxes that are beside the text."""
    prose: dict[Node, int] = {}
    unlinked: dict[Node, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if not is_beside(node):
            stack += [child for child in node.kept_children() if child.words]
            continue
        above: Node | None = node
        while above is not None:
            prose[above] = prose.get(above, 0) + node.prose_words
            unlinked[above] = unlinked.get(above, 0) + _unlinked(node)
            above = above.parent
    return prose, unlinked


def title_box(container: Node, is_beside: Callable[[Node], bool]) -> Node:
    """Return the smallest box around *container* that holds it, the first title of the page and the main or article element.

    On a page with none of these it is the parent, unless that is the whole page: the title is then a sibling of the text.
    """
    above = [container]
    while above[-1].parent is not None:
        above.append(above[-1].parent)
    text = next((at for at, box in enumerate(above) if box.tag in TEXT_TAGS or box.attrs.get("role") == "main"), 0)
    titled = next((at for at, box in enumerate(above) if _has_title(box, is_beside)), 0)
    if not text and not titled and not _has_title(container, is_beside) and container.tag not in TEXT_TAGS:
        return above[1] if len(above) > 1 and above[1].tag not in _WHOLE_PAGE else container
    return above[max(text, titled)]


def _has_title(box: Node, is_beside: Callable[[Node], bool]) -> bool:
    stack = [box]
    while stack:
        node = stack.pop()
        if node is not box and is_beside(node):
            continue
        if node.tag == "h1" and node.words:
            return True
        stack += [child for child in node.kept_children() if child.signs & FIRST_TITLE]
    return False
