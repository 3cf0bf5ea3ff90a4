"""A page as a plain tree with figures: what a parser told of it, without what is never text.

Nothing is judged here. The tree is walked with explicit stacks only: archived pages nest 15,000 tags and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import BLOCKS, HEADINGS, JUDGED, PAGE_PARTS, PROSE, SECTIONS, SILENT

_IDEOGRAPHS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


# What a box holds somewhere, as bits gathered upwards once, so that no rule searches a box again for itself.
TITLE = 1  # an h1 or h2
FIRST_TITLE = 2  # an h1
AGREES = 4  # a button that accepts cookies
DECLINES = 8  # a button that does not, or asks which
CONSENT = 16  # a word on cookies or consent
ASKS_MAIL = 32  # a field for an e-mail address or a password
HEADED = 64  # a heading of any level
SCRIPTLESS = 128  # an element that is shown only where scripts or frames are not
PART = 256  # a part of a page that no cell of a data table holds
ANSWERS = AGREES | DECLINES
_ASKED = ANSWERS | CONSENT


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """An element: its children in order, and once measured, how many words it holds and of which sort.

    *name* is its id and its classes, as one lower-case string: what its author called it. *words* counts all,
    *linked* those inside links, *inner* those inside links within the page, *mass* those in passages that read like
    prose. *boxed* says that it or something in it is laid out as a box, *signs* what the rules look for in it (the
    bits above), *before* the prose of what stands in the same box before it, *next* what follows there, *within* which sectioning elements it stands in. *fields* are the fields right in it that a reader
    picks from, *inputs* all that it holds. *speaks* says that there are words right in it, *judged* that a rule may
    name it or something in it. *dropped* names the rule that left it out; *stale* says that its figures still count
    something that was.
    """

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    name: str = ""
    within: frozenset[str] = frozenset()
    children: list[Node | str] = field(default_factory=list)
    words: int = 0
    linked: int = 0
    inner: int = 0
    mass: int = 0
    fields: int = 0
    inputs: int = 0
    signs: int = 0
    before: int = 0
    next: Node | None = None
    boxed: bool = False
    speaks: bool = False
    judged: bool = False
    stale: bool = False
    dropped: str = ""

    def nodes(self) -> list[Node]:
        """Return the children that are elements and not left out."""
        return [child for child in self.children if isinstance(child, Node) and not child.dropped]

    def drop(self, reason: str) -> None:
        """Leave this element out by the rule *reason*; what stands above it counts too much until measured again."""
        self.dropped = reason
        above = self.parent
        while above is not None and not above.stale:
            above.stale = True
            above = above.parent


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page as a tree, with the title and the language that it declares, or "".

    Two ways lead here, `clausetrail.pipelines.dom.soup_tree` and `clausetrail.pipelines.dom.lxml_tree`, and what they bring is equal.
    """

    root: Node
    title: str
    language: str


def add_element(parent: Node, tag: str, attrs: dict[str, str]) -> Node | None:
    """Put an element into *parent* and return it; code, media and form fields are not grown.

    What a frame holds is not grown either: those are the words of browsers without frames.
    """
    # A declarative shadow root is a template that browsers show (HTML Standard, section 4.12.3).
    if tag in SILENT and not (tag == "template" and "shadowrootmode" in attrs):
        if tag in {"select", "textarea"}:
            parent.fields += 1
        return None
    name = f"{attrs.get('id', '')} {attrs.get('class', '')}".lower() if attrs else ""
    inside = parent.tag in SECTIONS and parent.tag not in parent.within
    within = parent.within | {parent.tag} if inside else parent.within
    node = Node(tag, attrs, parent, name, within)
    parent.children.append(node)
    return node


def walk(root: Node) -> Iterator[Node]:
    """Yield *root* and what is below it, each before its children, without what is left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.nodes()))


def node_text(root: Node) -> str:
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


def dropped_boxes(root: Node) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words of every box that was left out of *root*, in order."""
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if not node.dropped:
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
        elif words := node_text(node):
            yield node.dropped, words


def word_count(words: str) -> int:
    """Return how many words there are, two signs of a script without spaces counting as one."""
    spaced = len(words.split())
    return spaced if words.isascii() else spaced + len(_IDEOGRAPHS.findall(words)) // 2


def measure(root: Node) -> None:
    """Write the figures into every node of *root*."""
    nodes = [root]
    for node in nodes:
        nodes += node.nodes()
    for node in reversed(nodes):
        _gather(node)


def measure_stale(root: Node) -> None:
    """Write the figures anew where something was left out since they were written."""
    stale, position = [root], 0
    while position < len(stale):
        stale += [child for child in stale[position].nodes() if child.stale]
        position += 1
    for node in reversed(stale):
        node.stale = False
        _gather(node)


def _gather(node: Node) -> None:
    """Write the figures of *node* from its own words and from the figures of its children."""
    node.words = node.linked = node.inner = node.mass = 0
    node.inputs, node.signs = _own(node)
    node.boxed, node.judged = node.tag in BLOCKS, False
    prose = words = linked = 0
    last: Node | None = None
    for child in node.children:
        if isinstance(child, str):
            words += _say(node, child)
        elif not child.dropped:
            if last is not None:
                last.next = child
            last, child.before = child, node.mass + prose
            _add(node, child)
            if child.boxed:
                prose += _prose(node, words, linked)
                words = linked = 0
            else:
                words += child.words
                linked += child.linked
    if node.boxed or node.parent is None:
        node.mass += prose + _prose(node, words, linked)
    if node.tag == "a" and "href" in node.attrs:
        _follow(node, node.attrs["href"])
    if node.words < 8 and is_button(node):
        node.signs |= _answer(node_text(node))
    node.judged = node.judged or _may_be_judged(node)


def _follow(node: Node, href: str) -> None:
    """Count the words of the link *node*; an address to write to or to call is said, not followed."""
    if href.startswith(("mailto:", "tel:", "/cdn-cgi/l/email-protection")):
        node.linked = node.inner = 0
        return
    node.linked = node.words
    node.inner = node.words if len(href) > 1 and href[0] == "#" else 0


def _say(node: Node, words: str) -> int:
    """Count the *words* right in *node*."""
    if words.isspace():
        return 0
    node.speaks = True
    if not node.signs & CONSENT and patterns.speaks_of_consent(words):
        node.signs |= CONSENT
    count = word_count(words)
    node.words += count
    return count


def _add(node: Node, child: Node) -> None:
    """Count what *child* holds."""
    node.words += child.words
    node.linked += child.linked
    node.inner += child.inner
    node.mass += child.mass
    node.inputs += child.inputs
    node.signs |= child.signs
    node.boxed |= child.boxed
    node.judged |= child.judged


def _own(node: Node) -> tuple[int, int]:
    """Return how many fields *node* itself is or has, and which signs."""
    signs = _SIGNS.get(node.tag, 0)
    if node.tag != "input":
        return node.fields, signs
    typed = node.attrs.get("type", "").lower() not in {"hidden", "submit", "button"}
    return node.fields + typed, signs | (ASKS_MAIL if _asks_mail(node) else 0)


def _may_be_judged(node: Node) -> bool:
    """Return whether any rule of the pruning can name *node* itself: by tag, role or name, by fields or buttons."""
    if node.tag in JUDGED or node.inputs or node.signs & _ASKED == _ASKED:
        return True
    if not node.attrs:
        return False
    named = len(node.name) > 1 and (node.boxed or node.tag == "span")
    return named or "role" in node.attrs or "aria-modal" in node.attrs


def _asks_mail(node: Node) -> bool:
    """Old pages ask for an address in a plain text field, by its name."""
    named = "mail" in f"{node.name} {node.attrs.get('name', '')} {node.attrs.get('placeholder', '')}".lower()
    kind = node.attrs.get("type", "text").lower()
    return kind in {"email", "password"} or (kind == "text" and named)


_SIGNS = (
    dict.fromkeys(PAGE_PARTS, PART)
    | dict.fromkeys(HEADINGS, HEADED | PART)
    | dict.fromkeys(("noscript", "noframes"), SCRIPTLESS)
    | {"h1": HEADED | TITLE | FIRST_TITLE | PART, "h2": HEADED | TITLE | PART}
)


def is_button(node: Node) -> bool:
    """Return whether *node* is pressed rather than followed."""
    if node.tag == "button" or node.attrs.get("role", "").lower() == "button":
        return True
    return node.tag == "a" and (
        not node.attrs.get("href", "#").strip("#") or "btn" in node.name or "button" in node.name
    )


def _answer(words: str) -> int:
    if patterns.DECLINES.search(words):  # first, for "continue without accepting"
        return DECLINES
    return AGREES if patterns.AGREES.search(words) else 0


def _prose(node: Node, words: int, linked: int) -> int:
    """Return *words*, those of a passage right in *node*, if it reads like prose, else nothing."""
    if 2 * linked >= words or node.tag in HEADINGS:
        return 0
    return words if words - linked >= (5 if node.tag in PROSE else 10) else 0
