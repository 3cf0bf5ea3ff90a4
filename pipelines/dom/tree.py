"""A page as a plain tree with word counts, built from the events of a parser, without elements that are never text.

No boilerplate rule is applied here. The tree is walked with explicit stacks only: archived pages nest 15,000 tags and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import (
    BLOCK_TAGS,
    FEWEST_WORDS_ELSEWHERE,
    FEWEST_WORDS_IN_PROSE_TAG,
    HEADING_TAGS,
    PAGE_PART_TAGS,
    PROSE_TAGS,
    RULE_TAGS,
    SECTION_TAGS,
    TEXTLESS_TAGS,
)

_IDEOGRAPHS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")

# Signs: what a box holds at any depth, one bit each. They are gathered upwards once, so that no rule searches the
# descendants of a box again.
TITLE = 1  # an h1 or h2
FIRST_TITLE = 2  # an h1
AGREE_BUTTON = 4  # a button that accepts cookies
DECLINE_BUTTON = 8  # a button that declines cookies, or opens the choice
CONSENT_WORD = 16  # a word on cookies or consent
MAIL_FIELD = 32  # a field for an e-mail address or a password
HEADING = 64  # a heading of any level
SCRIPTLESS_ONLY = 128  # an element that is shown only without scripts or frames
PAGE_PART = 256  # an element that no cell of a data table holds (`PAGE_PART_TAGS`)
CONSENT_BUTTONS = AGREE_BUTTON | DECLINE_BUTTON
CONSENT_BOX = CONSENT_BUTTONS | CONSENT_WORD  # all three together make a consent box
HIDDEN_UNTIL_OPENED = "opened by a control"  # instead of the evidence that an element is hidden
_LONGEST_BUTTON = 7  # words of a button that may answer a consent question
# The beginning of links that are contact data rather than links to follow.
_CONTACT_LINKS = ("mailto:", "tel:", "/cdn-cgi/l/email-protection")


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """An element with its children in order and, once measured, the number and the sort of its words.

    *id_and_class* is its id and its classes as one lower-case string. *within* holds the section tags of its ancestors.
    *own_fields* counts the selects and textareas right in it. *dropped* is the reason of the rule that dropped it, or "".
    *hidden* is the evidence by the element itself that a browser does not show it, or "", *is_fixed* is true where
    a style sheet fixes it to the window.

    The other figures are written by `measure` and include all descendants that are not dropped: *words* counts all words,
    *linked_words* those inside links, *fragment_words* those inside links within the page, *prose_words* those in passages
    that read like prose, *field_count* the form fields, *signs* are the bits above, *is_box* is true where it or a
    descendant is laid out as a box, *may_match* where a rule may name it or a descendant. *has_own_text* is true where
    there is text right in it, *prose_before* is the prose before it in its parent, *next_kept* its next sibling element.
    *stale* is true where something in it was dropped since these figures were written.
    """

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    id_and_class: str = ""
    within: frozenset[str] = frozenset()
    children: list[Node | str] = field(default_factory=list)
    words: int = 0
    linked_words: int = 0
    fragment_words: int = 0
    prose_words: int = 0
    own_fields: int = 0
    field_count: int = 0
    signs: int = 0
    prose_before: int = 0
    next_kept: Node | None = None
    is_box: bool = False
    has_own_text: bool = False
    may_match: bool = False
    stale: bool = False
    dropped: str = ""
    hidden: str = ""
    is_fixed: bool = False

    def kept_children(self) -> list[Node]:
        """Return the children that are elements and not dropped."""
        return [child for child in self.children if isinstance(child, Node) and not child.dropped]

    def drop(self, reason: str) -> None:
        """Drop this element for *reason* and mark the figures of its ancestors as stale."""
        self.dropped = reason
        ancestor = self.parent
        while ancestor is not None and not ancestor.stale:
            ancestor.stale = True
            ancestor = ancestor.parent


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page as a tree, with the title and the language that it declares, or "".

    `clausetrail.pipelines.dom.soup_tree` and `clausetrail.pipelines.dom.lxml_tree` both build it, with equal results.
    """

    root: Node
    title: str
    language: str


def add_element(parent: Node, tag: str, attrs: dict[str, str]) -> Node | None:
    """Add an element to *parent* and return it, or None for code, media and form fields, which are not part of the tree.

    The caller adds no children to a frame: its text is for browsers without frames.
    """
    # A declarative shadow root is a template that browsers show (HTML Standard, section 4.12.3).
    if tag in TEXTLESS_TAGS and not (tag == "template" and "shadowrootmode" in attrs):
        if tag in {"select", "textarea"}:
            parent.own_fields += 1
        return None
    id_and_class = f"{attrs.get('id', '')} {attrs.get('class', '')}".lower() if attrs else ""
    is_new_section = parent.tag in SECTION_TAGS and parent.tag not in parent.within
    within = parent.within | {parent.tag} if is_new_section else parent.within
    node = Node(tag, attrs, parent, id_and_class, within)
    parent.children.append(node)
    return node


def walk(root: Node) -> Iterator[Node]:
    """Yield *root* and its descendants, each before its children, without dropped ones."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.kept_children()))


def node_text(root: Node) -> str:
    """Return the text of *root*, dropped parts included, in order, with single spaces."""
    pieces: list[str] = []
    stack: list[Node | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            if item.is_box or item.tag == "br":
                pieces.append(" ")
            stack.extend(reversed(item.children))
    return " ".join("".join(pieces).split())


def dropped_boxes(root: Node) -> Iterator[tuple[str, str]]:
    """Yield the reason and the text of every dropped box in *root*, in order, without boxes that hold no text."""
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if not node.dropped:
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
        elif text := node_text(node):
            yield node.dropped, text


def word_count(text: str) -> int:
    """Return the number of words in *text*; two characters of a script without spaces count as one word."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(_IDEOGRAPHS.findall(text)) // 2


def measure(root: Node) -> None:
    """Write the figures of every kept node of *root*."""
    nodes = [root]
    for node in nodes:
        nodes += node.kept_children()
    for node in reversed(nodes):
        _measure_node(node)


def measure_stale(root: Node) -> None:
    """Write the figures again where something was dropped since they were written."""
    stale, position = [root], 0
    while position < len(stale):
        stale += [child for child in stale[position].kept_children() if child.stale]
        position += 1
    for node in reversed(stale):
        node.stale = False
        _measure_node(node)


def _measure_node(node: Node) -> None:
    """Write the figures of *node* from its own text and from the figures of its children."""
    node.words = node.linked_words = node.fragment_words = node.prose_words = 0
    node.field_count, node.signs = _own_fields_and_signs(node)
    node.is_box, node.may_match = node.tag in BLOCK_TAGS, False
    prose = words = linked = 0  # *words* and *linked* are those of the inline passage before the next box
    previous: Node | None = None
    for child in node.children:
        if isinstance(child, str):
            words += _count_own_text(node, child)
        elif not child.dropped:
            if previous is not None:
                previous.next_kept = child
            previous, child.prose_before = child, node.prose_words + prose
            _add_figures(node, child)
            if child.is_box:
                prose += _passage_prose(node, words, linked)
                words = linked = 0
            else:
                words += child.words
                linked += child.linked_words
    if node.is_box or node.parent is None:
        node.prose_words += prose + _passage_prose(node, words, linked)
    if node.attrs and is_link(node):
        _count_linked_words(node, node.attrs.get("href", ""))
    if node.words <= _LONGEST_BUTTON and is_button(node):
        node.signs |= _consent_answer(node_text(node))
    node.may_match = node.may_match or _may_match_itself(node)


def _count_linked_words(node: Node, href: str) -> None:
    """Write the linked words of the link *node*; a mail address or a telephone number is content, not a link."""
    if href.startswith(_CONTACT_LINKS):
        node.linked_words = node.fragment_words = 0
        return
    node.linked_words = node.words
    node.fragment_words = node.words if len(href) > 1 and href[0] == "#" else 0


def _count_own_text(node: Node, text: str) -> int:
    """Add *text*, which is right in *node*, to its figures and return its number of words."""
    if text.isspace():
        return 0
    node.has_own_text = True
    if not node.signs & CONSENT_WORD and patterns.mentions_consent(text):
        node.signs |= CONSENT_WORD
    count = word_count(text)
    node.words += count
    return count


def _add_figures(node: Node, child: Node) -> None:
    """Add the figures of *child* to those of *node*."""
    node.words += child.words
    node.linked_words += child.linked_words
    node.fragment_words += child.fragment_words
    node.prose_words += child.prose_words
    node.field_count += child.field_count
    node.signs |= child.signs
    node.is_box |= child.is_box
    node.may_match |= child.may_match


def _own_fields_and_signs(node: Node) -> tuple[int, int]:
    """Return how many form fields *node* itself is or has, and the signs of its tag."""
    signs = _SIGNS_OF_TAG.get(node.tag, 0)
    if node.tag != "input":
        return node.own_fields, signs
    is_typed = node.attrs.get("type", "").lower() not in {"hidden", "submit", "button"}
    return node.own_fields + is_typed, signs | (MAIL_FIELD if _is_mail_field(node) else 0)


def _may_match_itself(node: Node) -> bool:
    """Return whether any rule of `pruning` can match *node* itself: by tag, role or name, by fields or buttons."""
    if node.tag in RULE_TAGS or node.field_count or node.signs & CONSENT_BOX == CONSENT_BOX:
        return True
    if not node.attrs:
        return False
    is_named = len(node.id_and_class) > 1 and (node.is_box or node.tag == "span")
    return is_named or "role" in node.attrs or "aria-modal" in node.attrs


def _is_mail_field(node: Node) -> bool:
    """Return whether the input *node* takes an e-mail address or a password.

    Old pages use a plain text field for an address: its name, class or placeholder holds "mail".
    """
    attrs = node.attrs
    is_named = "mail" in f"{node.id_and_class} {attrs.get('name', '')} {attrs.get('placeholder', '')}".lower()
    kind = attrs.get("type", "text").lower()
    return kind in {"email", "password"} or (kind == "text" and is_named)


_SIGNS_OF_TAG = (
    dict.fromkeys(PAGE_PART_TAGS, PAGE_PART)
    | dict.fromkeys(HEADING_TAGS, HEADING | PAGE_PART)
    | dict.fromkeys(("noscript", "noframes"), SCRIPTLESS_ONLY)
    | {"h1": HEADING | TITLE | FIRST_TITLE | PAGE_PART, "h2": HEADING | TITLE | PAGE_PART}
)


def is_link(node: Node) -> bool:
    """Return whether *node* leads elsewhere: an `a` with a target, or an element with the role of a link (WAI-ARIA 1.2)."""
    return (node.tag == "a" and "href" in node.attrs) or node.attrs.get("role") == "link"


def is_button(node: Node) -> bool:
    """Return whether *node* is a button, or a link that acts as one."""
    if node.tag == "button" or node.attrs.get("role", "").lower() == "button":
        return True
    return node.tag == "a" and (
        not node.attrs.get("href", "#").strip("#") or "btn" in node.id_and_class or "button" in node.id_and_class
    )


def _consent_answer(label: str) -> int:
    if patterns.DECLINE_LABEL.search(label):  # first, for "continue without accepting"
        return DECLINE_BUTTON
    return AGREE_BUTTON if patterns.AGREE_LABEL.search(label) else 0


def _passage_prose(node: Node, words: int, linked: int) -> int:
    """Return *words*, those of a passage right in *node*, if the passage reads like prose, else 0."""
    if 2 * linked >= words or node.tag in HEADING_TAGS:
        return 0
    fewest = FEWEST_WORDS_IN_PROSE_TAG if node.tag in PROSE_TAGS else FEWEST_WORDS_ELSEWHERE
    return words if words - linked >= fewest else 0
