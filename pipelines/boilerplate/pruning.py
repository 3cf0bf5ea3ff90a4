"""Which boxes of a page are not the policy: navigation, dialogs, banners, footers, and what stands beside the text.

Recall first: a rule may leave out a box only below a share of the page's prose, so that no pattern can eat the
document, and when all rules by name together took more than half of it they are taken back. Words and shares are
the trial's on 711 pages of 76 operators. Nothing is removed: a node is marked with the rule that left it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clausetrail.pipelines.boilerplate import keep_signs, page_edges, side_boxes
from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import HEADINGS
from clausetrail.pipelines.dom.tree import (
    AGREES,
    ASKS_MAIL,
    CONSENT,
    DECLINES,
    FIRST_TITLE,
    HEADED,
    SCRIPTLESS,
    TITLE,
    Node,
    measure,
    measure_stale,
    node_text,
)

Rule = Callable[[Node, int], str]
_NEVER = HEADINGS | {"html", "body", "main", "article"}
_TEXT = frozenset({"main", "article"})
_OFFER = 40  # words of an offer by mail inside the text
_MOST_NOSCRIPTS = 20  # with prose, each looked for in the whole page
_LONGEST_NOSCRIPT = 2_000  # words: what is longer is a second page
_SMALL = 250  # words of a hand-made consent box at most


def prune(root: Node) -> None:
    """Mark in *root* what is not the policy, and measure what remains."""
    measure(root)
    _never_shown(root)
    total = _apply(root, _consent, root.mass)
    total = _apply(root, _by_structure, total)
    total = _apply(root, _by_name, total, limit=0.5)
    _after_the_footer(root, total)
    measure_stale(root)
    side_boxes.drop_side_boxes(root)  # which wants fresh figures, as does what follows
    measure_stale(root)
    page_edges.drop_page_edges(root)


def _apply(root: Node, rule: Rule, total: int, limit: float = 1.0) -> int:
    """Mark the outermost boxes that *rule* names and return the prose that is left of *total*.

    If they held more than *limit* of it, all marks are taken back.
    """
    marked, stack = list[Node](), [root]
    while stack:
        node = stack.pop()
        if node is not root and (reason := rule(node, total)):
            node.drop(reason)
            marked.append(node)
        else:
            stack += [child for child in reversed(node.nodes()) if child.judged]
    lost = sum(node.mass for node in marked)
    if lost <= limit * total:
        return total - lost
    for node in marked:
        node.dropped = ""
    return total


def _never_shown(root: Node) -> None:
    """What is shown only where scripts or frames are not: a second copy, unless it is all there is."""
    stack, asked = [root], 0
    while stack:
        node = stack.pop()
        if node.tag in {"noscript", "noframes"} and 2 * node.words < root.words:
            asked += node.mass > 0
            if asked > _MOST_NOSCRIPTS or not _tells_more(node, root):
                node.drop(node.tag)
        stack += [child for child in node.nodes() if child.signs & SCRIPTLESS]


def _tells_more(node: Node, root: Node) -> bool:
    """Return whether *node* has prose that the page says nowhere else, and that asks for no script."""
    if not node.mass or node.tag != "noscript" or node.words > _LONGEST_NOSCRIPT:
        return False
    said = node_text(node)
    return not patterns.SCRIPTS.search(said) and node_text(root).count(said) == 1


def _consent(node: Node, total: int) -> str:
    """Name the dialog or consent box that *node* is; a tool's own box may hold three quarters of a short page."""
    if node.tag in _NEVER or not (node.boxed or node.tag == "span") or 4 * node.mass > 3 * total:
        return ""
    if patterns.names_consent_tool(node.name):
        return "consent tool" if node.words < 12 or node.signs & CONSENT else ""
    if 2 * node.mass > total:
        return ""
    if _is_dialog(node):
        return "dialog"
    return "consent box" if _is_named_consent(node, total) or _asks_consent(node) else ""


def _is_named_consent(node: Node, total: int) -> bool:
    name = node.name
    if node.signs & (AGREES | DECLINES) and (
        patterns.CONSENT_NAMES.search(name) or patterns.CONSENT_BANNERS.search(name)
    ):
        return True
    if node.signs & HEADED or 10 * node.mass >= total or node.within & _TEXT:
        return False
    return bool(patterns.CONSENT_BANNERS.search(name))


def _is_dialog(node: Node) -> bool:
    role = node.attrs.get("role", "").lower()
    return node.tag == "dialog" or role in {"dialog", "alertdialog"} or node.attrs.get("aria-modal") == "true"


def _asks_consent(node: Node) -> bool:
    """A box with a button that agrees, another that declines or asks for choices, and a word on cookies."""
    if not 4 < node.words < _SMALL or node.signs & FIRST_TITLE:
        return False
    asked = AGREES | DECLINES | CONSENT
    return node.signs & asked == asked


_ROLES = {
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
# The share of the prose that a box of this kind may hold and still be left out.
_SHARES = {"navigation": 0.3, "menu": 0.3, "footer": 0.3, "header": 0.15, "aside": 0.25, "search": 0.1}


def _by_structure(node: Node, total: int) -> str:
    """Name the sectioning element or landmark role that says itself that it is not the text."""
    if node.tag == "button":
        return "" if keep_signs.opens_next_passage(node, total) and not _toggles(node) else _idle_button(node)
    if node.inputs and node.boxed and node.words < 150 and 5 * node.mass <= total and _is_form(node):
        return (
            ""
            if keep_signs.is_between_prose(node, total) and not patterns.SUBSCRIBES.search(node_text(node))
            else "form"
        )
    if _offers_mail(node, total):
        return "sign-up"
    kind = _ROLES.get(node.attrs.get("role", "").lower()) or _ROLES.get(node.tag) or _named_kind(node)
    if kind == "navigation" and 2 * node.inner > node.words and node.within & _TEXT:
        return ""  # a table of contents
    if not kind or node.mass > _SHARES[kind] * total or _inside_text(node, kind):
        return ""
    if kind in {"header", "footer"} and keep_signs.states_effective_date(node):
        return ""
    if kind in {"header", "aside"} and node.mass and 2 * node.linked < node.words:
        return (
            "" if kind == "aside" or node.within & _TEXT else kind
        )  # asides with prose are judged by where they stand
    return kind


def _named_kind(node: Node) -> str:
    """What pages before HTML 5 called a footer or a sidebar, by the whole name."""
    names = set(node.name.split()) if node.tag in {"div", "td", "table"} else set()
    if names & {"footer", "site-footer", "page-footer", "colophon"}:
        return "footer"
    return "aside" if "sidebar" in names else ""


def _is_form(node: Node) -> bool:
    """A form, or a box beside the text that asks for an address: an offer, a newsletter, a way to sign in."""
    if node.signs & FIRST_TITLE:
        return False
    return node.tag == "form" or (bool(node.signs & ASKS_MAIL) and node.within.isdisjoint(_TEXT))


def _offers_mail(node: Node, total: int) -> bool:
    """The outermost box of less than *_OFFER* words with a field for an address, if it speaks of subscribing."""
    parent = node.parent
    if not node.signs & ASKS_MAIL or node.words >= _OFFER or parent is None or node.tag in _NEVER:
        return False
    if parent.words < _OFFER or 10 * node.mass > total or node.signs & FIRST_TITLE:
        return False
    return bool(patterns.SUBSCRIBES.search(node_text(node)))


def _idle_button(node: Node) -> str:
    """A button that opens a passage is its title; one that stands in a sentence is a part of it; others do things."""
    if {"aria-expanded", "aria-controls", "data-target", "data-bs-target"} & node.attrs.keys() and node.words > 2:
        return ""
    parent = node.parent
    if parent is None or node.words > 12 or patterns.EXPANDS.search(f"{node.name} {parent.name}"):
        return ""
    if parent.tag in HEADINGS or parent.tag in {"summary", "dt", "p"}:
        return ""
    return "" if parent.speaks else "button"


def _toggles(node: Node) -> bool:
    return bool(patterns.TOGGLES.fullmatch(node_text(node)))


def _inside_text(node: Node, kind: str) -> bool:
    """A header with the page's first title stays for it; a footer or header of a quotation is its text."""
    if kind == "header" and node.signs & TITLE and 2 * node.linked < node.words:
        return True
    return bool(node.within & {"blockquote", "table", "li"}) and kind in {"header", "footer"}


def _by_name(node: Node, total: int) -> str:
    """Name the class or id token that says furniture, of a box without prose, full of links, or small in the page."""
    reason = _named(node, total)
    if not reason or (reason == "named dialog" and keep_signs.is_between_prose(node, total)):
        return ""
    opens = keep_signs.opens_next_passage(node, total) and keep_signs.has_only_script_links(node)
    return "" if opens or keep_signs.states_effective_date(node) else reason


def _named(node: Node, total: int) -> str:
    if (
        not node.boxed
        or node.signs & TITLE
        or node.tag in {*HEADINGS, "main", "article", "body", "html", "p", "li", "td", "table"}
    ):
        return ""
    if node.mass > 0.1 * total:
        return ""
    name = node.name
    if node.within.isdisjoint(_TEXT) and patterns.DIALOGS.search(name):
        return "" if node.signs & FIRST_TITLE else "named dialog"
    if node.mass == 0 and (found := patterns.PLAIN_NAMES.search(name)):
        return f"named {found[0].strip(' _-')}"
    if 2 * (node.linked - node.inner) > node.words and (found := patterns.NAMES.search(name)):
        return f"named {found[0].strip(' _-')}"
    return ""


def _after_the_footer(root: Node, total: int) -> None:
    """Leave out the boxes after the footer of the page: dialogs and notices that scripts show over it.

    A table of data is none of these: policies unfold their tables of purposes in boxes that are written there.
    The footer is the first outside main and article after which less than a fifth of the prose stands,
    and no first title: pages put together of several have several footers.
    """
    for footer in list(_footers(root))[:20]:
        after = list(_following(footer))
        if 5 * sum(node.mass for node in after) < total and not any(node.signs & FIRST_TITLE for node in after):
            for node in after:
                if not keep_signs.has_data_table(node):
                    node.drop("after the footer")
            return


def _footers(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.dropped in {"footer", "named footer"} and node.within.isdisjoint({"main", "article", "table"}):
            yield node
        elif not node.dropped:
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))


def _following(node: Node) -> Iterator[Node]:
    """Yield the boxes that stand after *node* in the page, the outermost of each."""
    while node.parent is not None:
        siblings = node.parent.children
        position = next(at for at, child in enumerate(siblings) if child is node)
        yield from (child for child in siblings[position + 1 :] if isinstance(child, Node) and not child.dropped)
        node = node.parent
