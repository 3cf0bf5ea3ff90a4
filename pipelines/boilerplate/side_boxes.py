"""What stands beside a policy's text in small boxes: side columns, players, dialogs, notices, offers by mail.

The text is found by its share of the page's prose alone, and nothing inside it is judged here: an aside among a
policy's own sections is a part of it. No box goes that is large, holds the page's title, or tells a date of effect.
"""

from __future__ import annotations

from clausetrail.pipelines.boilerplate import keep_signs
from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import HEADINGS
from clausetrail.pipelines.dom.tree import ASKS_MAIL, FIRST_TITLE, HEADED, TITLE, Node, node_text, walk

_PASSAGES = frozenset({"p", "ul", "ol", "li", "dl", "dd", "pre", "blockquote"})
_NEVER = HEADINGS | {"html", "body", "main", "article"}
_TEXT = frozenset({"main", "article"})
_PEERS = frozenset({"section", "article", "details"})
_LARGE = 150  # words of what goes by its name alone: half a minute's reading
_NOTICE = 40  # words of a notice at most, as of a consent box without choices
_FORM = 400  # words of a form at most: those that open an account tell every way to fill it in wrongly


def drop_side_boxes(root: Node) -> None:
    """Mark in *root*, whose figures are fresh, what stands beside the way down to the text."""
    node, total = root, root.mass
    while trunk := _trunk(node, total):
        for child in node.nodes():
            if child is not trunk and child.boxed:
                _judge(child, trunk, total)
        node = trunk


def _trunk(node: Node, total: int) -> Node | None:
    """Return the child of *node* that holds the text, or nothing where *node* is the text itself.

    The text holds three quarters of all prose. Two headings beside it, or another box with prose of the same make,
    say that it is only the longest part.
    """
    below = node.nodes()
    trunk = next((child for child in below if child.mass and 4 * child.mass >= 3 * total), None)
    if trunk is None or trunk.tag in _PASSAGES or sum(child.tag in HEADINGS for child in below) > 1:
        return None
    return None if any(_is_peer(child, trunk) for child in below) else trunk


def _is_peer(node: Node, trunk: Node) -> bool:
    if node is trunk or node.tag != trunk.tag or not node.mass:
        return False
    kind = trunk.attrs.get("class", "")
    return kind == node.attrs.get("class", "") if kind else node.tag in _PEERS


def _judge(box: Node, trunk: Node, total: int) -> None:
    """Mark the outermost boxes in *box* that are not the policy; what they say is read once."""
    stack = [(box, False)]
    while stack:
        node, in_small = stack.pop()
        small = node.words < _LARGE and 10 * node.mass <= total
        reason = _reason(node, total, small) if _may_go(node, trunk) else ""
        if not reason and small and not in_small and node.words > 2 and _is_player(node):
            reason = "player"
        if not reason:
            stack += [(child, in_small or small) for child in node.nodes() if child.boxed]
        elif not (keep_signs.is_between_prose(node, total) or patterns.EFFECTIVE.search(node_text(node))):
            node.drop(reason)


def _may_go(node: Node, trunk: Node) -> bool:
    """A second title is no reason to stay where the text has one of its own."""
    if node.tag in _NEVER or not node.words or node.signs & FIRST_TITLE:
        return False
    return not node.signs & TITLE or bool(trunk.signs & TITLE)


def _reason(node: Node, total: int, small: bool) -> str:
    if _is_aside(node) and (small or (4 * node.mass <= total and node.within.isdisjoint(_TEXT))):
        return "aside" if 2 * node.inner <= node.words and not keep_signs.is_plain_policy_prose(node) else ""
    if node.signs & ASKS_MAIL and 10 * node.mass <= total and node.words < (_FORM if node.tag == "form" else _LARGE):
        return "sign-up"
    if not small:
        return ""
    if patterns.DIALOGS.search(node.name):
        return "named dialog"
    if patterns.SWITCHERS.search(node.name):
        return "language switcher"
    if _is_hidden(node) and not node.signs & HEADED:
        return "hidden beside the text"
    return "notice" if node.words < _NOTICE and _is_notice(node) else ""


def _is_aside(node: Node) -> bool:
    """What says itself, by element, role or name, that it stands beside the text."""
    if node.tag == "aside" or node.attrs.get("role", "").lower() == "complementary":
        return True
    return bool(patterns.MARGINS.search(node.name))


def _is_hidden(node: Node) -> bool:
    """What is not shown until a script says so; a class with a colon names a width at which it is."""
    if "hidden" in node.attrs or "display:none" in node.attrs.get("style", "").lower().replace(" ", ""):
        return True
    return ":" not in node.name and bool(patterns.HIDDEN & set(node.attrs.get("class", "").lower().split()))


def _is_notice(node: Node) -> bool:
    """A live region (WAI-ARIA 1.2, section 5.3.5), words on the connection, or a number that scripts read."""
    if node.attrs.get("role", "").lower() in {"alert", "status"} or "aria-live" in node.attrs:
        return not patterns.DATED.search(node_text(node))
    if not node.speaks:
        return False
    words = node_text(node)
    return bool(patterns.OFFLINE.search(words)) or (words.isdecimal() and not patterns.DATED.search(words))


def _is_player(box: Node) -> bool:
    """Return whether three different controls of a player stand in *box*, each alone, that to play or pause too."""
    words = {node_text(node).casefold() for node in walk(box) if node.speaks and node.words < 3}
    controls = words & patterns.CONTROLS
    return len(controls) > 2 and bool(controls & patterns.PLAYS)
