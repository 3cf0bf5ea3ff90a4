"""A page as a policy: HTML in, blocks out, and beside them every passage that was left out, with the rule.

The public door of reading. One parse a page, by BeautifulSoup on lxml: of the parsers that people use it alone
keeps the text of unclosed tags and of tags nested deeper than 256. No network, no clock, no memory of other pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup, Tag

from pipelines import blocks, pruning, replay, trimming
from pipelines.passages import clean
from pipelines.tree import Node, grow, measure, text
from snapshots.model import Block

_PROLOG = re.compile(r"^\s{0,100}(?:<\?xml[^>]{0,300}>)?")


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
    # Classes as one string, as the tree wants them: not splitting them is a tenth of the parse.
    return BeautifulSoup(html, "lxml", multi_valued_attributes=None)


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
