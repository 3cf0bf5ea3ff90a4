"""Drop struck text: words that a page shows with a line through them are not in force.

Pages show what an amendment removes with the elements `del`, `s` and `strike`, with the style `line-through`, or with the
class of a style sheet of their own (documents published from a word processor).
"""

from __future__ import annotations

import re

from clausetrail.pipelines.dom.elements import HEADING_TAGS
from clausetrail.pipelines.dom.tree import Node, node_text, word_count

STRUCK = "struck out"
_TAGS = frozenset({"del", "s", "strike"})
_CLASSES = frozenset(
    {"line-through", "linethrough", "strikethrough", "strike-through", "text-decoration-line-through", "msodel"}
)
# Signs of struck text in the markup: most pages have none, and are not walked.
_ELEMENT = re.compile(r"<(?:s|del|strike)[\s>]", re.IGNORECASE)
_STYLED = re.compile(r"line-?through|strike-?through|msodel|role=[\"']?deletion", re.IGNORECASE)
_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*\bline-through", re.IGNORECASE)
_RULE_OF_CLASS = re.compile(r"(?:^|[{}>\s,])(?:span|p|li|div|td)?\.([\w-]+)\s*(?:,[^{}]*)?\{([^{}]*)\}")
_STYLE_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_MOST_STRUCK = (
    0.5  # of the words of a page: more is the end tag that an author forgot, or a policy that is struck whole
)


def drop_struck(root: Node, html: str) -> None:
    """Mark the struck elements of *root*, the tree of *html*, unless they hold most of its words."""
    is_styled = _STYLED.search(html) is not None
    if not is_styled and not _ELEMENT.search(html):
        return
    classes = _CLASSES | _struck_classes(html) if is_styled else _CLASSES
    struck, words = list[Node](), 0
    stack = [root]
    while stack:
        node = stack.pop()
        if node.dropped:
            continue
        if _is_struck(node, classes):
            struck.append(node)
        else:
            words += sum(word_count(child) for child in node.children if isinstance(child, str))
            stack += [child for child in node.children if isinstance(child, Node)]
    struck_words = sum(word_count(node_text(node)) for node in struck)
    if struck_words <= _MOST_STRUCK * (struck_words + words):
        for node in struck:
            node.dropped = STRUCK


def _is_struck(node: Node, classes: frozenset[str]) -> bool:
    if node.tag in _TAGS:
        return True
    attrs = node.attrs
    if not attrs:
        return False
    if "style" in attrs and _STYLE.search(attrs["style"]):
        return True
    if attrs.get("role") == "deletion":
        return True
    # A class may only draw a line beside a heading.
    return "class" in attrs and node.tag not in HEADING_TAGS and not classes.isdisjoint(node.id_and_class.split())


def _struck_classes(html: str) -> frozenset[str]:
    """Return the classes that the style sheets in *html* draw a line through, in lower case."""
    return frozenset(
        rule[1].lower()
        for sheet in _STYLE_SHEET.finditer(html)
        if "line-through" in sheet[1].lower()
        for rule in _RULE_OF_CLASS.finditer(sheet[1])
        if _STYLE.search(rule[2])
    )
