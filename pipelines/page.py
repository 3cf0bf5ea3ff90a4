"""Read an HTML page: return its blocks, and every passage that was dropped, with the reason.

This is the entry point for reading HTML. A page is parsed once, by BeautifulSoup on lxml or, on request, from lxml's events;
both build the same tree. No network, no clock, no knowledge of other pages.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.pipelines.boilerplate import line_trimming, pruning, struck_text, tab_titles
from clausetrail.pipelines.dom import lxml_tree, soup_tree
from clausetrail.pipelines.dom.tree import ParsedPage, measure
from clausetrail.pipelines.extraction import blocks, multiple_policies
from clausetrail.pipelines.extraction.blocks import ExtractedPage
from clausetrail.pipelines.extraction.inline_text import clean_text
from clausetrail.pipelines.places import block_places
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Block
from clausetrail.snapshots.zones.place import Place

# Characters. The longest policy of 61,710 recorded ones has 1.2 million; of 1,929 pages saved whole, the longest has
# 1.7 million, and the one with the most tags 9,740.
_MOST_CHARACTERS = 10_000_000
# Time and memory are linear in the elements: 277,000 list items take 24 s of CPU and 403 MB by BeautifulSoup, 14 s and
# 173 MB by events; 10 MB as dense as the densest page have 270,000.
_MOST_ELEMENTS = 300_000
# Steps of the parser through open elements. For an end tag, libxml2 2.14 searches all open elements up to the one it
# ends: 50,000 end tags that end nothing under 50,000 open elements took 6.6 s of CPU, twice as many of both 28 s.
_MOST_STEPS = 1_000_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
_MOST_TITLES_IN_NOTE = 5


@dataclass(frozen=True, slots=True)
class Drop:
    """A passage that was dropped, and the reason of the rule that dropped it."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page: its title, its declared language or "", its blocks, and the dropped passages.

    *pieces* holds both in the order of the page: every block of *blocks* and every passage of *dropped* once, so that a
    person can see in place what a rule dropped (`isinstance(piece, Drop)` distinguishes them; `drop_reasons.meaning`
    explains a reason in a sentence). *frames* are the URLs, as written, of the pages that frames and iframes show in the
    kept part: a page with frames and hardly a word is the shell of a frameset. *notes* are sentences for the reader on
    what is doubtful about this reading, for example that the page seems to hold several documents. *places* is parallel to
    *blocks*, or empty where selectors chose the text.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    dropped: tuple[Drop, ...]
    pieces: tuple[Block | Drop, ...] = ()
    frames: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


def too_large_reason(html: str) -> str:
    """Return why *html* is too large to be read, or "". It is not cut: the missing end would look like a deletion."""
    if len(html) > _MOST_CHARACTERS:
        return f"too large to be read: {counted(len(html), 'character')}"
    end_tags = html.count("</")
    if (elements := html.count("<") - end_tags) > _MOST_ELEMENTS:
        return f"too large to be read: {counted(elements, 'element')}"
    if elements * end_tags > _MOST_STEPS and _parser_steps(html) > _MOST_STEPS:
        return f"too tangled to be read: {counted(end_tags, 'end tag')} after {counted(elements, 'element')}, most of them never closed"
    return ""


def _parser_steps(html: str) -> int:
    """Return the largest number of open elements that a parser visits in all, to find what each end tag ends."""
    begun, unclosed, steps = 0, 0, 0
    open_positions: defaultdict[str, list[int]] = defaultdict(list)
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1]:
            begun += 1
            unclosed += 1
            open_positions[name].append(begun)
        elif open_positions[name]:
            steps += begun - open_positions[name].pop()
            unclosed -= 1
        else:
            steps += unclosed
    return steps


def read(html: str, select: Sequence[str] = (), remove: Sequence[str] = (), *, quick: bool = False) -> Page:
    """Return the content of *html*, or of the elements that the CSS selectors *select* match, without those of *remove*.

    With *select* no rule is applied but one: all text of the selection is kept that is not struck out. A selection that matches nothing has no content.
    With *quick* the page is read from lxml's events where no selector needs BeautifulSoup; the result is the same. Raises
    soupsieve.SelectorSyntaxError for an invalid selector.
    """
    parsed = (
        lxml_tree.build_tree(html) if quick and not (select or remove) else soup_tree.build_tree(html, select, remove)
    )
    struck_text.drop_struck(parsed.root, html)
    if select:
        measure(parsed.root)
    else:
        tab_titles.move_tab_titles(parsed.root)
        pruning.prune(parsed.root)
        block_places.mark_hidden(parsed.root, html)
    return _page(parsed, trim=not select)


def _page(parsed: ParsedPage, trim: bool) -> Page:
    extracted = blocks.extract_blocks(parsed.root)
    trimmed = (
        {at: reason for reason, at in line_trimming.trimmed_blocks(extracted.blocks, extracted.views)} if trim else {}
    )
    pieces = tuple(_in_order(extracted, trimmed))
    kept = tuple(piece for piece in pieces if isinstance(piece, Block))
    kept_blocks = [block for at, block in enumerate(extracted.blocks) if at not in trimmed]
    places = block_places.places(parsed, kept_blocks) if trim else ()
    dropped = tuple(piece for piece in pieces if isinstance(piece, Drop))
    notes = _notes(kept) if trim else ()
    title, language = clean_text(parsed.title), parsed.language.strip()
    return Page(title, language, kept, dropped, pieces, tuple(extracted.frames), notes, places)


def _notes(kept: Sequence[Block]) -> tuple[str, ...]:
    if not (titles := multiple_policies.document_titles(kept)):
        return ()
    named = ", ".join(f'"{title}"' for title in titles[:_MOST_TITLES_IN_NOTE])
    return (
        f"seems to hold {counted(len(titles), 'document')} ({named}): `select` in the watchlist names the one that is meant",
    )


def _in_order(extracted: ExtractedPage, trimmed: Mapping[int, str]) -> Iterator[Block | Drop]:
    """Yield the kept blocks, the dropped boxes and the blocks in *trimmed*, in the order of the page."""
    boxes = deque(extracted.dropped)
    for at, found in enumerate(extracted.blocks):
        while boxes and boxes[0].position <= at:
            box = boxes.popleft()
            yield Drop(box.reason, box.text)
        yield Drop(trimmed[at], found.block.text) if at in trimmed else found.block
    yield from (Drop(box.reason, box.text) for box in boxes)
