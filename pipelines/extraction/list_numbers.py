"""Compute the numbers that a browser generates for list items, such as "3.", "c." and "iv.", as the HTML Standard counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausetrail.pipelines.dom.tree import Node

_CSS_STYLE = re.compile(r"list-style(?:-type)?\s{0,5}:([^;]{1,100})")
_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "decimal": "1", "decimal-leading-zero": "1",
    "none": "", "disc": "", "circle": "", "square": "",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_ROMAN = 4000  # roman numerals are written below this value (CSS Counter Styles 3: 1 to 3999)


@dataclass(slots=True)
class Numbering:
    """The counter of one list. *style* is "1", "a", "A", "i", "I", or "" for bullets, which have an empty label."""

    style: str
    next: int = 1
    step: int = 1

    def label(self, item: Node) -> str:
        """Return the label of *item* and advance the counter."""
        value = _integer(item.attrs.get("value", ""), self.next)
        self.next = value + self.step
        style = _style(item, self.style)
        return f"{format_ordinal(value, style)}." if style else ""


def list_numbering(node: Node) -> Numbering:
    """Return the numbering with which the list *node* begins."""
    if node.tag != "ol":
        return Numbering(_style(node, ""))
    is_reversed = "reversed" in node.attrs
    items = sum(child.tag == "li" for child in node.kept_children())
    start = _integer(node.attrs.get("start", ""), items if is_reversed else 1)
    return Numbering(_style(node, "1"), start, -1 if is_reversed else 1)


def format_ordinal(value: int, style: str) -> str:
    """Return *value* in *style*; a value outside the range of the style is written in digits, as in the CSS standard."""
    if style in {"a", "A"} and value > 0:
        return _letters(value).upper() if style == "A" else _letters(value)
    if style in {"i", "I"} and 0 < value < _MOST_ROMAN:
        return _roman(value).upper() if style == "I" else _roman(value)
    return str(value)


def _style(node: Node, default: str) -> str:
    if declared := _CSS_STYLE.search(node.attrs.get("style", "").lower()):
        return next((_STYLES[word] for word in declared[1].split() if word in _STYLES), default)
    kind = node.attrs.get("type", "")
    return kind if kind in {"1", "a", "A", "i", "I"} else default


def _integer(written: str, default: int) -> int:
    digits = re.match(r"\s{0,5}(-?\d{1,9})", written)
    return int(digits[1]) if digits else default


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
