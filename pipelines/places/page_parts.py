"""Find the parts of a page by tag, role, position and name: dialogs, navigation, footers, bars, forms, pickers, advertisements.

A name is evidence only where it is the beginning or the end of a class or an id: "site-footer", and not "mt-header-h".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import TEXT_TAGS
from clausetrail.pipelines.dom.tree import CONSENT_BOX, CONSENT_WORD, FIRST_TITLE, Node
from clausetrail.pipelines.places.kept_results import keep_results

_BY_TAG = {
    "nav": "navigation", "menu": "navigation", "footer": "footer", "aside": "aside", "dialog": "dialog", "form": "form",
    "label": "form", "legend": "form", "button": "control", "search": "form", "header": "header", "figcaption": "caption",
}  # fmt: skip
_BY_ROLE = {
    "navigation": "navigation", "menu": "navigation", "menubar": "navigation", "menuitem": "navigation",
    "contentinfo": "footer", "complementary": "aside", "dialog": "dialog", "alertdialog": "dialog", "banner": "header",
    "search": "form", "form": "form", "listbox": "picker", "combobox": "picker", "option": "picker", "button": "control",
    "toolbar": "control", "radiogroup": "picker", "tooltip": "tooltip",
}  # fmt: skip
_NAMES = {
    "navigation": "nav navbar navigation menu submenu megamenu dropdown breadcrumb breadcrumbs skip-link topbar offcanvas drawer "
    "hamburger toc pagination pager",
    "footer": "footer colophon subfooter prefooter",
    "aside": "sidebar sidenav aside related trending recommended most-popular popular teaser teasers mostread rail",
    "dialog": "modal dialog popup popover lightbox overlay cookie cookies consent gdpr ccpa onetrust cookiebar cookiebanner "
    "cookieconsent cmp fc-consent-root",
    "banner": "banner announcement promo promotion promobar alert notice notification notifications toast snackbar cta "
    "hello-bar ticker publish-banner marquee",
    "form": "newsletter subscribe subscription signup sign-up login signin search searchbox form",
    "picker": "language languages lang-switcher locale locales country-selector region-selector selector switcher picker "
    "language-selector currency",
    "sharing": "share sharing social socials follow-us",
    "advertisement": "advert advertisement sponsored adsbygoogle dfp ad-slot adslot ad-label ad-container",
    "testimonials": "testimonial testimonials reviews carousel slider swiper slick",
}
_PART_OF_NAME = {name: part for part, names in _NAMES.items() for name in names.split()}
_WORDS = "|".join(sorted(map(re.escape, _PART_OF_NAME), key=len, reverse=True))
_NAME = re.compile(rf"(?:^|\s|[a-z0-9]*[_-]{{1,2}})({_WORDS})(?=\s|$)|(?:^|\s)({_WORDS})(?=[_-])")
_FIXED = re.compile(r"position\s*:\s*(?:fixed|sticky|-webkit-sticky)")
_FIXED_CLASSES = frozenset(
    {"fixed", "sticky", "fixed-top", "fixed-bottom", "sticky-top", "sticky-bottom", "navbar-fixed-top"}
)
# Attributes of a button that opens a passage, and so is its title.
_OPENS = frozenset({"aria-expanded", "aria-controls", "data-target", "data-bs-target"})
_NEVER = TEXT_TAGS | {"html", "body", "[document]"}
_LONGEST_DIALOG = 400  # words; a longer dialog shows a document
_LONGEST_CONSENT_BOX = 250  # words
_LONGEST_ANSWER = 50  # characters of a button
_LONGEST_CARD = 40  # words of a box that one link makes clickable


class Part(NamedTuple):
    """A part of a page, and whether only a class or an id names it."""

    name: str
    is_named: bool


def own_part(node: Node) -> Part | None:
    """Return the part of the page that *node* itself is, or None."""
    if node.tag in _NEVER:
        return None
    part = _part_by_markup(node)
    if part == "navigation" and _is_menu(node):
        return Part("menu", is_named=False)
    if part is not None:
        return Part(part, is_named=False) if part != "dialog" or _is_small(node) else None
    if node.is_box and _asks_consent(node):
        return Part("consent box", is_named=False)
    names = node.id_and_class
    if len(names) > 1 and (named := _named_part(names)):
        is_menu = named == "navigation" and _is_menu(node)
        return Part("menu", is_named=False) if is_menu else Part(named, is_named=True)
    return None


@keep_results
def _named_part(names: str) -> str:
    """Return the part that the id and the classes *names* name, or ""."""
    match = _NAME.search(names)
    return _PART_OF_NAME[match[1] or match[2]] if match else ""


def _part_by_markup(node: Node) -> str | None:
    """Return the part that *node* is by its role, its position or its tag."""
    attrs = node.attrs
    if attrs:
        if "role" in attrs and (part := _BY_ROLE.get(attrs["role"].lower())):
            return part if part != "control" or _OPENS.isdisjoint(attrs) else None
        if attrs.get("aria-modal") == "true":
            return "dialog"
        is_fixed = node.is_fixed or "style" in attrs and _FIXED.search(attrs["style"].lower())
        if is_fixed or ("class" in attrs and not _FIXED_CLASSES.isdisjoint(attrs["class"].split())):
            return "fixed bar"
        if node.tag == "button" and not _OPENS.isdisjoint(attrs):
            return None
    return _BY_TAG.get(node.tag)


def _is_small(node: Node) -> bool:
    """Return whether the dialog *node* is beside the policy, and does not show it.

    It is if it asks for consent to cookies, or is short, without a first title, and holds less than half of the page.
    """
    if node.words > _LONGEST_DIALOG:
        return False
    if node.signs & CONSENT_WORD and _has_answer(node):
        return True
    root = node
    while root.parent is not None:
        root = root.parent
    is_minor = 2 * (node.words - node.linked_words) < root.words - root.linked_words
    return is_minor and not node.signs & FIRST_TITLE


def _has_answer(node: Node) -> bool:
    """Return whether *node* holds a short label that agrees to cookies or declines them, dropped or kept, of whatever make."""
    stack = [node]
    while stack:
        label = stack.pop()
        inner = [child for child in label.children if isinstance(child, Node)]
        stack += inner
        text = "" if inner else " ".join("".join(map(str, label.children)).split())
        if 0 < len(text) <= _LONGEST_ANSWER and (
            patterns.AGREE_LABEL.search(text) or patterns.DECLINE_LABEL.search(text)
        ):
            return True
    return False


def _is_menu(node: Node) -> bool:
    """Return whether the navigation *node* is a menu by its make: a third or more of its words lead to other pages."""
    if not node.is_box or node.signs & FIRST_TITLE:
        return False
    leading = node.linked_words - node.fragment_words
    return 3 * leading >= node.words or 3 * (leading + _card_words(node)) >= node.words


def _card_words(root: Node) -> int:
    """Return how many words of *root* are in cards: short boxes that a link without words of its own makes clickable.

    The link is laid over its card, as of Bootstrap's "stretched link" and Webflow's "clickable".
    """
    cards: dict[Node, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        children = node.kept_children()
        if node.tag == "a" and not node.words and not _is_anchor(node.attrs.get("href", "")):
            card = node.parent
            while card is not None and card is not root and not card.words:
                card = card.parent
            if card is not None and card.words <= _LONGEST_CARD:
                cards[card] = card.words - card.linked_words
        stack += children
    return sum(words for card, words in cards.items() if not _is_within(card, cards))


def _is_anchor(href: str) -> bool:
    return not href or (len(href) > 1 and href[0] == "#")


def _is_within(card: Node, cards: dict[Node, int]) -> bool:
    above = card.parent
    while above is not None and above not in cards:
        above = above.parent
    return above is not None


def _asks_consent(node: Node) -> bool:
    return node.signs & CONSENT_BOX == CONSENT_BOX and node.words < _LONGEST_CONSENT_BOX
