"""The tree of a page by BeautifulSoup on lxml: of the parsers that people use it alone keeps the text of unclosed tags
and of tags nested deeper than 256. It knows CSS selectors, and is what a crawl reads by.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict, NavigableString, PageElement, TemplateString

from clausetrail.pipelines.dom.elements import DEEPEST, FRAMES
from clausetrail.pipelines.dom.parser_input import prepared
from clausetrail.pipelines.dom.tree import Node, ParsedPage, add_element


def build_tree(html: str, select: Sequence[str] = (), remove: Sequence[str] = ()) -> ParsedPage:
    """Return the tree of *html*, or of what the CSS selectors *select* name in it, in order.

    What *remove* names is left out from the beginning, so that it can be told in its place. Raises
    soupsieve.SelectorSyntaxError for a selector that is none.
    """
    soup = parse(html)
    removed = {id(tag) for tag in _matches(soup, remove)}
    sources = [tag for tag in _matches(soup, select) if not _is_inside(tag, removed)] if select else [soup]
    title = soup.title.get_text() if soup.title else ""
    page = soup.find("html")
    language = str(page.get("lang") or page.get("xml:lang") or "") if isinstance(page, Tag) else ""
    return ParsedPage(_tree(sources, removed), title, language)


def parse(html: str) -> BeautifulSoup:
    """Return the parse of *html*; classes stay one string, as the tree wants them."""
    builder = _Builder(multi_valued_attributes=None, attribute_dict_class=AttributeDict)
    return BeautifulSoup(prepared(html), builder=builder)


class _Builder(LXMLTreeBuilder):
    """The builder of BeautifulSoup on lxml for HTML, which has no namespaces, with bounded depth.

    An element nested deeper than *DEEPEST* stands beside the one at that depth: BeautifulSoup climbs to the root at
    many a string, and so takes the square of the depth.
    """

    _depth = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: object = None) -> None:
        """Begin an element; attributes are strings that nobody else keeps."""
        assert isinstance(self.soup, BeautifulSoup)
        assert isinstance(tag, str)
        self._depth += 1
        if self._depth > DEEPEST:
            self._close(self.soup)
        self.soup.handle_starttag(tag, None, None, cast("dict[str, str]", attrib))

    def end(self, tag: str | bytes) -> None:
        """End an element: libxml2 ends every one that it begins, each before its parent."""
        assert isinstance(self.soup, BeautifulSoup)
        if self._depth <= DEEPEST:
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


def _tree(sources: Sequence[Tag], removed: Container[int]) -> Node:
    """Return one tree that holds *sources* in order; the elements of *removed*, by identity, are marked as left out."""
    root = Node("body", {})
    stack: list[tuple[Iterator[PageElement], Node]] = [(iter(sources), root)]
    while stack:
        contents, parent = stack[-1]
        for element in contents:
            kind = type(element)
            if kind is NavigableString or kind is TemplateString:
                parent.children.append(str(element))
            elif isinstance(element, Tag):
                # Parsed without lists of classes: every value is a string.
                node = add_element(parent, element.name.lower(), cast("dict[str, str]", element.attrs))
                if node is None:
                    continue
                if id(element) in removed:
                    node.dropped = "removed by the watchlist"
                if node.tag not in FRAMES:
                    stack.append((iter(element.contents), node))
                    break
        else:
            stack.pop()
    return root
