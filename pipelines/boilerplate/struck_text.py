"""Drop struck text: words that a page shows with a line through them are not in force.

Pages show what an amendment removes with the elements `del`, `s` and `strike`, with the style `line-through`, or with the
class of a style sheet of their own (documents published from a word processor).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausetrail.pipelines.dom.elements import HEADING_TAGS
from clausetrail.pipelines.dom.tree import Node, node_text, word_count

STRUCK = "struck out"
_TAGS = frozenset({"del", "s", "strike"})
_CLASSES = frozenset(
    {"line-through", "linethrough", "strikethrough", "strike-through", "text-decoration-line-through", "msodel"}
)
_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*\bline-through", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;}<>]{0,40}\bline-through")
_CLASS = re.compile(r"(?:span|p|li|div|td)?\.([\w-]+)")
_LONGEST_RULE = 300  # characters between the selector and the declaration
_MOST_STRUCK = (
    0.5  # of the words of a page: more is the end tag that an author forgot, or a policy that is struck whole
)


def drop_struck(root: Node, html: str) -> None:
    """Mark the struck elements of *root*, the tree of *html*, unless they hold most of its words."""
    classes = _CLASSES | _struck_classes(html)
    struck = list(_struck_nodes(root, classes))
    if struck and sum(word_count(node_text(node)) for node in struck) <= _MOST_STRUCK * word_count(node_text(root)):
        for node in struck:
            node.dropped = STRUCK


def _struck_nodes(root: Node, classes: frozenset[str]) -> Iterator[Node]:
    """Yield the outermost struck elements of *root*."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag in _TAGS or (node.attrs and _is_struck(node, classes)):
            yield node
        else:
            stack += [child for child in node.children if isinstance(child, Node) and not child.dropped]


def _is_struck(node: Node, classes: frozenset[str]) -> bool:
    """Return whether *node* is struck by its attributes."""
    attrs = node.attrs
    if "style" in attrs and _STYLE.search(attrs["style"]):
        return True
    if attrs.get("role") == "deletion":
        return True
    # A class may only draw a line beside a heading.
    return "class" in attrs and node.tag not in HEADING_TAGS and not classes.isdisjoint(node.id_and_class.split())


def _struck_classes(html: str) -> frozenset[str]:
    """Return the classes that rules in *html* of the form ".name {...}" draw a line through, in lower case."""
    found = set[str]()
    for declared in _LINE_THROUGH.finditer(html):
        opening = html.rfind("{", max(0, declared.start() - _LONGEST_RULE), declared.start())
        if opening < 0 or "}" in html[opening : declared.start()]:
            continue
        selectors = re.split(r"[{}>;]|\*/", html[max(0, opening - _LONGEST_RULE) : opening])[-1]
        found |= {
            named[1].lower() for selector in selectors.split(",") if (named := _CLASS.fullmatch(selector.strip()))
        }
    return frozenset(found)
