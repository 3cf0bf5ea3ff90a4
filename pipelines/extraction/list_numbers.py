"""The numbers that the markup of a list generates: "3." "c." "iv.", as the HTML Standard counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausetrail.pipelines.dom.tree import Node

_STYLE = re.compile(r"list-style(?:-type)?\s{0,5}:([^;]{1,100})")
_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "decimal": "1", "decimal-leading-zero": "1",
    "none": "", "disc": "", "circle": "", "square": "",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class Numbering:
    """The count of one list: *style* is "1", "a", "A", "i", "I", or "" for bullets, whose label is empty."""

    style: str
    next: int = 1
    step: int = 1

    def label(self, item: Node) -> str:
        """Return the label of *item* and count on from it."""
        value = _integer(item.attrs.get("value", ""), self.next)
        self.next = value + self.step
        style = _style(item, self.style)
        return f"{format_ordinal(value, style)}." if style else ""


def list_numbering(node: Node) -> Numbering:
    """Return the numbering with which the list *node* begins."""
    if node.tag != "ol":
        return Numbering(_style(node, ""))
    backwards = "reversed" in node.attrs
    items = sum(child.tag == "li" for child in node.nodes())
    start = _integer(node.attrs.get("start", ""), items if backwards else 1)
    return Numbering(_style(node, "1"), start, -1 if backwards else 1)


def format_ordinal(value: int, style: str) -> str:
    """Return *value* in *style*; what a style cannot write is written in digits, as the CSS standard has it."""
    if style in {"a", "A"} and value > 0:
        return _letters(value).upper() if style == "A" else _letters(value)
    if style in {"i", "I"} and 0 < value < 4000:
        return _roman(value).upper() if style == "I" else _roman(value)
    return str(value)


def _style(node: Node, otherwise: str) -> str:
    if found := _STYLE.search(node.attrs.get("style", "").lower()):
        return next((_STYLES[word] for word in found[1].split() if word in _STYLES), otherwise)
    kind = node.attrs.get("type", "")
    return kind if kind in {"1", "a", "A", "i", "I"} else otherwise


def _integer(written: str, otherwise: int) -> int:
    found = re.match(r"\s{0,5}(-?\d{1,9})", written)
    return int(found[1]) if found else otherwise


def _letters(value: int) -> str:
    letters = ""
    while value > 0:
        value, rest = divmod(value - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(value: int) -> str:
    numeral = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        numeral += sign * count
    return numeral
