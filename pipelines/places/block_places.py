"""Write the place of each block: its region, the part of the page that it is in, and what hides it.

`mark_hidden` writes into the tree what a browser does not show, before the text is extracted; `places` finds the place of each
block. Elements are visited once, then only those that hold a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clausetrail.pipelines.dom.elements import PROSE_TAGS
from clausetrail.pipelines.dom.tree import HIDDEN_UNTIL_OPENED, Node, ParsedPage, measure_stale, word_count
from clausetrail.pipelines.extraction.blocks import ExtractedBlock
from clausetrail.pipelines.places.controls import control_targets, is_opened
from clausetrail.pipelines.places.main_container import main_container, title_box
from clausetrail.pipelines.places.page_parts import Part, own_part
from clausetrail.pipelines.places.slots import slot
from clausetrail.pipelines.places.style_sheets import FIXED, hiding_rules
from clausetrail.pipelines.places.visibility import own_evidence
from clausetrail.snapshots.model import Kind
from clausetrail.snapshots.zones.place import LIVE_REGION, READERS_ONLY, Place, Region

# The share of the words of a page; where more is hidden, a script shows it, and that it is hidden is no evidence.
_MOST_HIDDEN = 0.6
_FEWEST_PROSE, _FEWEST_IN_PROSE_TAG = 10, 5  # words of a passage that makes a page's core
_OVER_THE_PAGE = frozenset({"dialog", "consent box"})
_DECIDING = _OVER_THE_PAGE | {"menu"}  # whatever is in them
_BESIDE = _OVER_THE_PAGE | {"fixed bar", "footer", "menu", "navigation"}  # parts whose prose is not that of the page
_LONGEST_TITLE = 200  # characters
_LEVELS_OF_LIKENESS = 4  # of tags and classes in which two passages of one text are equal
_WORD = re.compile(r"\w+")
_CONTACTS = ("mailto:", "tel:")


def mark_hidden(root: Node, html: str) -> None:
    """Write into the elements of *root*, the tree of *html*, why a browser does not show them, or that a control shows them."""
    rules = hiding_rules(html)
    measure_stale(root)
    targets: set[str] = set()
    hidden: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.attrs:
            targets.update(control_targets(node))
            if node.words and not node.dropped and (evidence := own_evidence(node) or rules.evidence(node)):
                if evidence == FIXED:
                    node.is_fixed = True
                else:
                    node.hidden = evidence
                    hidden.append(node)
        stack += [child for child in node.children if isinstance(child, Node)]
    closed = [node for node in hidden if node.hidden not in {READERS_ONLY, LIVE_REGION}]
    for node in closed:
        if is_opened(node, targets):
            node.hidden = HIDDEN_UNTIL_OPENED
    closed = [node for node in closed if node.hidden != HIDDEN_UNTIL_OPENED]
    if sum(node.words for node in _outermost(closed)) > _MOST_HIDDEN * root.words:
        for node in closed:
            node.hidden = HIDDEN_UNTIL_OPENED


def _outermost(nodes: Sequence[Node]) -> list[Node]:
    known, found = set(nodes), list[Node]()
    for node in nodes:
        above = node.parent
        while above is not None and above not in known:
            above = above.parent
        found += [node] if above is None else []
    return found


class _Surroundings(NamedTuple):
    """What an element inherits: what hides it, the part that it is in, and its region."""

    hidden: str
    part: Part | None
    region: Region


def places(page: ParsedPage, blocks: Sequence[ExtractedBlock]) -> tuple[Place, ...]:
    """Return the place of each of *blocks*, which are those of *page* that are kept, in order."""
    finder = _Finder(page.root)
    around = [finder.surroundings(block.origin) for block in blocks]
    core = _core(blocks, around)
    title = frozenset(_WORD.findall(page.title.casefold()))
    slots: dict[Node, str] = {}
    return tuple(
        Place(
            Region.CORE if at in core and near.region is Region.CONTAINER else near.region,
            near.part.name if near.part else "",
            "" if near.hidden == HIDDEN_UNTIL_OPENED else near.hidden,
            block.is_linked and not _is_address(block),
            slot(block.origin, slots) if block.origin else "",
            _is_titled(block, title),
            near.hidden == HIDDEN_UNTIL_OPENED,
            near.part is not None and near.part.is_named,
        )
        for at, (block, near) in enumerate(zip(blocks, around, strict=True))
    )


class _Finder:
    """Finds the surroundings of elements; those of each element are kept, because neighbouring blocks share them."""

    def __init__(self, root: Node) -> None:
        self._parts: dict[Node, Part | None] = {}
        container = main_container(root, self._is_beside)
        frame = title_box(container, self._is_beside)
        self._known = {container: _Surroundings("", None, Region.CONTAINER)}
        region = Region.OUTSIDE if container is frame else Region.NEAR
        above = container.parent
        while (
            above is not None
        ):  # nothing on the way to the container counts: a class on the wrapper of a page is no evidence
            self._known[above] = _Surroundings("", None, region)
            region = Region.OUTSIDE if above is frame else region
            above = above.parent

    def surroundings(self, node: Node | None) -> _Surroundings:
        """Return the surroundings of *node*, its own evidence included; without one those of certain text."""
        path: list[Node] = []
        while node is not None and node not in self._known:
            path.append(node)
            node = node.parent
        near = self._known[node] if node is not None else _Surroundings("", None, Region.CONTAINER)
        for step in reversed(path):
            hidden = step.hidden if step.hidden and near.hidden in {"", HIDDEN_UNTIL_OPENED} else near.hidden
            near = self._known[step] = _Surroundings(hidden, _stronger(near.part, self._part(step)), near.region)
        return near

    def _part(self, node: Node) -> Part | None:
        if node not in self._parts:
            self._parts[node] = own_part(node)
        return self._parts[node]

    def _is_beside(self, node: Node) -> bool:
        if node.hidden not in {"", HIDDEN_UNTIL_OPENED}:
            return True
        part = self._part(node)
        return part is not None and not part.is_named and part.name in _BESIDE


def _stronger(outer: Part | None, inner: Part | None) -> Part | None:
    """Return the part that decides: what is over the page, then what markup shows, then the nearest name."""
    if outer is None or inner is None:
        return inner or outer
    if not outer.is_named and (outer.name in _DECIDING or inner.is_named):
        return outer
    return inner


def _core(blocks: Sequence[ExtractedBlock], around: Sequence[_Surroundings]) -> range:
    """Return the positions from the first to the last prose of the container, with lines that are set like them beside.

    A class or an id alone is weak evidence, so prose in a part that only they name counts where it is most of the prose.
    """
    prose = [at for at, (block, near) in enumerate(zip(blocks, around, strict=True)) if _is_prose(block, near)]
    if not prose:
        return range(len(blocks))
    unnamed = [at for at in prose if around[at].part is None]
    if 2 * _word_sum(blocks, unnamed) >= _word_sum(blocks, prose):
        prose = unnamed
    first, last = prose[0], prose[-1]
    settings = {_setting(blocks[at].origin) for at in range(first, last + 1)}

    def is_alike(at: int) -> bool:
        is_plain = around[at].region is Region.CONTAINER and around[at].part is None and not blocks[at].is_linked
        return is_plain and _setting(blocks[at].origin) in settings

    while first > 0 and is_alike(first - 1):
        first -= 1
    while last + 1 < len(blocks) and is_alike(last + 1):
        last += 1
    return range(first, last + 1)


def _word_sum(blocks: Sequence[ExtractedBlock], positions: Iterable[int]) -> int:
    return sum(word_count(blocks[at].block.text) for at in positions)


def _is_prose(block: ExtractedBlock, near: _Surroundings) -> bool:
    if near.region is not Region.CONTAINER or block.block.kind is Kind.HEADING or block.is_linked:
        return False
    if near.hidden not in {"", HIDDEN_UNTIL_OPENED} or (near.part is not None and not near.part.is_named):
        return False
    in_prose_tag = block.block.kind is Kind.ROW or _box_tag(block.origin) in PROSE_TAGS
    return word_count(block.block.text) >= (_FEWEST_IN_PROSE_TAG if in_prose_tag else _FEWEST_PROSE)


def _box_tag(node: Node | None) -> str:
    while node is not None and not node.is_box:
        node = node.parent
    return node.tag if node is not None else ""


def _setting(node: Node | None) -> tuple[str, ...]:
    """Return the tags and classes of *node* and the three elements around it."""
    names: list[str] = []
    while node is not None and len(names) < _LEVELS_OF_LIKENESS:
        names.append(f"{node.tag} {node.attrs.get('class', '')}")
        node = node.parent
    return tuple(names)


def _is_address(block: ExtractedBlock) -> bool:
    """Return whether *block* is a link that is written out, or contact data: a last line of the text, not a way elsewhere."""
    text = block.block.text
    is_written = " " not in text and ("@" in text or "." in text.strip("."))
    links = block.block.links
    return is_written or (bool(links) and all(link.startswith(_CONTACTS) for link in links))


def _is_titled(block: ExtractedBlock, title: frozenset[str]) -> bool:
    """Return whether the words of *block* are all in the *title* of the page, or half of them if it is a first heading."""
    if len(block.block.text) > _LONGEST_TITLE:
        return False
    own = _WORD.findall(block.block.text.casefold())
    shared = sum(word in title for word in own)
    if block.block.kind is Kind.HEADING and block.block.level == 1:
        return 2 * shared >= len(own) > 0
    return shared == len(own) > 1
