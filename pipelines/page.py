"""A page as a policy: HTML in, blocks out, and beside them every passage that was left out, with the rule.

The public door of reading. One parse a page, by BeautifulSoup on lxml or, where it is asked for, straight from lxml's
events: both bring the same tree. No network, no clock, no memory of other pages.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.pipelines.boilerplate import line_trimming, pruning
from clausetrail.pipelines.dom import lxml_tree, soup_tree
from clausetrail.pipelines.dom.tree import ParsedPage, measure
from clausetrail.pipelines.extraction import blocks, multiple_policies
from clausetrail.pipelines.extraction.inline_text import clean_text
from clausetrail.snapshots.model import Block

# The longest policy of 61,710 recorded ones has 1.2 million characters; of 1,929 pages saved whole, the longest has
# 1.7 million, and the one with the most tags 9,740. Time and memory are linear in the elements: 277,000 list items take
# 24 s of CPU and 403 MB by BeautifulSoup, 14 s and 173 MB by events; 10 MB as dense as the densest page have 270,000.
_MOST_CHARACTERS = 10_000_000
_MOST_ELEMENTS = 300_000
# libxml2 2.14 goes through all open elements for an end tag, up to the one it ends: 50,000 end tags that end nothing
# under 50,000 open elements took 6.6 s of CPU, twice as many of both 28 s.
_MOST_STEPS = 1_000_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")


@dataclass(frozen=True, slots=True)
class Drop:
    """A passage that was left out, and the name of the rule that did it."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its title, its declared language or "", its blocks, and what was left out of them.

    *pieces* holds both in the order of the page: every block of *blocks* and every passage of *dropped* once, so that
    a person can see in place what a rule took away (`isinstance(piece, Drop)` tells them apart; `reasons.meaning`
    says in a sentence what a reason means). *frames* are the URLs, as written, of the pages that frames and iframes
    show in what was kept: a page that has them and hardly a word is the shell of a frameset. *notes* are sentences
    for the reader on what is doubtful about this reading, as that the page seems to hold several documents.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    dropped: tuple[Drop, ...]
    pieces: tuple[Block | Drop, ...] = ()
    frames: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def too_large_reason(html: str) -> str:
    """Return why *html* is not to be read, or nothing: a page that were cut would tell its end as deleted."""
    if len(html) > _MOST_CHARACTERS:
        return f"too large to be read: {len(html):,} characters"
    ends = html.count("</")
    if (elements := html.count("<") - ends) > _MOST_ELEMENTS:
        return f"too large to be read: {elements:,} elements"
    if elements * ends > _MOST_STEPS and _steps(html) > _MOST_STEPS:
        return f"too tangled to be read: {ends:,} end tags after {elements:,} elements, most of them never closed"
    return ""


def _steps(html: str) -> int:
    """Return past how many elements a parser goes, at most, that looks among the open ones for what each end tag ends."""
    begun, unclosed, steps = 0, 0, 0
    places: defaultdict[str, list[int]] = defaultdict(list)
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1]:
            begun += 1
            unclosed += 1
            places[name].append(begun)
        elif places[name]:
            steps += begun - places[name].pop()
            unclosed -= 1
        else:
            steps += unclosed
    return steps


def read(html: str, select: Sequence[str] = (), remove: Sequence[str] = (), *, quick: bool = False) -> Page:
    """Return what *html* says: of the whole page, or of what the CSS selectors *select* name, without *remove*.

    Where a person has selected, nothing is judged any more: all that is text in the selection is kept. A selection
    that matches nothing says nothing. With *quick* no soup is made where no selector needs one: the page says the same.
    Raises soupsieve.SelectorSyntaxError for a selector that is none.
    """
    grown = (
        lxml_tree.build_tree(html) if quick and not (select or remove) else soup_tree.build_tree(html, select, remove)
    )
    if select:
        measure(grown.root)
    else:
        pruning.prune(grown.root)
    return _page(grown, trim=not select)


def _page(grown: ParsedPage, trim: bool) -> Page:
    seen = blocks.extract_blocks(grown.root)
    trimmed = {at: reason for reason, at in line_trimming.trimmed_blocks(seen.shown)} if trim else {}
    told = tuple(_in_order(seen, trimmed))
    kept = tuple(piece for piece in told if isinstance(piece, Block))
    dropped = tuple(piece for piece in told if isinstance(piece, Drop))
    notes = _notes(kept) if trim else ()
    return Page(clean_text(grown.title), grown.language.strip(), kept, dropped, told, tuple(seen.frames), notes)


def _notes(kept: Sequence[Block]) -> tuple[str, ...]:
    if not (titles := multiple_policies.document_titles(kept)):
        return ()
    named = ", ".join(f'"{title}"' for title in titles[:5])
    return (f"seems to hold {len(titles)} documents ({named}): `select` in the watchlist names the one that is meant",)


def _in_order(seen: blocks.ExtractedPage, trimmed: Mapping[int, str]) -> Iterator[Block | Drop]:
    """Yield what is kept and what was left out, box by box or line by line, in the order of the page."""
    boxes = deque(seen.left)
    for at, shown in enumerate(seen.shown):
        while boxes and boxes[0].before <= at:
            yield Drop(boxes[0].reason, boxes.popleft().text)
        yield Drop(trimmed[at], shown.block.text) if at in trimmed else shown.block
    yield from (Drop(box.reason, box.text) for box in boxes)
