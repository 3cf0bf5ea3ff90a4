"""How a page ends: does its markup close, and if it does not, was it written so or was the body cut?

HTML lets an author leave out the end tags of `html`, `body`, `p`, `li` and others (HTML Standard, 13.1.2.4, Optional tags),
so a page that closes neither `html` nor `body` may be whole. It is not where it ends inside a tag, a comment or a script,
or inside an element whose end tag may not be left out, nor was forgotten often. Told from the markup as it stands, in one
pass: a parser closes at the end what it found open.
"""

from __future__ import annotations

import re
from collections import Counter

from clausetrail.snapshots.page_ending import Ending

# Whole pages of all times close one of these, as a rule, before a last comment or script.
_ENDS = re.compile(r"</(?:html|body|frameset)\b", re.IGNORECASE)
_TAIL = 20_000
_OPENING = re.compile(r"<(?:!--|([!?/]?)([a-zA-Z][^\s/>]{0,40}))")
# A value in quotes may hold the sign that ends a tag.
_STEP = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')|(/?)>""")
_BEGUN = re.compile(r"<[!?/]?-?\Z")
# What stands in these is no markup (HTML Standard, 13.1.2, raw text elements, and those that are parsed so).
_RAW = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noframes")
}
_VOID = re.compile(
    "area|base|basefont|bgsound|br|col|command|embed|frame|hr|image|img|input|isindex|keygen|link|meta|param|source|track|wbr"
)
_OPTIONAL = re.compile(
    "html|head|body|p|li|dt|dd|rb|rt|rp|rtc|optgroup|option|colgroup|caption|thead|tbody|tfoot|tr|td|th"
)
# Authors of hand-written pages forgot to end these (1990s: `font`, `center`, tables in tables), and `body` with them.
_FORGOTTEN_ELEMENTS = """
    a abbr acronym address b big blockquote center cite code dir dl em font form h1 h2 h3 h4 h5 h6 i ins menu nobr ol
    pre small strike strong sub sup table tt u ul
"""
_FORGOTTEN = frozenset(_FORGOTTEN_ELEMENTS.split())


def page_ending(markup: str) -> Ending:
    """Return how *markup* ends."""
    if _ENDS.search(markup[-_TAIL:]):
        return Ending.CLOSED
    return Ending.OPEN if _is_balanced(markup) else Ending.CUT


def _is_balanced(markup: str) -> bool:
    """Return whether every tag, comment and script of *markup* ends, and every element that has to."""
    elements = _Elements()
    place = 0
    while opening := _OPENING.search(markup, place):
        kind, name = opening[1], (opening[2] or "").lower()
        place, closes_itself = _tag_end(markup, opening.end()) if name else _comment_end(markup, opening.end())
        if kind == "/":
            elements.end(name)
        elif place >= 0 and name in _RAW and not (kind or closes_itself):
            ended = _RAW[name].search(markup, place)
            place = ended.start() if ended else -1
        elif name and not (kind or closes_itself or _VOID.fullmatch(name) or _OPTIONAL.fullmatch(name)):
            elements.begin(name)
        if place < 0:
            return False
    return _FORGOTTEN.issuperset(elements.open) and not _BEGUN.search(markup, max(place, len(markup) - 4))


class _Elements:
    """The elements that are open at one place of a page, without those whose end tags may be left out."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._counts: Counter[str] = Counter()

    def begin(self, name: str) -> None:
        self.open.append(name)
        self._counts[name] += 1

    def end(self, name: str) -> None:
        """End the innermost element *name*, if there is one, and all in it."""
        while self._counts[name]:
            last = self.open.pop()
            self._counts[last] -= 1
            if last == name:
                return


def _tag_end(markup: str, place: int) -> tuple[int, bool]:
    """Return where the tag that goes on at *place* ends, or -1, and whether its element ends with it."""
    while step := _STEP.search(markup, place):
        place = step.end()
        if step[1] is not None:
            return place, step[1] == "/"
    return -1, False


def _comment_end(markup: str, place: int) -> tuple[int, bool]:
    at = markup.find("-->", place)
    return (at + 3 if at >= 0 else -1), True
