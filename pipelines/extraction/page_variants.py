"""Recognise the boxes that a page holds for another view of it: hidden ones, print versions, and those for one device.

Such a box is not dropped for that alone. It is the evidence with which `second_copies` distinguishes the copy of a section for
small screens from the same words for another region, which are the policy too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.tree import Node
from clausetrail.snapshots.zones.place import LIVE_REGION

# Parts of a class that name a device. Frameworks and authors combine them: "visible-xs", "d-none d-md-block" (Bootstrap),
# "show-for-small-only" (Foundation), "md:hidden" (Tailwind), "elementor-hidden-phone", "is-hidden-mobile" (Bulma), "sp" and
# "pc" (Japanese sites).
_DEVICE = re.compile(
    r"(?:^|[\s_-])(?:only|for|on|is|hide|show)?[_-]?(?:mobile|phone|smartphone|handheld|tablet|desktop|widescreen)s?"
    r"(?:[_-]?(?:only|view|version|content|copy|text|layout|block|wrapper|up|down|landscape|portrait|hidden|visible))*"
    r"(?=$|[\s_-])"
    r"|(?:^|\s)(?:visible|hidden)-(?:xs|sm|md|lg|xl)\b|(?:^|\s)d-(?:xs|sm|md|lg|xl|xxl)-\w"
    r"|(?:^|\s)(?:show|hide)-for-(?:small|medium|large)|(?:^|\s)hide-on-(?:small|med|large)"
    r"|(?:^|\s)(?:max-)?(?:xs|sm|md|lg|xl|2xl):(?:hidden|block|flex|grid|inline|contents)"
    r"|(?:^|\s)uk-(?:visible|hidden)@|(?:^|\s)(?:(?:only|for)[_-]?)?(?:sp|pc)(?:[_-]?only)?(?=$|\s)"
)
_PRINT = re.compile(
    r"(?:^|\s)(?:print[_-]?only|only[_-]?(?:for-)?print|visible-print[\w-]*|d-print-(?:block|inline|flex|table)\S*|show-for-print|"
    r"print[_-]?(?:version|view|copy|content|text|area|layout)|printable\S*|printversion|"
    r"(?:hidden|hide|no)[_-]?(?:on-)?screen|screen[_-]?hidden|print:block)(?=$|\s)"
)
_BARE_PRINT = re.compile(r"(?:^|\s)print(?:er|ing)?(?=$|\s)")
_FOR_SCREEN_READERS = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "element-invisible"}
)
_HIDING_STYLE = re.compile(r"display:none|visibility:hidden")


class View(StrEnum):
    """Why a box is not a part of every view of its page."""

    HIDDEN = "hidden"  # by an attribute, its style, or a class that hides
    PRINT = "print"  # shown on paper only
    DEVICE = "device"  # shown on some widths of the screen only, by its class


@dataclass(frozen=True, slots=True)
class ViewBox:
    """A box for one view: its node, and the positions of its blocks from *start* up to before *end*."""

    node: Node
    view: View
    start: int
    end: int


def view_of(node: Node) -> View | None:
    """Return the view that the box *node* is for, by its attributes and the evidence of style sheets, or None for every view.

    A box that a control opens is hidden too: whether it is a copy is decided in `second_copies`.
    """
    attrs = node.attrs
    name = node.id_and_class
    is_hidden = "hidden" in attrs or attrs.get("aria-hidden") == "true" or node.hidden not in {"", LIVE_REGION}
    if "style" in attrs and _HIDING_STYLE.search(attrs["style"].lower().replace(" ", "")):
        is_hidden = True
    named = _named_view(name) if len(name) > 1 else None
    if named is View.PRINT or (is_hidden and _BARE_PRINT.search(name)):
        return View.PRINT
    return View.HIDDEN if is_hidden else named


@lru_cache(maxsize=4096)  # a page has few different names, and many boxes
def _named_view(name: str) -> View | None:
    """Return the view that the id and classes in *name* are for, or None."""
    if _PRINT.search(name):
        return View.PRINT
    if _DEVICE.search(name):
        return View.DEVICE
    classes = set(name.split())
    return View.HIDDEN if classes & patterns.HIDDEN_CLASSES or classes & _FOR_SCREEN_READERS else None
