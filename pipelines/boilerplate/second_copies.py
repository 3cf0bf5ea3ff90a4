"""Drop the second copy of a section: one that is hidden, a print version, or one for another device.

The same words under another heading are the policy: terms repeat a section for each region or product, and each copy can be
edited or deleted alone. So equal words are never the evidence by themselves. A copy is dropped only in a box that the page
holds for another view of it (`page_variants`), and not where its own heading or label distinguishes it from the text
that it repeats. A hidden copy is dropped whole: what differs in it is an older or another wording, which nobody reads.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.tree import Node, walk, word_count
from clausetrail.pipelines.extraction.blocks import ExtractedBlock
from clausetrail.pipelines.extraction.inline_text import LONGEST_HEADING
from clausetrail.pipelines.extraction.page_variants import View, ViewBox
from clausetrail.snapshots.model import Kind

COPY = "second copy"
OTHER_WORDING = "in a hidden copy"
Page = Sequence[ExtractedBlock]

# The words of a box that occur outside it too, at least, for the box to be a copy. The lower share is sufficient where the
# page says by its own means that the box is a print version.
_SHARE_OF_COPY, _SHARE_OF_PRINT_COPY = 0.8, 0.5
_SHARE_OF_EQUAL = (
    0.3  # the same, of words in equal blocks: the others are another wording of the block at the same place
)
_SIMILAR = 70.0  # per cent, of the letters of two wordings of a block (`rapidfuzz.fuzz.ratio`)
_LONGEST_COMPARED = 5_000  # characters of a block that are compared
_FEWEST_WORDS = 10  # that are repeated: the same short line twice is no section
_MOST_NESTED = 8  # boxes for one view inside each other that are compared, so that the time stays linear
_MOST_ORIGINALS = 20  # places of a text that are looked at, to find the heading above it
_REFERENCES = (
    "aria-controls", "data-target", "data-bs-target", "data-toggle-target", "data-controls", "data-tab", "data-content",
    "data-panel", "href", "for",
)  # fmt: skip


def copied_blocks(page: Page, boxes: Sequence[ViewBox], kept: Collection[int]) -> list[tuple[str, int]]:
    """Return the blocks of *page* in second copies, each with its reason, in the order of the page.

    *boxes* are those for one view, each before the boxes inside it. *kept* are the positions that no other rule has dropped.
    """
    if not boxes:
        return []
    return sorted(_Copies(page, boxes, kept).find(), key=lambda pair: pair[1])


class _Copies:
    """The texts of a page with the places where they are, while the copies among them are found."""

    def __init__(self, page: Page, boxes: Sequence[ViewBox], kept: Collection[int]) -> None:
        self._page = page
        self._boxes = boxes
        self._kept = set(kept)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for at in sorted(self._kept):
            self._places[self._key(at)].append(at)
        self._count = Counter({text: len(places) for text, places in self._places.items()})
        self._controlled: set[str] | None = None

    def find(self) -> Iterator[tuple[str, int]]:
        """Yield the blocks of copies with their reasons: print versions, then hidden boxes, then those for a device, last first.

        The last copy goes first, so that of a copy for each device the first stays.
        """
        for box in sorted(_outer(self._boxes), key=lambda box: (_ORDER[box.view], -box.start)):
            inside = [at for at in range(box.start, box.end) if at in self._kept]
            counts = Counter(self._key(at) for at in inside)
            copied = {at for at in inside if self._count[self._key(at)] > counts[self._key(at)]}
            if not copied or not self._is_copy(box, inside, copied):
                continue
            dropped = [at for at in inside if at in copied or box.view is not View.DEVICE]
            for at in dropped:
                self._kept.discard(at)
                self._count[self._key(at)] -= 1
                yield (COPY if at in copied else OTHER_WORDING), at

    def _key(self, at: int) -> str:
        block = self._page[at].block
        return f"{block.label} {block.text}"

    def _words(self, positions: Collection[int]) -> int:
        return sum(word_count(self._page[at].block.text) for at in positions)

    def _is_copy(self, box: ViewBox, inside: Sequence[int], copied: set[int]) -> bool:
        words, all_words = self._words(copied), self._words(inside)
        share = _SHARE_OF_PRINT_COPY if box.view is View.PRINT else _SHARE_OF_COPY
        if words < _FEWEST_WORDS or words < _SHARE_OF_EQUAL * all_words:
            return False
        others = self._other_wordings(box, inside, copied) if words < all_words else []
        if words + self._words(others) < share * all_words:
            return False
        if all(self._page[at].block.kind is Kind.HEADING for at in copied):
            return False
        if box.view is View.HIDDEN and (
            self._is_behind_a_control(box.node) or self._continues_excerpt(inside, copied, others)
        ):
            return False
        return box.view is View.PRINT or not self._is_distinguished(box, copied)

    def _other_wordings(self, box: ViewBox, inside: Sequence[int], copied: Collection[int]) -> list[int]:
        """Return the blocks *inside* the box with another wording outside it, next to the original of their neighbour."""
        found = list[int]()
        for neighbours, step in ((inside, 1), (inside[::-1], -1)):
            original = -1
            for at in neighbours:
                if at in copied:
                    original = self._original(box, at)
                    continue
                original = original + step if original >= 0 else -1
                if 0 <= original < len(self._page) and self._is_similar(at, original):
                    found.append(at)
        return sorted(set(found))

    def _is_similar(self, at: int, original: int) -> bool:
        texts = (self._page[position].block.text[:_LONGEST_COMPARED] for position in (at, original))
        return fuzz.ratio(*texts) >= _SIMILAR

    def _original(self, box: ViewBox, at: int) -> int:
        """Return the first place outside the box with the text of the block *at*, or -1."""
        places = self._places[self._key(at)][:_MOST_ORIGINALS]
        return next((place for place in places if place in self._kept and not box.start <= place < box.end), -1)

    def _continues_excerpt(self, inside: Sequence[int], copied: set[int], others: Collection[int]) -> bool:
        """Return whether the hidden box ends with text that is nowhere else: "read more" shows it in place of an excerpt."""
        last = max(copied | set(others))
        return self._words([at for at in inside if at > last]) >= _FEWEST_WORDS

    def _is_distinguished(self, box: ViewBox, copied: Collection[int]) -> bool:
        """Return whether a heading or a label right above the copied words is not above the words that they repeat."""
        first = min(copied)
        above = first - 1
        label = self._page[above] if above >= 0 else None
        if label is None or not _is_label(label):
            return False
        if (original := self._original(box, first)) < 0:
            return True
        before = self._page[original - 1].block.text if original else ""
        return label.block.text not in {before, *self._headings_above(original)}

    def _headings_above(self, position: int) -> Iterator[str]:
        level = 7
        for at in range(position - 1, -1, -1):
            block = self._page[at].block
            if block.kind is Kind.HEADING and block.level < level:
                level = block.level
                yield block.text
                if level == 1:
                    return

    def _is_behind_a_control(self, node: Node) -> bool:
        """Return whether a control of the page shows the hidden box *node*: a tab, a title that unfolds, a choice."""
        attrs = node.attrs
        if (
            attrs.get("role") in {"tabpanel", "region"}
            or attrs.get("hidden") == "until-found"
            or "aria-labelledby" in attrs
        ):
            return True
        names = node.id_and_class + (f" {node.parent.id_and_class}" if node.parent else "")
        if _CONTROLLED_NAMES.search(names) or _CHOICE.search(" ".join(attrs)):
            return True
        if self._controlled is None:
            self._controlled = _referenced_ids(node)
        return attrs.get("id", "") in self._controlled


_ORDER = {View.PRINT: 0, View.HIDDEN: 1, View.DEVICE: 2}
_CONTROLLED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:accordion|collaps|toggle|expand|faq|tabs?(?=$|[\s_-])|pane|drawer|spoiler)"
)
# Names of attributes with which a script finds the box that a reader has chosen.
_CHOICE = re.compile(r"\bdata-(?:region|country|market|locale|lang|language|tab|pane|panel|product|plan|state|w-tab)\b")
_SENTENCE_END = (".", "!", "?", "。", "！", "？", ";", "…")


def _is_label(extracted: ExtractedBlock) -> bool:
    """Return whether a block is a heading, or a short line that is no sentence, as titles without markup are; a date is no label."""
    block = extracted.block
    if patterns.DATE_WORDS.search(block.text):
        return False
    if block.kind is Kind.HEADING:
        return True
    is_short = len(block.text.split()) <= LONGEST_HEADING
    return block.kind is not Kind.ROW and is_short and not block.text.endswith(_SENTENCE_END)


def _outer(boxes: Sequence[ViewBox]) -> Iterator[ViewBox]:
    """Yield those of *boxes* that hold blocks and are in fewer than `_MOST_NESTED` others."""
    open_ends: list[int] = []
    for box in boxes:
        while open_ends and open_ends[-1] <= box.start:
            open_ends.pop()
        if box.end > box.start and len(open_ends) < _MOST_NESTED:
            yield box
        open_ends.append(box.end)


def _referenced_ids(node: Node) -> set[str]:
    """Return the ids that links, buttons and labels of the page name."""
    root = node
    while root.parent is not None:
        root = root.parent
    return {
        reference.lstrip("#")
        for element in walk(root)
        if element.attrs
        for name in _REFERENCES
        for reference in element.attrs.get(name, "").split()
        if name != "href" or reference.startswith("#")
    } - {""}
