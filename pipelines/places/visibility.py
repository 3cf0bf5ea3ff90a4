"""Find elements that a browser does not show, by their attributes and by conventional class names.

The evidence is on the element itself; its descendants inherit it. Rules of style sheets are in `style_sheets`.
"""

from __future__ import annotations

import re

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.places.kept_results import keep_results
from clausetrail.snapshots.zones.place import LIVE_REGION, READERS_ONLY

_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;!]+)")
_ZERO = re.compile(r"0(?:\.0+)?(?:px|em|rem|%|pt|vh|vw)?")
_FAR_AWAY = re.compile(r"-(?:\d{4,}(?:\.\d+)?(?:px|pt)?|[1-9]\d{2,}(?:\.\d+)?(?:em|rem|vw|vh))")
_CLIPPED = re.compile(r"rect\(\s*(?:0|1px|auto)|inset\(\s*(?:50|100)%")
# Class names by which style sheets that pages do not hold hide an element: Bootstrap, Tailwind, WordPress, Webflow, Foundation.
_READER_CLASSES = frozenset({
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader", "screen-reader-only",
    "screenreader-only", "sronly", "u-visually-hidden", "element-invisible", "show-for-sr", "offscreen", "a11y-hidden",
    "visually-hidden-focusable", "sr-only-focusable", "is-visually-hidden", "u-hidden-visually", "hidden-accessible",
    "slds-assistive-text", "mw-jump-link", "accessibly-hidden", "cdk-visually-hidden", "govuk-visually-hidden",
})  # fmt: skip
_HIDING_CLASSES = frozenset({
    "hidden", "d-none", "hide", "is-hidden", "w-condition-invisible", "u-hidden", "display-none", "invisible",
    "ng-hide", "elementor-hidden-desktop", "w-hidden-main", "hidden-xs-up", "noshow", "dn",
})  # fmt: skip
# A class that shows an element again at some width ("md:block", "d-lg-flex"): then the hiding class is for small screens.
_SHOWN_AT_A_WIDTH = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl|2xl|xs|tablet|desktop|laptop)[:@](?:block|flex|grid|inline\S*|table\S*|contents|visible)|"
    r"d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline\S*|table\S*)|visible-(?:sm|md|lg|xl)\S*)(?:\s|$)"
)
_MENTION = re.compile(
    r"hid|sr-?only|none|screen-?reader|off-?screen|invisible|assistive|for-sr|noshow|jump-link|(?:^|\s)dn(?:\s|$)"
)


def own_evidence(node: Node) -> str:
    """Return why a browser does not show *node*, by the node itself, or ""."""
    attrs = node.attrs
    if not attrs:
        return ""
    if "hidden" in attrs and attrs["hidden"].lower() != "until-found":
        return "hidden"
    if "style" in attrs and (evidence := style_evidence(attrs["style"].lower())):
        return evidence
    if "class" in attrs and (evidence := _class_evidence(attrs["class"])):
        return evidence
    if "aria-live" in attrs and attrs["aria-live"].lower() in {"polite", "assertive"}:
        return LIVE_REGION
    if "role" in attrs and attrs["role"].lower() in _LIVE_ROLES:
        return LIVE_REGION
    return "aria-hidden" if "aria-hidden" in attrs and attrs["aria-hidden"].lower() == "true" else ""


_LIVE_ROLES = frozenset({"status", "alert", "log", "marquee", "timer", "tooltip"})


@keep_results
def style_evidence(style: str) -> str:
    """Return why the declarations of *style*, in lower case, hide an element, or ""."""
    found = dict(_DECLARATION.findall(style))
    values = {name: value.strip() for name, value in found.items()}
    if values.get("display") == "none":
        return "display:none"
    if values.get("visibility") in {"hidden", "collapse"}:
        return "visibility:hidden"
    if _ZERO.fullmatch(values.get("opacity", "")) and values.get("pointer-events") == "none":  # alone, it fades in
        return "transparent"
    if _CLIPPED.match(values.get("clip", "")) or _CLIPPED.match(values.get("clip-path", "")):
        return READERS_ONLY
    positioned = values.get("position") in {"absolute", "fixed"}
    if positioned and any(_FAR_AWAY.fullmatch(values.get(side, "")) for side in ("left", "right", "top", "bottom")):
        return "off-screen"
    if _FAR_AWAY.fullmatch(values.get("text-indent", "")) or _FAR_AWAY.fullmatch(values.get("margin-left", "")):
        return "off-screen"
    if _ZERO.fullmatch(values.get("font-size", "")):
        return "zero size"
    is_cut = values.get("overflow", "visible").split()[0] in {"hidden", "clip"}
    if is_cut and any(_ZERO.fullmatch(values.get(size, "")) for size in ("width", "height", "max-height")):
        return "zero size"
    return "same colour" if _is_same_colour(values) else ""


def _is_same_colour(values: dict[str, str]) -> bool:
    colour = values.get("color", "").replace(" ", "")
    ground = values.get("background-color", values.get("background", "")).replace(" ", "")
    return colour == "transparent" or (colour != "" and _NAMES.get(colour, colour) == _NAMES.get(ground, ground))


_NAMES = {"white": "#fff", "#ffffff": "#fff", "black": "#000", "#000000": "#000", "rgb(255,255,255)": "#fff"}


@keep_results
def _class_evidence(classes: str) -> str:
    if not _MENTION.search(classes.lower()):
        return ""
    names = {name.casefold() for name in classes.split()}
    if names & _READER_CLASSES:
        return READERS_ONLY
    if names & _HIDING_CLASSES and not _SHOWN_AT_A_WIDTH.search(classes):
        return "hidden by its class"
    return ""
