"""Find hidden boxes that a control of the page opens: accordions, tabs, details, "read more"."""

from __future__ import annotations

import re

from clausetrail.pipelines.dom.elements import HEADING_TAGS
from clausetrail.pipelines.dom.tree import Node, is_button

_TARGETS = (
    "aria-controls",
    "data-target",
    "data-bs-target",
    "data-toggle-target",
    "data-tab",
    "data-content",
    "data-panel",
)
_PANEL_NAMES = re.compile(
    r"accordi|collaps|toggle|expand|faq|(?:^|[\s_-])tabs?(?:[\s_-]|$)|tab-?pane|panel|read-?more|more-?text|show-?more|spoiler|drawer__|w-tab"
)
_FEWEST_IN_PANEL = 8  # words of a hidden box below a heading that is its only control
_LEVELS = 3  # of boxes above a hidden box that may name it a panel


def control_targets(node: Node) -> list[str]:
    """Return the ids that the control or link *node* opens or leads to."""
    attrs = node.attrs
    found = [name.lstrip("#") for target in _TARGETS if target in attrs for name in attrs[target].split()]
    href = attrs.get("href", "")
    return [*found, href[1:]] if href.startswith("#") and len(href) > 1 else found


def is_opened(node: Node, targets: set[str]) -> bool:
    """Return whether a reader opens the hidden *node*: a control names it, it is a panel, or a heading or a button is before it."""
    if node.attrs.get("id", "") in targets or node.attrs.get("hidden", "").lower() == "until-found":
        return True
    if node.attrs.get("role", "").lower() in {"tabpanel", "region"} or "aria-labelledby" in node.attrs:
        return True
    box: Node | None = node
    for _ in range(_LEVELS):
        if box is None or box.tag in {"body", "html", "main", "article"}:
            break
        if box.tag in {"details", "summary"} or _PANEL_NAMES.search(box.id_and_class):
            return True
        box = box.parent
    return _follows_control(node)


def _follows_control(node: Node) -> bool:
    """Return whether the element right before *node* is a heading, a button or a summary, or is only that, kept or dropped."""
    if node.parent is None:
        return False
    before: Node | None = None
    for child in node.parent.children:
        if child is node:
            break
        if isinstance(child, Node) and child.tag != "br":
            before = child
        elif isinstance(child, str) and not child.isspace() and node.is_box:
            before = None
    for _ in range(_LEVELS):
        if before is None:
            return False
        if before.tag in {"summary", "dt"} or is_button(before):
            return True
        # A title that a script makes a control, but not over a number, and not that of the whole page.
        if before.tag in HEADING_TAGS:
            return before.tag != "h1" and node.words >= _FEWEST_IN_PANEL
        inner = [child for child in before.children if isinstance(child, Node)]
        before = inner[0] if len(inner) == 1 else None
    return False
