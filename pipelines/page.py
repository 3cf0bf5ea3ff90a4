"""A page as a policy: HTML in, blocks out, and beside them every passage that was left out, with the rule.

The public door of reading. One parse a page, by BeautifulSoup on lxml: of the parsers that people use it alone
keeps the text of unclosed tags and of tags nested deeper than 256. No network, no clock, no memory of other pages.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict

from pipelines import blocks, documents, pruning, replay, trimming
from pipelines.passages import clean
from pipelines.tree import Node, grow, measure
from snapshots.model import Block

_PROLOG = re.compile(r"^\s{0,100}(?:<\?xml[^>]{0,300}>)?")


# The longest policy of 61,710 recorded ones has 1.2 million characters; of 1,929 pages saved whole, the longest has
# 1.7 million, and the one with the most tags 9,740. Time and memory are linear in the elements: 300,000 of the worst
# shape take about half of the 43 s of CPU and 1.1 GB that 600,000 took; 10 MB as dense as the densest page have 270,000.
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

    *told* holds both in the order of the page: every block of *blocks* and every passage of *dropped* once, so that
    a person can see in place what a rule took away (`isinstance(piece, Drop)` tells them apart; `reasons.meaning`
    says in a sentence what a reason means). *frames* are the URLs, as written, of the pages that frames and iframes
    show in what was kept: a page that has them and hardly a word is the shell of a frameset. *notes* are sentences
    for the reader on what is doubtful about this reading, as that the page seems to hold several documents.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    dropped: tuple[Drop, ...]
    told: tuple[Block | Drop, ...] = ()
    frames: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def too_large(html: str) -> str:
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


def read(html: str, select: Sequence[str] = (), remove: Sequence[str] = ()) -> Page:
    """Return what *html* says: of the whole page, or of what the CSS selectors *select* name, without *remove*.

    Where a person has selected, nothing is judged any more: all that is text in the selection is kept. A selection
    that matches nothing says nothing. Raises soupsieve.SelectorSyntaxError for a selector that is none.
    """
    soup = parse(html)
    removed = {id(tag) for tag in _matches(soup, remove)}
    if select:
        root = grow([tag for tag in _matches(soup, select) if not _is_inside(tag, removed)], removed)
        measure(root)
    else:
        root = grow([soup], removed)
        pruning.prune(root)
    return _page(soup, root, trim=not select)


def parse(html: str) -> BeautifulSoup:
    """Return the parse of *html*; a body without any tag is plain text, kept line by line."""
    html = _PROLOG.sub("", replay.without_toolbar(html.replace("\x00", "")), count=1)
    if "<" not in html:
        html = f"<pre>{escape(html)}</pre>"
    # Classes stay one string, as the tree wants them.
    return BeautifulSoup(html, builder=_Builder(multi_valued_attributes=None, attribute_dict_class=AttributeDict))


class _Builder(LXMLTreeBuilder):
    """The builder of BeautifulSoup on lxml for HTML, which has no namespaces, with bounded depth.

    An element nested deeper than *_DEEPEST* stands beside the one at that depth, as in Blink, the engine of Chrome,
    which stops at 512 too: BeautifulSoup climbs to the root at many a string, and so takes the square of the depth.
    """

    _DEEPEST = 512
    _depth = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: object = None) -> None:
        """Begin an element; attributes are strings that nobody else keeps."""
        assert isinstance(self.soup, BeautifulSoup)
        assert isinstance(tag, str)
        self._depth += 1
        if self._depth > self._DEEPEST:
            self._close(self.soup)
        self.soup.handle_starttag(tag, None, None, cast("dict[str, str]", attrib))

    def end(self, tag: str | bytes) -> None:
        """End an element: libxml2 ends every one that it begins, each before its parent."""
        assert isinstance(self.soup, BeautifulSoup)
        if self._depth <= self._DEEPEST:
            self._close(self.soup)
        self._depth -= 1

    @staticmethod
    def _close(soup: BeautifulSoup) -> None:
        soup.endData()
        if soup.currentTag is not None:
            soup.handle_endtag(soup.currentTag.name)


def _matches(soup: BeautifulSoup, selectors: Sequence[str]) -> list[Tag]:
    """Return the outermost elements that any of *selectors* matches, in the order of the page."""
    if not selectors:
        return []
    found = soup.select(", ".join(selectors))
    chosen = {id(tag) for tag in found}
    return [tag for tag in found if not _is_inside(tag.parent, chosen)]


def _is_inside(tag: Tag | None, chosen: Container[int]) -> bool:
    return tag is not None and (id(tag) in chosen or any(id(parent) in chosen for parent in tag.parents))


def _page(soup: BeautifulSoup, root: Node, trim: bool) -> Page:
    seen = blocks.tell(root)
    trimmed = {at: reason for reason, at in trimming.leave_out(seen.shown)} if trim else {}
    told = tuple(_in_order(seen, trimmed))
    title = soup.title.get_text() if soup.title else ""
    page = soup.find("html")
    language = str(page.get("lang") or page.get("xml:lang") or "") if isinstance(page, Tag) else ""
    kept = tuple(piece for piece in told if isinstance(piece, Block))
    dropped = tuple(piece for piece in told if isinstance(piece, Drop))
    return Page(clean(title), language.strip(), kept, dropped, told, tuple(seen.frames), _notes(kept) if trim else ())


def _notes(kept: Sequence[Block]) -> tuple[str, ...]:
    if not (titles := documents.titles(kept)):
        return ()
    named = ", ".join(f'"{title}"' for title in titles[:5])
    return (f"seems to hold {len(titles)} documents ({named}): `select` in the watchlist names the one that is meant",)


def _in_order(seen: blocks.Told, trimmed: Mapping[int, str]) -> Iterator[Block | Drop]:
    """Yield what is kept and what was left out, box by box or line by line, in the order of the page."""
    boxes = deque(seen.left)
    for at, shown in enumerate(seen.shown):
        while boxes and boxes[0].before <= at:
            yield Drop(boxes[0].reason, boxes.popleft().text)
        yield Drop(trimmed[at], shown.block.text) if at in trimmed else shown.block
    yield from (Drop(box.reason, box.text) for box in boxes)
