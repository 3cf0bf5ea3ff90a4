"""Classify how a page ends: its markup closes, the author left it open, or the body was cut.

HTML lets an author leave out the end tags of `html`, `body`, `p`, `li` and others (HTML Standard, 13.1.2.4, Optional tags),
so a page that closes neither `html` nor `body` may be complete. It is cut where it ends inside a tag, a comment or a script,
or inside an element with a required end tag that authors rarely forgot. The raw markup is scanned in one pass, because a
parser closes all open elements at the end.
"""

from __future__ import annotations

import re
from collections import Counter

from clausetrail.snapshots.page_ending import Ending

# Complete pages of all years close one of these, usually before a last comment or script.
_CLOSING_TAG = re.compile(r"</(?:html|body|frameset)\b", re.IGNORECASE)
_TAIL = 20_000  # characters at the end of the markup in which the closing tag is searched
_OPENING = re.compile(r"<(?:!--|([!?/]?)([a-zA-Z][^\s/>]{0,40}))")
# A quoted attribute value may hold the character that ends a tag.
_VALUE_OR_TAG_END = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')|(/?)>""")
_UNFINISHED_OPENING = re.compile(r"<[!?/]?-?\Z")
# The content of these elements is not markup (HTML Standard, 13.1.2, raw text elements, and those that are parsed so).
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noframes")
}
_VOID = re.compile(
    "area|base|basefont|bgsound|br|col|command|embed|frame|hr|image|img|input|isindex|keygen|link|meta|param|source|track|wbr"
)
_OPTIONAL_END = re.compile(
    "html|head|body|p|li|dt|dd|rb|rt|rp|rtc|optgroup|option|colgroup|caption|thead|tbody|tfoot|tr|td|th"
)
# Authors of hand-written pages forgot the end tags of these (1990s: `font`, `center`, tables in tables), and of `body` too.
_OFTEN_UNCLOSED = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "b",
        "big",
        "blockquote",
        "center",
        "cite",
        "code",
        "dir",
        "dl",
        "em",
        "font",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "ins",
        "menu",
        "nobr",
        "ol",
        "pre",
        "small",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tt",
        "u",
        "ul",
    ]
)


def page_ending(markup: str) -> Ending:
    """Return how *markup* ends."""
    if _CLOSING_TAG.search(markup[-_TAIL:]):
        return Ending.CLOSED
    return Ending.OPEN if _is_balanced(markup) else Ending.CUT


def _is_balanced(markup: str) -> bool:
    """Return whether every tag, comment and script of *markup* ends, and every element with a required end tag."""
    elements = _OpenElements()
    position = 0
    while opening := _OPENING.search(markup, position):
        kind, name = opening[1], (opening[2] or "").lower()
        position, closes_itself = _tag_end(markup, opening.end()) if name else _comment_end(markup, opening.end())
        if kind == "/":
            elements.end(name)
        elif position >= 0 and name in _RAW_TEXT_END and not (kind or closes_itself):
            end_tag = _RAW_TEXT_END[name].search(markup, position)
            position = end_tag.start() if end_tag else -1
        elif name and not (kind or closes_itself or _VOID.fullmatch(name) or _OPTIONAL_END.fullmatch(name)):
            elements.begin(name)
        if position < 0:
            return False
    unfinished = _UNFINISHED_OPENING.search(markup, max(position, len(markup) - 4))
    return _OFTEN_UNCLOSED.issuperset(elements.open) and not unfinished


class _OpenElements:
    """The elements that are open at one position of a page, without those with an optional end tag."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._counts: Counter[str] = Counter()

    def begin(self, name: str) -> None:
        self.open.append(name)
        self._counts[name] += 1

    def end(self, name: str) -> None:
        """End the innermost element *name*, if there is one, and all elements in it."""
        while self._counts[name]:
            last = self.open.pop()
            self._counts[last] -= 1
            if last == name:
                return


def _tag_end(markup: str, position: int) -> tuple[int, bool]:
    """Return the end of the tag that continues at *position*, or -1, and whether the tag also ends its element."""
    while step := _VALUE_OR_TAG_END.search(markup, position):
        position = step.end()
        if step[1] is not None:
            return position, step[1] == "/"
    return -1, False


def _comment_end(markup: str, position: int) -> tuple[int, bool]:
    start = markup.find("-->", position)
    return (start + 3 if start >= 0 else -1), True
