"""Signs that a box is a part of the policy, whatever it is called: each takes a rule's word back.

A lost title, contact or list of partners reads as "the company deleted it", a kept box of links does not: in doubt
these say yes. They ask only for figures that the measuring has written, so that no box is searched twice.
"""

from __future__ import annotations

from clausetrail.pipelines.dom import patterns, tables
from clausetrail.pipelines.dom.tree import ANSWERS, ASKS_MAIL, PART, Node, node_text, walk

_TITLE = 14  # words of a title at most, as of a bold line that acts as a heading
_LINE = 40  # words of a header or footer that says little but from when the text holds


def opens_next_passage(node: Node, total: int) -> bool:
    """Return whether *node* stands right before a passage, as the button or bar that unfolds it.

    The passage holds less than 60 % of all prose: before the whole text stands "Print", not a title.
    """
    if node.words > _TITLE:
        return False
    outer = _outermost(node)
    below = outer.next
    return below is not None and not below.dropped and below.mass > 0 and 5 * below.mass < 3 * total


def is_between_prose(node: Node, total: int) -> bool:
    """Return whether *node* has prose, and so have the boxes beside it before and after: a twentieth of all each."""
    outer = _outermost(node)
    if not node.mass or outer.parent is None:
        return False
    after = outer.parent.mass - outer.before - outer.mass
    return 20 * outer.before >= total and 20 * after >= total


def _outermost(node: Node) -> Node:
    """Return the largest box that says nothing but what *node* says."""
    while node.parent is not None and node.parent.parent is not None and node.parent.words == node.words:
        node = node.parent
    return node


def has_only_script_links(node: Node) -> bool:
    """Return whether all links of *node*, a small box, are for scripts: "#", "javascript:" or nothing."""
    links = [below.attrs["href"].strip().lower() for below in walk(node) if "href" in below.attrs]
    return all(link.strip("#") == "" or link.startswith("javascript:") for link in links)


def states_effective_date(node: Node) -> bool:
    """Return whether *node* is a line or two that say from when the text holds, and no copyright line."""
    if node.words > _LINE or 2 * node.linked > node.words:
        return False
    said = node_text(node)
    if patterns.COPYRIGHT.search(said):
        return False
    return bool(patterns.EFFECTIVE.search(said)) and any(map(str.isdigit, said))


def is_plain_policy_prose(node: Node) -> bool:
    """Return whether *node* has prose on what policies are about, and nothing to follow, fill in or press."""
    if not node.mass or node.linked or node.inputs or node.signs & (ASKS_MAIL | ANSWERS):
        return False
    return len({found.lower() for found in patterns.POLICY.findall(node_text(node))}) > 1


def has_data_table(node: Node) -> bool:
    """Return whether there is a table of three rows of data or more in *node*."""
    if not node.signs & PART:
        return False
    found = (below for below in walk(node) if below.tag == "table")
    return any(tables.is_data(table) and len(tables.rows(table)) > 2 for table in found)


def has_prose_sibling_like_it(node: Node, others: list[Node]) -> bool:
    """Return whether one of *others*, the boxes beside it, has prose and the same element and class as *node*."""
    made = (node.tag, node.attrs.get("class", ""))
    return bool(made[1]) and any(other.mass and (other.tag, other.attrs.get("class", "")) == made for other in others)


def has_content_heading(node: Node) -> bool:
    """Return whether *node* has one heading, as a list of partners has, which names nothing that pages offer beside."""
    titles = [below for below in walk(node) if below.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and below.words]
    if len(titles) != 1 or titles[0].linked or node.inputs:
        return False
    return not patterns.OFFERS.search(node_text(titles[0]))
