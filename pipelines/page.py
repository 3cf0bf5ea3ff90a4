"""A page as a policy: HTML in, blocks out, and beside them every passage that was left out, with the rule.

The public door of reading. One parse a page, by BeautifulSoup on lxml: of the parsers that people use it alone
keeps the text of unclosed tags and of tags nested deeper than 256. No network, no clock, no memory of other pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict

from pipelines import blocks, pruning, replay, trimming
from pipelines.passages import clean
from pipelines.tree import Node, grow, measure, text
from snapshots.model import Block

_PROLOG = re.compile(r"^\s{0,100}(?:<\?xml[^>]{0,300}>)?")


# The longest policy of 61,710 recorded ones has 1.2 million characters; of 1,929 pages saved whole, the longest has
# 1.7 million, and the one with the most tags 9,740. What has most of them allowed here takes less than half a minute.
_MOST_CHARACTERS = 8_000_000
_MOST_TAGS = 150_000


@dataclass(frozen=True, slots=True)
class Drop:
    """A passage that was left out, and the name of the rule that did it."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its title, its declared language or "", its blocks, and what was left out of them."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    dropped: tuple[Drop, ...]


def too_large(html: str) -> str:
    """Return why *html* is not to be read, or nothing: a page that were cut would tell its end as deleted."""
    if len(html) > _MOST_CHARACTERS:
        return f"too large to be read: {len(html):,} characters"
    if (tags := html.count("<")) > _MOST_TAGS:
        return f"too large to be read: {tags:,} tags"
    return ""


def read(html: str, select: Sequence[str] = (), remove: Sequence[str] = ()) -> Page:
    """Return what *html* says: of the whole page, or of what the CSS selectors *select* name, without *remove*.

    Where a person has selected, nothing is judged any more: all that is text in the selection is kept. A selection
    that matches nothing says nothing. Raises soupsieve.SelectorSyntaxError for a selector that is none.
    """
    soup = parse(html)
    cut = [Drop("removed by the watchlist", text(grow([tag]))) for tag in _matches(soup, remove)]
    for tag in _matches(soup, remove):
        tag.extract()
    if select:
        root = grow(_matches(soup, select))
        measure(root)
    else:
        root = grow([soup])
        pruning.prune(root)
    return _page(soup, root, cut, trim=not select)


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
    return [tag for tag in found if not any(id(parent) in chosen for parent in tag.parents)]


def _page(soup: BeautifulSoup, root: Node, cut: list[Drop], trim: bool) -> Page:
    found = blocks.blocks(root)
    left = {at: reason for reason, at in trimming.leave_out(found)} if trim else {}
    dropped = cut + [Drop(reason, words) for reason, words in pruning.drops(root)]
    dropped += [Drop(reason, found[at].block.text) for at, reason in left.items()]
    title = soup.title.get_text() if soup.title else ""
    page = soup.find("html")
    language = str(page.get("lang") or page.get("xml:lang") or "") if isinstance(page, Tag) else ""
    kept = tuple(shown.block for at, shown in enumerate(found) if at not in left)
    return Page(clean(title), language.strip(), kept, tuple(dropped))
