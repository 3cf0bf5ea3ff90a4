"""A page as a plain tree with figures: what BeautifulSoup parsed, without what is never text.

Nothing is judged here. The tree is walked with explicit stacks only: archived pages nest 15,000 tags and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag, TemplateString

from pipelines import furniture
from pipelines.elements import BLOCKS, HEADINGS, PROSE, SECTIONS, SILENT

_IDEOGRAPHS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


# What a box holds somewhere, as bits gathered upwards once, so that no rule searches a box again for itself.
TITLE = 1  # an h1 or h2
FIRST_TITLE = 2  # an h1
AGREES = 4  # a button that accepts cookies
DECLINES = 8  # a button that does not, or asks which
CONSENT = 16  # a word on cookies or consent
ASKS_MAIL = 32  # a field for an e-mail address or a password
HEADED = 64  # a heading of any level


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """An element: its children in order, and once measured, how many words it holds and of which sort.

    *words* counts all, *linked* those inside links, *inner* those inside links within the page, *mass* those in
    passages that read like prose. *boxed* says that it or something in it is laid out as a box, *signs* what the
    rules look for in it (the bits above), *within* which sectioning elements it stands in. *fields* are the fields
    right in it that a reader picks from, *inputs* all that it holds. *dropped* names the rule that left it out.
    """

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)
    words: int = 0
    linked: int = 0
    inner: int = 0
    mass: int = 0
    fields: int = 0
    inputs: int = 0
    signs: int = 0
    within: frozenset[str] = frozenset()
    boxed: bool = False
    dropped: str = ""

    @property
    def name(self) -> str:
        """The id and the classes, as one lower-case string: what its author called it."""
        return f"{self.attrs.get('id', '')} {self.attrs.get('class', '')}".lower()

    def nodes(self) -> list[Node]:
        """Return the children that are elements and not left out."""
        return [child for child in self.children if isinstance(child, Node) and not child.dropped]


def grow(sources: Sequence[Tag]) -> Node:
    """Return one tree that holds *sources* in order, without comments, code, media and form fields."""
    root = Node("body", {})
    stack: list[tuple[PageElement, Node]] = [(source, root) for source in reversed(sources)]
    while stack:
        element, parent = stack.pop()
        if isinstance(element, Tag):
            if node := _node(element, parent):
                stack.extend((child, node) for child in reversed(element.contents))
        elif type(element) is NavigableString or type(element) is TemplateString:
            parent.children.append(str(element))
    return root


def _node(element: Tag, parent: Node) -> Node | None:
    tag = element.name.lower()
    # A declarative shadow root is a template that browsers show (HTML Standard, section 4.12.3).
    if tag in SILENT and not (tag == "template" and "shadowrootmode" in element.attrs):
        if tag in {"select", "textarea"}:
            parent.fields += 1
        return None
    node = Node(tag, {key: str(value) for key, value in element.attrs.items()}, parent)
    node.within = parent.within | {parent.tag} if parent.tag in SECTIONS else parent.within
    parent.children.append(node)
    return node


def walk(root: Node) -> Iterator[Node]:
    """Yield *root* and what is below it, each before its children, without what is left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.nodes()))


def text(root: Node) -> str:
    """Return all words of *root*, in order, with single spaces."""
    found: list[str] = []
    stack: list[Node | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            found.append(item)
        else:
            if item.boxed or item.tag == "br":
                found.append(" ")
            stack.extend(reversed(item.children))
    return " ".join("".join(found).split())


def length(words: str) -> int:
    """Return how many words there are, two signs of a script without spaces counting as one."""
    spaced = len(words.split())
    return spaced if words.isascii() else spaced + len(_IDEOGRAPHS.findall(words)) // 2


def measure(root: Node) -> None:
    """Write the figures into every node of *root*."""
    for node in reversed(list(walk(root))):
        _gather(node, node.nodes())
        if node.boxed or node.parent is None:
            node.mass += sum(_prose(node))


def _gather(node: Node, below: list[Node]) -> None:
    node.words, node.linked, node.mass, node.inputs, node.signs = _own(node)
    node.boxed = node.tag in BLOCKS
    node.inner = 0
    for child in below:
        node.words += child.words
        node.linked += child.linked
        node.inner += child.inner
        node.mass += child.mass
        node.inputs += child.inputs
        node.signs |= child.signs
        node.boxed |= child.boxed
    if node.tag == "a" and "href" in node.attrs:
        node.linked = node.words
        node.inner = node.words if len(node.attrs["href"]) > 1 and node.attrs["href"][0] == "#" else 0
    if node.words < 8 and is_button(node):
        node.signs |= _answer(text(node))


def _own(node: Node) -> tuple[int, int, int, int, int]:
    """Return the figures of *node* without those of its children."""
    words, signs = 0, _TITLES.get(node.tag, 0)
    for child in node.children:
        if isinstance(child, str) and not child.isspace():
            words += length(child)
            if not signs & CONSENT and furniture.speaks_of_consent(child):
                signs |= CONSENT
    if node.tag == "input" and _asks_mail(node):
        signs |= ASKS_MAIL
    typed = node.tag == "input" and node.attrs.get("type", "").lower() not in {"hidden", "submit", "button"}
    return words, 0, 0, node.fields + typed, signs


def _asks_mail(node: Node) -> bool:
    """Old pages ask for an address in a plain text field, by its name."""
    named = "mail" in f"{node.name} {node.attrs.get('name', '')} {node.attrs.get('placeholder', '')}".lower()
    kind = node.attrs.get("type", "text").lower()
    return kind in {"email", "password"} or (kind == "text" and named)


_TITLES = dict.fromkeys(HEADINGS, HEADED) | {"h1": HEADED | TITLE | FIRST_TITLE, "h2": HEADED | TITLE}


def is_button(node: Node) -> bool:
    """Return whether *node* is pressed rather than followed."""
    if node.tag == "button" or node.attrs.get("role", "").lower() == "button":
        return True
    return node.tag == "a" and (
        not node.attrs.get("href", "#").strip("#") or "btn" in node.name or "button" in node.name
    )


def _answer(words: str) -> int:
    if furniture.DECLINES.search(words):  # first, for "continue without accepting"
        return DECLINES
    return AGREES if furniture.AGREES.search(words) else 0


def _prose(node: Node) -> Iterator[int]:
    """Yield the words of each passage directly in *node* that reads like prose."""
    least = 5 if node.tag in PROSE else 10
    if node.tag in HEADINGS:
        return
    for words, linked in _passages(node):
        if words - linked >= least and 2 * linked < words:
            yield words


def _passages(node: Node) -> Iterator[tuple[int, int]]:
    words = linked = 0
    for child in node.children:
        if isinstance(child, str):
            words += length(child)
        elif child.boxed and not child.dropped:
            yield words, linked
            words = linked = 0
        elif not child.dropped:
            words += child.words
            linked += child.linked
    yield words, linked
