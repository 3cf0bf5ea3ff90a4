"""Turn the tree of a page into blocks: headings, paragraphs, list items and table rows, in reading order.

The boilerplate rules have marked the boxes to drop before; here only boxes without text are left out. A separate paragraph
that is bold throughout, short and without a full stop is a heading of the lowest level; one that only begins bold is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby

from clausetrail.pipelines.dom import patterns, tables
from clausetrail.pipelines.dom.elements import FRAME_TAGS, HEADING_TAGS
from clausetrail.pipelines.dom.tree import HIDDEN_UNTIL_OPENED, Node, dropped_boxes, is_link, node_text
from clausetrail.pipelines.extraction import label_pairs, list_numbers, printed_lines
from clausetrail.pipelines.extraction.divided_words import DIVIDED, join_divided_words, joined_lines
from clausetrail.pipelines.extraction.inline_text import (
    LONGEST_HEADING,
    Line,
    Passage,
    decode_hidden_email,
    link_target,
    split_passages,
)
from clausetrail.pipelines.extraction.list_numbers import Numbering
from clausetrail.pipelines.extraction.page_variants import ViewBox, view_of
from clausetrail.snapshots.model import Block, Kind

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BOLD = frozenset({"b", "strong"})
_PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})
_STRUCK = "struck out"  # the reason of an element that `struck_text` dropped
_LOWEST_LEVEL = 6  # of a heading: h6
_FEWEST_SPACES_IN_TEXT = 9  # a passage with ten words or more, not all of them links, makes the next one `follows_text`
_SHORTEST_NEW_WINDOW_NOTE, _LONGEST_NEW_WINDOW_NOTE = 3, 11  # words
_LONGEST_ASIDE = 9  # words of a hidden inline element that is no part of its passage; longer ones are behind a control
_NUMBERED = re.compile(
    r"(?:(?:article|section)\s)?\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}\s?[.):–-]?|(?:[a-z]|[ivx]{1,5})\s?[.):–-])\s+\S",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ExtractedBlock:
    """A block with the innermost element that holds all of its text, *origin*.

    *is_linked* is true where all its words are links, *follows_text* where a passage of text before it in the same box has ten
    words or more.
    """

    block: Block
    is_linked: bool
    follows_text: bool = False
    origin: Node | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DroppedBox:
    """A dropped box: the reason of the rule, the text, and the position of the block before which it was in the page."""

    reason: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """The blocks of a tree, the boxes that were dropped from it, and the URLs, as written, of its frames.

    *views* are the boxes for one view of the page, each before the boxes inside it.
    """

    blocks: list[ExtractedBlock]
    dropped: list[DroppedBox]
    frames: list[str]
    views: list[ViewBox] = field(default_factory=list)


def extract_blocks(root: Node) -> ExtractedPage:
    """Return the blocks of *root*, its dropped boxes and its frames, each in the order of the page."""
    writer = _Writer()
    stack: list[Node | str | None] = [root]  # None marks the end of the innermost of `writer.entered`
    while stack:
        item = stack.pop()
        if item is None:
            writer.leave(writer.entered.pop())
        elif isinstance(item, str):
            writer.add_text(item)
        elif writer.enter(item):
            writer.entered.append(item)
            stack.append(None)
            stack += reversed(item.children)
    writer.flush()
    writer.join_lines()
    writer.join_divided_words()
    return ExtractedPage(writer.blocks, writer.dropped, writer.frames, writer.views)


@dataclass(slots=True)
class _Writer:
    """Gathers text into lines and lines into passages, and writes them as blocks where a box begins or ends.

    *entered* holds the open elements, *aside* the blocks of hidden inline elements in the open passage. *open_views* holds the
    places in *views* of the open boxes for one view. *lists* and *items* hold the open lists and list items, *label* the label
    of an item that has no block yet. *heading* is the level of the open heading or 0; *bold*, *preformatted* and *linked* count
    the open elements of their sort; *after_struck* is true right after struck words, *ended_inline* is the inline element that
    ended right before, or None.
    """

    blocks: list[ExtractedBlock] = field(default_factory=list)
    dropped: list[DroppedBox] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    views: list[ViewBox] = field(default_factory=list)
    open_views: list[int] = field(default_factory=list)
    entered: list[Node] = field(default_factory=list)
    aside: list[ExtractedBlock] = field(default_factory=list)
    lines: list[Line] = field(default_factory=lambda: [Line()])
    lists: list[Numbering] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    label: str = ""
    heading: int = 0
    bold: int = 0
    preformatted: int = 0
    linked: int = 0
    after_struck: bool = False
    ended_inline: Node | None = None

    def join_lines(self) -> None:
        """Where the page sets its lines as paragraphs, join the blocks of each, and move the positions of boxes accordingly."""
        groups = printed_lines.line_groups([block.block.text if _is_plain(block) else None for block in self.blocks])
        if not groups or groups[-1] + 1 == len(groups):
            return
        places = [*groups, groups[-1] + 1]
        members = groupby(zip(groups, self.blocks, strict=True), key=lambda pair: pair[0])
        self.blocks = [_joined([block for _, block in lines]) for _, lines in members]
        self.dropped = [replace(box, position=places[min(box.position, len(groups))]) for box in self.dropped]
        self.views = [replace(box, start=places[box.start], end=places[box.end]) for box in self.views]

    def join_divided_words(self) -> None:
        """Join the words that line ends divide in the texts of all blocks."""
        if any(DIVIDED in extracted.block.text for extracted in self.blocks):
            texts = join_divided_words([extracted.block.text for extracted in self.blocks])
            pairs = zip(self.blocks, texts, strict=True)
            self.blocks = [replace(extracted, block=replace(extracted.block, text=text)) for extracted, text in pairs]

    def add_text(self, text: str) -> None:
        """Add *text* to the current line; in preformatted text every line feed ends a line."""
        source = self.entered[-1]
        if self.preformatted:
            for position, line in enumerate(text.expandtabs().split("\n")):
                if position:
                    self.end_line()
                self.lines[-1].add(line, self.bold > 0, self.linked > 0, source)
        elif text:
            self.ended_inline = None
            if self.after_struck:
                self._close_gap(text)
            self.lines[-1].add(text, self.bold > 0, self.linked > 0, source)

    def _close_gap(self, text: str) -> None:
        """Leave out the space before struck words that a punctuation mark follows."""
        self.after_struck = False
        parts = self.lines[-1].parts
        if parts and text[0] in ".,;:!?)]":
            parts[-1] = parts[-1].rstrip()

    def end_line(self) -> None:
        """Begin another line, but no third empty one: two separate paragraphs already, and a page may hold a million."""
        if len(self.lines) < 2 or any(line.is_filled or line.links for line in self.lines[-2:]):
            self.lines.append(Line())

    def enter(self, node: Node) -> bool:
        """Begin *node*, and return whether its children are to be read."""
        if node.dropped:
            self._add_dropped(node)
            return False
        if node.tag == "br":
            self.end_line()
            return False
        if code := node.attrs.get("data-cfemail"):
            self.add_text(decode_hidden_email(code) or "[email protected]")
            return False
        if not node.is_box:
            return self._enter_inline(node)
        self.flush()
        if node.tag == "table" and tables.is_data_table(node):
            self._write_rows(node)
            return False
        self._enter_box(node)
        return True

    def _add_dropped(self, node: Node) -> None:
        """Record a dropped box; the text before it stays separate from the text after it, as in the page."""
        if node.is_box:
            self.flush()
        elif node.dropped == _STRUCK:
            self.after_struck = True
        position = len(self.blocks) + any(line.is_filled for line in self.lines)
        self.dropped += [DroppedBox(reason, text, position) for reason, text in dropped_boxes(node)]

    def _enter_inline(self, node: Node) -> bool:
        if _is_new_window_note(node):
            self.dropped.append(DroppedBox("note on a new window", node_text(node), len(self.blocks) + 1))
            return False
        if node.tag in FRAME_TAGS:
            self._add_frame(node)
            return False
        if (
            node.hidden not in {"", HIDDEN_UNTIL_OPENED}
            and 0 < node.words <= _LONGEST_ASIDE
            and self.lines[-1].is_filled
        ):
            self._set_aside(node)
            return False
        ended = self.ended_inline
        if ended is not None and ended.parent is node.parent and label_pairs.is_pair(ended, node):
            self.lines[-1].parts.append(" ")
        self.ended_inline = None
        self.bold += _is_bold(node)
        if node.tag == "button":
            self.flush()
        elif _leads_on(node):
            self._begin_link(node)
        return True

    def _set_aside(self, node: Node) -> None:
        """Keep the text of *node*, which a browser does not show, as blocks after the passage that it is in."""
        found = extract_blocks(node)
        self.aside += [replace(block, is_linked=block.is_linked or self.linked > 0) for block in found.blocks]
        self.dropped += [replace(box, position=len(self.blocks) + 1) for box in found.dropped]

    def _add_frame(self, node: Node) -> None:
        if source := link_target(node.attrs.get("src", "")):
            self.frames.append(source)

    def _begin_link(self, node: Node) -> None:
        self.linked += 1
        href = node.attrs.get("href", "")
        _, hidden, code = href.partition("/cdn-cgi/l/email-protection#")
        link = f"mailto:{decode_hidden_email(code)}" if hidden else link_target(href)
        if link:
            self.lines[-1].links.append(link)
        elif node.tag != "a":
            self.lines[-1].has_role_link = True

    def _enter_box(self, node: Node) -> None:
        if node.attrs and (view := view_of(node)):
            self.open_views.append(len(self.views))
            self.views.append(ViewBox(node, view, len(self.blocks), len(self.blocks)))
        self.bold += _is_bold(node)
        if node.tag in HEADING_TAGS:
            self.heading = int(node.tag[1])
        elif node.tag in _LISTS:
            self.lists.append(list_numbers.list_numbering(node))
        elif node.tag == "li":
            self.items.append(node)
            self.label = self.lists[-1].label(node) if self.lists else ""
        elif node.tag in _PREFORMATTED:
            self.preformatted += 1
        if _leads_on(node):
            self._begin_link(node)

    def leave(self, node: Node) -> None:
        """End *node*."""
        if node.is_box or node.tag == "button":
            self.flush()
            self.ended_inline = None
        else:
            self.ended_inline = node
        if self.open_views and self.views[self.open_views[-1]].node is node:
            opened = self.views[self.open_views[-1]]
            self.views[self.open_views.pop()] = replace(opened, end=len(self.blocks))
        self.bold -= _is_bold(node)
        self.linked -= _leads_on(node)
        if node.tag in HEADING_TAGS:
            self.heading = 0
        elif node.tag in _LISTS:
            self.lists.pop()
        elif node.tag == "li":
            self.items.pop()
            self.label = ""
        elif node.tag in _PREFORMATTED:
            self.preformatted -= 1

    def flush(self) -> None:
        """Write the gathered lines as blocks, and begin a new line."""
        if len(self.lines) == 1 and not self.lines[0].is_filled and not self.aside:
            return  # the case of four out of five boxes
        if any(line.is_filled for line in self.lines):
            follows_text = False
            for passage in split_passages(self.lines):
                self._write(passage, follows_text)
                is_text = not passage.is_linked and passage.text.count(" ") >= _FEWEST_SPACES_IN_TEXT
                follows_text = follows_text or is_text
        self.lines = [Line()]
        self.blocks += self.aside
        self.aside = []

    def _write(self, passage: Passage, follows_text: bool) -> None:
        label, self.label = self.label, ""
        if label and passage.text.startswith((label[:-1] + ".", label[:-1] + ")", f"({label[:-1]})")):
            label = ""  # the author has written the number that the list generates
        kind, level = self._kind_and_level(passage)
        block = Block(kind, passage.text, level, label, passage.links)
        self.blocks.append(ExtractedBlock(block, passage.is_linked, follows_text, _innermost(passage.sources)))

    def _kind_and_level(self, passage: Passage) -> tuple[Kind, int]:
        if self.heading:
            return Kind.HEADING, self.heading
        is_title = _is_bold_title(passage)
        if self.items and not _is_section(self.items[-1]) and not (is_title and _is_only_item(self.items[-1])):
            return Kind.ITEM, max(1, len(self.lists))
        if is_title:
            return Kind.HEADING, _LOWEST_LEVEL
        return Kind.PARAGRAPH, 0

    def _write_rows(self, table: Node) -> None:
        self.dropped += [DroppedBox(reason, text, len(self.blocks)) for reason, text in dropped_boxes(table)]
        for child in table.kept_children():
            if child.tag == "caption":
                self._write_cells([(child, False)], Kind.PARAGRAPH)
        for row in tables.spanned_rows(table):
            self._write_cells(row, Kind.ROW)

    def _write_cells(self, cells: list[tuple[Node, bool]], kind: Kind) -> None:
        """Write *cells*, each with whether it is repeated from a row above, as one block; links are those of the first row."""
        contents = [(text, [] if again else links) for cell, again in cells for text, links in [_cell_content(cell)]]
        if not any(cell.words for cell, again in cells if not again):
            return
        if text := " | ".join(cell_text for cell_text, _ in contents if cell_text):
            links = tuple(link for _, cell_links in contents for link in cell_links)
            self.blocks.append(ExtractedBlock(Block(kind, text, links=links), is_linked=False, origin=cells[0][0]))


def _is_plain(extracted: ExtractedBlock) -> bool:
    return extracted.block.kind is Kind.PARAGRAPH and not (extracted.block.label or extracted.is_linked)


def _joined(lines: list[ExtractedBlock]) -> ExtractedBlock:
    """Return one block of the printed *lines* of a paragraph."""
    first = lines[0]
    if len(lines) == 1:
        return first
    text = joined_lines([line.block.text for line in lines])
    links = tuple(link for line in lines for link in line.block.links)
    sources = tuple(line.origin for line in lines if line.origin is not None)
    return replace(
        first, block=replace(first.block, text=text, links=links), origin=_innermost(sources) if sources else None
    )


def _innermost(sources: tuple[Node, ...]) -> Node:
    """Return the innermost element that holds all of *sources*."""
    found: Node | None = sources[0]
    for source in sources[1:]:
        above = {id(source)}
        parent = source.parent
        while parent is not None:
            above.add(id(parent))
            parent = parent.parent
        while found is not None and id(found) not in above:
            found = found.parent
    return found or sources[0]


def _leads_on(node: Node) -> bool:
    return node.tag == "a" or (node.tag != "button" and bool(node.attrs) and is_link(node))


def _is_bold(node: Node) -> bool:
    if node.tag in _BOLD:
        return True
    if "style" not in node.attrs:
        return False
    style = node.attrs["style"].lower().replace(" ", "")
    return "font-weight:bold" in style or "font-weight:700" in style


def _is_bold_title(passage: Passage) -> bool:
    """Return whether *passage* is bold, short, and ends without punctuation; after a number, a title may end in a full stop."""
    if not passage.is_bold or len(passage.text.split()) > LONGEST_HEADING:
        return False
    return passage.text[-1] not in ".;,!" or (passage.text[-1] == "." and bool(_NUMBERED.match(passage.text)))


def _is_only_item(item: Node) -> bool:
    """Return whether *item* is the only one of its list: editors without suitable headings write a heading so."""
    parent = item.parent
    return (
        parent is not None and parent.tag in _LISTS and sum(child.tag == "li" for child in parent.kept_children()) == 1
    )


def _is_section(item: Node) -> bool:
    """Return whether *item* has a heading: then it is a numbered section, and its paragraphs are paragraphs."""
    return any(child.tag in HEADING_TAGS for child in item.kept_children())


def _cell_content(cell: Node) -> tuple[str, list[str]]:
    """Return the text of *cell* in one line, with spaces between its boxes, and its links."""
    inner = [extracted.block for extracted in extract_blocks(cell).blocks]
    text = " ".join(f"{block.label} {block.text}" if block.label else block.text for block in inner)
    return text, [link for block in inner for link in block.links]


def _is_new_window_note(node: Node) -> bool:
    """Return whether *node* is an inline box for screen readers with only the note that a link opens a new window."""
    return _SHORTEST_NEW_WINDOW_NOTE <= node.words <= _LONGEST_NEW_WINDOW_NOTE and bool(
        patterns.NEW_WINDOW.fullmatch(node_text(node))
    )
