"""Build the tree of a page with BeautifulSoup on lxml. It supports CSS selectors, and a crawl reads pages with it.

Of the parsers in common use, only this one keeps the text of unclosed tags and of tags nested deeper than 256.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict, NavigableString, PageElement, TemplateString

from clausetrail.pipelines.dom.elements import FRAME_TAGS, MAX_DEPTH
from clausetrail.pipelines.dom.parser_input import parser_input
from clausetrail.pipelines.dom.tree import Node, ParsedPage, add_element


def build_tree(html: str, select: Sequence[str] = (), remove: Sequence[str] = ()) -> ParsedPage:
    """Return the tree of *html*, or of the elements that the CSS selectors *select* match, in order.

    Elements that *remove* matches are marked as dropped, so that they can be reported at their place. Raises
    soupsieve.SelectorSyntaxError for an invalid selector.
    """
    soup = parse(html)
    removed = {id(tag) for tag in _matches(soup, remove)}
    roots = [tag for tag in _matches(soup, select) if not _is_inside(tag, removed)] if select else [soup]
    title = soup.title.get_text() if soup.title else ""
    html_tag = soup.find("html")
    language = str(html_tag.get("lang") or html_tag.get("xml:lang") or "") if isinstance(html_tag, Tag) else ""
    return ParsedPage(_tree(roots, removed), title, language)


def parse(html: str) -> BeautifulSoup:
    """Return the parse of *html*; the class attribute is one string, as `Node` needs it."""
    builder = _Builder(multi_valued_attributes=None, attribute_dict_class=AttributeDict)
    return BeautifulSoup(parser_input(html), builder=builder)


class _Builder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder for HTML, without namespaces and with bounded depth.

    An element nested deeper than `MAX_DEPTH` becomes a sibling of the one at that depth: BeautifulSoup climbs to the
    root at many strings, so that its time grows with the square of the depth.
    """

    _depth = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: object = None) -> None:
        """Begin an element; the attributes are strings, and no other code keeps them."""
        assert isinstance(self.soup, BeautifulSoup)
        assert isinstance(tag, str)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._close(self.soup)
        self.soup.handle_starttag(tag, None, None, cast("dict[str, str]", attrib))

    def end(self, tag: str | bytes) -> None:
        """End an element: libxml2 ends every element that it begins, each before its parent."""
        assert isinstance(self.soup, BeautifulSoup)
        if self._depth <= MAX_DEPTH:
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
    matched = soup.select(", ".join(selectors))
    ids = {id(tag) for tag in matched}
    return [tag for tag in matched if not _is_inside(tag.parent, ids)]


def _is_inside(tag: Tag | None, ids: Container[int]) -> bool:
    return tag is not None and (id(tag) in ids or any(id(parent) in ids for parent in tag.parents))


def _tree(roots: Sequence[Tag], removed: Container[int]) -> Node:
    """Return one tree that holds *roots* in order; the elements of *removed*, by identity, are marked as dropped."""
    root = Node("body", {})
    stack: list[tuple[Iterator[PageElement], Node]] = [(iter(roots), root)]
    while stack:
        contents, parent = stack[-1]
        for element in contents:
            kind = type(element)
            if kind is NavigableString or kind is TemplateString:
                parent.children.append(str(element))
            elif isinstance(element, Tag):
                # `parse` makes no lists of classes: every value is a string.
                node = add_element(parent, element.name.lower(), cast("dict[str, str]", element.attrs))
                if node is None:
                    continue
                if id(element) in removed:
                    node.dropped = "removed by the watchlist"
                if node.tag not in FRAME_TAGS:
                    stack.append((iter(element.contents), node))
                    break
        else:
            stack.pop()
    return root
