"""Mark the boxes of a page that are not the policy: navigation, dialogs, banners, footers, and boxes beside the text.

Recall has priority: a rule may drop a box only if it holds less than a share of the page's prose, so that no pattern can
drop the document, and if all boxes that are dropped by name hold more than half of it, they are all restored. The words and
shares are those of a trial on 711 pages of 76 operators. Nothing is removed: a node is marked with the reason of the rule.

The order of the rules is `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from clausetrail.pipelines.boilerplate import keep_signs, page_edges, side_boxes
from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import FEWEST_WORDS_ELSEWHERE, HEADING_TAGS, NEVER_DROPPED_TAGS, TEXT_TAGS
from clausetrail.pipelines.dom.tree import (
    CONSENT_BOX,
    CONSENT_BUTTONS,
    CONSENT_WORD,
    FIRST_TITLE,
    HEADING,
    MAIL_FIELD,
    SCRIPTLESS_ONLY,
    TITLE,
    Node,
    measure,
    measure_stale,
    node_text,
    walk,
    word_count,
)

Rule = Callable[[Node, int], str]  # from a box and the prose of the page, the reason to drop the box, or ""

# Words that a box has fewer than, to be dropped for one of these reasons.
_TOOL_BOX = 12  # as a box of a consent tool without a word on consent
_CONSENT_BOX = 250  # as a hand-made consent box
_WORDS_PER_MENU_LINK = 40  # of a menu with a card for each link
_FORM = 150  # as a form
_MAIL_OFFER = 40  # as an offer by mail inside the text
_SHORTEST_CONSENT_BOX = 5  # words of a hand-made consent box at least
_LONGEST_BUTTON = 12  # words; a longer button is content
_SHORTEST_PASSAGE_BUTTON = 3  # words of a button that opens a passage, as its attributes show
_MOST_NOSCRIPTS = 20  # noscript elements with prose, because each is searched in the whole page
_LONGEST_NOSCRIPT = 2_000  # words; a longer one is a second page
_MOST_FOOTERS = 20  # because the boxes after each are gathered again
# The share of the page's prose that a box of this kind may hold at most, to be dropped.
_MOST_PROSE = {"navigation": 0.3, "menu": 0.3, "footer": 0.3, "header": 0.15, "aside": 0.25, "search": 0.1}
_MOST_PROSE_BY_NAME = 0.1  # the same for a box that is dropped by its class or id
_MOST_PROSE_OF_NAMED = 0.5  # the share that all boxes dropped by class or id may hold together


class Step(NamedTuple):
    """One step of `prune`. *run* takes the root and the prose of the page that is left, and returns what is left then."""

    name: str
    why_here: str
    run: Callable[[Node, int], int]
    needs_fresh_figures: bool = False


def prune(root: Node) -> None:
    """Measure *root*, mark the boxes that are not the policy, and measure what remains before the steps that need it."""
    measure(root)
    prose = root.prose_words
    for step in STEPS:
        if step.needs_fresh_figures:
            measure_stale(root)
        prose = step.run(root, prose)


def _drop_matches(root: Node, rule: Rule, prose: int, most: float = 1.0) -> int:
    """Mark the outermost boxes for which *rule* returns a reason, and return the prose that is left of *prose*.

    If they hold more than the share *most* of it, all marks are removed again.
    """
    marked, stack = list[Node](), [root]
    while stack:
        node = stack.pop()
        if node is not root and (reason := rule(node, prose)):
            node.drop(reason)
            marked.append(node)
        else:
            stack += [child for child in reversed(node.kept_children()) if child.may_match]
    lost = sum(node.prose_words for node in marked)
    if lost <= most * prose:
        return prose - lost
    for node in marked:
        node.dropped = ""
    return prose


def _drop_scriptless(root: Node, prose: int) -> int:
    """Drop noscript and noframes elements, which repeat the page, unless they hold half of its words or prose of their own."""
    stack, searched = [root], 0
    while stack:
        node = stack.pop()
        if node.tag in {"noscript", "noframes"}:
            searched += node.prose_words > 0
            is_small = 2 * node.words < root.words
            if (
                is_small
                and (searched > _MOST_NOSCRIPTS or not _has_unique_prose(node, root))
                or not is_small
                and _is_escaped_markup(node_text(node))
            ):
                node.drop(node.tag)
        stack += [child for child in node.kept_children() if child.signs & SCRIPTLESS_ONLY]
    return prose


def _has_unique_prose(node: Node, root: Node) -> bool:
    """Return whether *node* is a noscript with prose that occurs once in the page and does not ask to enable scripts."""
    if not node.prose_words or node.tag != "noscript" or node.words > _LONGEST_NOSCRIPT:
        return False
    text = node_text(node)
    if patterns.SCRIPT_WORDS.search(text) or _is_escaped_markup(text):
        return False
    return node_text(root).count(text) == 1


def _is_escaped_markup(text: str) -> bool:
    """Return whether *text* shows tags as text, with fewer words outside them than a sentence has, or than are in them."""
    without, tags = patterns.ESCAPED_TAG.subn(" ", text)
    if not tags:
        return False
    words = word_count(without)
    return words < FEWEST_WORDS_ELSEWHERE or 2 * words < word_count(text)


def _drop_consent(root: Node, prose: int) -> int:
    return _drop_matches(root, _consent_reason, prose)


def _consent_reason(node: Node, prose: int) -> str:
    """Return the reason to drop a dialog or a consent box. A tool's own box may hold three quarters of a short page.

    A dialog that asks for consent, with both buttons, may hold more: beside a list of partners it holds all prose.
    """
    if node.tag in NEVER_DROPPED_TAGS or not (node.is_box or node.tag == "span"):
        return ""
    if node.signs & CONSENT_BOX == CONSENT_BOX and _is_dialog(node) and keep_signs.has_title_outside(node):
        return "dialog"
    if 4 * node.prose_words > 3 * prose:
        return ""
    if patterns.names_consent_tool(node.id_and_class):
        return "consent tool" if node.words < _TOOL_BOX or node.signs & CONSENT_WORD else ""
    if 2 * node.prose_words > prose:
        return ""
    if _is_dialog(node):
        return "dialog"
    return "consent box" if _is_named_consent_box(node, prose) or _is_unnamed_consent_box(node) else ""


def _is_named_consent_box(node: Node, prose: int) -> bool:
    name = node.id_and_class
    if node.signs & CONSENT_BUTTONS and (patterns.CONSENT_NAMES.search(name) or patterns.CONSENT_BANNERS.search(name)):
        return True
    if node.signs & HEADING or 10 * node.prose_words >= prose or node.within & TEXT_TAGS:
        return False
    if not (node.prose_words or node.linked_words or node.field_count or node.signs & CONSENT_BUTTONS):
        return False  # nothing to read and nothing to press: the title of a notice on cookies, and its date
    return bool(patterns.CONSENT_BANNERS.search(name))


def _is_dialog(node: Node) -> bool:
    role = node.attrs.get("role", "").lower()
    return node.tag == "dialog" or role in {"dialog", "alertdialog"} or node.attrs.get("aria-modal") == "true"


def _is_unnamed_consent_box(node: Node) -> bool:
    """Return whether *node* has a button that agrees, one that declines or opens the choice, and a word on cookies."""
    if not _SHORTEST_CONSENT_BOX <= node.words < _CONSENT_BOX or node.signs & FIRST_TITLE:
        return False
    return node.signs & CONSENT_BOX == CONSENT_BOX


def _drop_by_structure(root: Node, prose: int) -> int:
    return _drop_matches(root, _structure_reason, prose)


# Landmark roles (WAI-ARIA) and sectioning elements (HTML) by the kind of box that they mark.
_KINDS = {
    "nav": "navigation",
    "menu": "menu",
    "footer": "footer",
    "header": "header",
    "aside": "aside",
    "search": "search",
    "navigation": "navigation",
    "menubar": "menu",
    "contentinfo": "footer",
    "banner": "header",
    "complementary": "aside",
}


def _structure_reason(node: Node, prose: int) -> str:
    """Return the reason to drop a button, a form, or an element with the tag or role of a part beside the text."""
    if node.tag == "button":
        return "" if keep_signs.opens_next_passage(node, prose) and not _is_toggle(node) else _button_reason(node)
    if node.field_count and node.is_box and node.words < _FORM and 5 * node.prose_words <= prose and _is_form(node):
        is_offer = patterns.SUBSCRIPTION_OFFER.search(node_text(node))
        is_clause = keep_signs.is_between_prose(node, prose) and not is_offer
        return "" if is_clause or keep_signs.states_a_right(node) else "form"
    if _is_mail_offer(node, prose):
        return "sign-up"
    if _is_menu(node, prose):
        return "menu"
    kind = _KINDS.get(node.attrs.get("role", "").lower()) or _KINDS.get(node.tag) or _kind_by_name(node)
    if kind == "navigation" and 2 * node.fragment_words > node.words and node.within & TEXT_TAGS:
        return ""  # a table of contents
    if not kind or node.prose_words > _MOST_PROSE[kind] * prose or _is_part_of_text(node, kind):
        return ""
    if kind in {"header", "footer"} and keep_signs.states_effective_date(node):
        return ""
    if kind in {"header", "footer", "aside"} and node.prose_words and 2 * node.linked_words < node.words:
        # `side_boxes` decides on asides with prose, by their position. The footer of the text itself may be its last clause.
        return "" if kind == "aside" or node.within & TEXT_TAGS else kind
    return kind


def _kind_by_name(node: Node) -> str:
    """Return "footer" or "aside" for a box that has such a class or id, as pages before HTML 5 do, or ""."""
    names = set(node.id_and_class.split()) if node.tag in {"div", "td", "table"} else set()
    if names & {"footer", "site-footer", "page-footer", "colophon"}:
        return "footer"
    return "aside" if "sidebar" in names else ""


def _is_form(node: Node) -> bool:
    """Return whether *node* is a form, or a box outside the text with a field for an address: an offer, or a way to sign in."""
    if node.signs & FIRST_TITLE:
        return False
    return node.tag == "form" or (bool(node.signs & MAIL_FIELD) and node.within.isdisjoint(TEXT_TAGS))


def _is_mail_offer(node: Node, prose: int) -> bool:
    """Return whether *node* is the outermost small box with a field for an address, and mentions subscribing."""
    parent = node.parent
    if not node.signs & MAIL_FIELD or node.words >= _MAIL_OFFER or parent is None or node.tag in NEVER_DROPPED_TAGS:
        return False
    if parent.words < _MAIL_OFFER or 10 * node.prose_words > prose or node.signs & FIRST_TITLE:
        return False
    return bool(patterns.SUBSCRIPTION_OFFER.search(node_text(node)))


def _button_reason(node: Node) -> str:
    """Return "button", or "" for a button that opens a passage, and so is its title, or that is part of a sentence."""
    opens = {"aria-expanded", "aria-controls", "data-target", "data-bs-target"} & node.attrs.keys()
    if opens and node.words >= _SHORTEST_PASSAGE_BUTTON:
        return ""
    parent = node.parent
    names = f"{node.id_and_class} {parent.id_and_class}" if parent else ""
    if parent is None or node.words > _LONGEST_BUTTON or patterns.EXPANDER_NAMES.search(names):
        return ""
    if parent.tag in HEADING_TAGS or parent.tag in {"summary", "dt", "p"}:
        return ""
    return "" if parent.has_own_text else "button"


def _is_toggle(node: Node) -> bool:
    return bool(patterns.TOGGLE_LABEL.fullmatch(node_text(node)))


def _is_part_of_text(node: Node, kind: str) -> bool:
    """Return whether a header stays because it holds the page's first title, or a header or footer because it is quoted."""
    if kind == "header" and node.signs & TITLE and 2 * node.linked_words < node.words:
        return True
    return bool(node.within & {"blockquote", "table", "li"}) and kind in {"header", "footer"}


def _drop_by_name(root: Node, prose: int) -> int:
    return _drop_matches(root, _name_reason, prose, most=_MOST_PROSE_OF_NAMED)


def _name_reason(node: Node, prose: int) -> str:
    """Return the reason to drop a box for its class or id: it has no prose, is full of links, or is small in the page."""
    reason = _matched_name(node, prose)
    if not reason or (reason == "named dialog" and keep_signs.is_between_prose(node, prose)):
        return ""
    opens = keep_signs.opens_next_passage(node, prose) and keep_signs.has_only_script_links(node)
    return "" if opens or keep_signs.states_effective_date(node) else reason


def _is_menu(node: Node, prose: int) -> bool:
    """Return whether *node* has the name of a menu, links, and its place before the title; its cards may hold prose."""
    if (
        not node.linked_words
        or not node.is_box
        or node.signs & TITLE
        or node.tag in NEVER_DROPPED_TAGS
        or node.within & TEXT_TAGS
    ):
        return False
    if node.prose_words > _MOST_PROSE["menu"] * prose or not patterns.MENU_NAMES.search(node.id_and_class):
        return False
    links = sum("href" in child.attrs for child in walk(node))
    return links > 1 and node.words <= _WORDS_PER_MENU_LINK * links and keep_signs.is_before_title(node)


def _matched_name(node: Node, prose: int) -> str:
    if (
        not node.is_box
        or node.signs & TITLE
        or node.tag in NEVER_DROPPED_TAGS
        or node.tag in {"p", "li", "td", "table"}
        or node.prose_words > _MOST_PROSE_BY_NAME * prose
    ):
        return ""
    name = node.id_and_class
    if node.within.isdisjoint(TEXT_TAGS) and patterns.DIALOG_NAMES.search(name):
        return "" if node.signs & FIRST_TITLE else "named dialog"
    if node.prose_words == 0 and (token := patterns.UNAMBIGUOUS_NAMES.search(name)):
        return f"named {token[0].strip(' _-')}"
    is_full_of_links = 2 * (node.linked_words - node.fragment_words) > node.words
    if is_full_of_links and (token := patterns.FURNITURE_NAMES.search(name)):
        return f"named {token[0].strip(' _-')}"
    return ""


def _drop_after_footer(root: Node, prose: int) -> int:
    """Drop the boxes after the footer of the page: dialogs and notices that scripts show over it.

    A box with a table of data is kept: policies have boxes there with their tables of purposes, which links unfold. The
    footer is the first outside main and article that is followed by less than a fifth of the prose and by no first title:
    pages that are put together from several pages have several footers.
    """
    for footer in list(_footers(root))[:_MOST_FOOTERS]:
        following = list(_following_boxes(footer))
        has_title = any(node.signs & FIRST_TITLE for node in following)
        if 5 * sum(node.prose_words for node in following) < prose and not has_title:
            for node in following:
                if not keep_signs.has_data_table(node):
                    node.drop("after the footer")
            break
    return prose


def _footers(root: Node) -> Iterator[Node]:
    """Yield the boxes that were dropped as footers, outside main, article and tables, in order."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.dropped in {"footer", "named footer"} and node.within.isdisjoint({"main", "article", "table"}):
            yield node
        elif not node.dropped:
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))


def _following_boxes(node: Node) -> Iterator[Node]:
    """Yield the outermost elements after *node* in the page that are not dropped."""
    while node.parent is not None:
        siblings = node.parent.children
        position = next(at for at, child in enumerate(siblings) if child is node)
        yield from (child for child in siblings[position + 1 :] if isinstance(child, Node) and not child.dropped)
        node = node.parent


def _drop_side_boxes(root: Node, prose: int) -> int:
    side_boxes.drop_side_boxes(root)
    return prose


def _drop_page_edges(root: Node, prose: int) -> int:
    page_edges.drop_page_edges(root)
    return prose


STEPS = (
    Step(
        "elements without scripts or frames",
        "first, because a browser does not show them: the later rules are for what a reader sees",
        _drop_scriptless,
    ),
    Step(
        "consent boxes and dialogs",
        "before tags and names, so that a footer or a form in a consent box is dropped with the whole box",
        _drop_consent,
    ),
    Step(
        "parts by tag or role",
        "before names, because a tag or a role is stronger evidence than a class, and the shares of the names are those of "
        "the prose that is left",
        _drop_by_structure,
    ),
    Step(
        "parts by class or id",
        "after tags and roles, because names are the weakest evidence: they are restored together if they hold half of the "
        "prose that is left",
        _drop_by_name,
    ),
    Step(
        "boxes after the footer",
        "after tags and names, which have marked the footer",
        _drop_after_footer,
    ),
    Step(
        "boxes beside the text",
        "after the rules for known parts, because the text is found by its share of the prose that is left",
        _drop_side_boxes,
        needs_fresh_figures=True,
    ),
    Step(
        "boxes at the edges",
        "last: these boxes need no sign of their own, only their position before or after all prose that is left",
        _drop_page_edges,
        needs_fresh_figures=True,
    ),
)
