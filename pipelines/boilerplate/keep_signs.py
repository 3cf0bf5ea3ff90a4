"""Exceptions to the boilerplate rules: signs that a box belongs to the policy, whatever its name is.

A lost title, contact or list of partners looks like a deletion by the company, a kept box of links does not. In doubt
these functions return True. They read only figures that `measure` has written, so that no box is searched twice.
"""

from __future__ import annotations

from clausetrail.pipelines.dom import patterns, tables
from clausetrail.pipelines.dom.elements import HEADING_TAGS
from clausetrail.pipelines.dom.tree import (
    CONSENT_BUTTONS,
    FIRST_TITLE,
    MAIL_FIELD,
    PAGE_PART,
    TITLE,
    Node,
    node_text,
    walk,
)
from clausetrail.pipelines.extraction.inline_text import LONGEST_HEADING

_LONGEST_DATE_LINE = 40  # words of a header or footer with little more than the date from which the text is in force
_FEWEST_DATA_ROWS = 3


def opens_next_passage(node: Node, total: int) -> bool:
    """Return whether *node* is right before a passage, as the button or bar that unfolds it.

    The passage holds less than 60 % of the page's *total* prose: a short box before the whole text is "Print", not a title.
    """
    if node.words > LONGEST_HEADING:
        return False
    passage = _outermost_with_same_words(node).next_kept
    return (
        passage is not None and not passage.dropped and passage.prose_words > 0 and 5 * passage.prose_words < 3 * total
    )


def is_between_prose(node: Node, total: int) -> bool:
    """Return whether *node* has prose, and its siblings before and after have at least 5 % of the page's *total* prose each."""
    outer = _outermost_with_same_words(node)
    if not node.prose_words or outer.parent is None:
        return False
    prose_after = outer.parent.prose_words - outer.prose_before - outer.prose_words
    return 20 * outer.prose_before >= total and 20 * prose_after >= total


def _outermost_with_same_words(node: Node) -> Node:
    """Return the largest box with no other words than those of *node*."""
    while node.parent is not None and node.parent.parent is not None and node.parent.words == node.words:
        node = node.parent
    return node


def has_only_script_links(node: Node) -> bool:
    """Return whether all links of *node*, a small box, are for scripts: "#", "javascript:" or empty."""
    links = [child.attrs["href"].strip().lower() for child in walk(node) if "href" in child.attrs]
    return all(link.strip("#") == "" or link.startswith("javascript:") for link in links)


def states_effective_date(node: Node) -> bool:
    """Return whether *node* is a line or two with the date from which the text is in force, and no copyright line."""
    if node.words > _LONGEST_DATE_LINE or 2 * node.linked_words > node.words:
        return False
    text = node_text(node)
    if patterns.COPYRIGHT.search(text) or patterns.INTERVAL.search(text):
        return False
    return bool(patterns.EFFECTIVE_DATE.search(text)) and any(map(str.isdigit, text))


def is_plain_policy_prose(node: Node) -> bool:
    """Return whether *node* has prose on the subjects of policies, and nothing to follow, fill in or press."""
    if not node.prose_words or node.linked_words or node.field_count or node.signs & (MAIL_FIELD | CONSENT_BUTTONS):
        return False
    return len({stem.lower() for stem in patterns.POLICY_STEMS.findall(node_text(node))}) > 1


def states_a_right(node: Node) -> bool:
    """Return whether *node* says in prose what its fields are for: a right of the reader, and no offer by mail."""
    if not node.prose_words:
        return False
    text = node_text(node)
    if patterns.SUBSCRIPTION_OFFER.search(text) or patterns.OFFER_BY_MAIL.search(text):
        return False
    return bool(patterns.RIGHTS_REQUEST.search(text))


def has_title_outside(node: Node) -> bool:
    """Return whether the page has its title outside *node*, and none in it: an h1, or else an h2."""
    root = node
    while root.parent is not None:
        root = root.parent
    return any(root.signs & sign and not node.signs & sign for sign in (FIRST_TITLE, TITLE))


def is_before_title(node: Node) -> bool:
    """Return whether the first h1 of the page is after *node*."""
    while node.parent is not None:
        following = node.next_kept
        while following is not None:
            if following.signs & FIRST_TITLE:
                return True
            following = following.next_kept
        node = node.parent
    return False


def has_data_table(node: Node) -> bool:
    """Return whether *node* holds a table with three rows of data or more."""
    if not node.signs & PAGE_PART:
        return False
    found = (child for child in walk(node) if child.tag == "table")
    return any(tables.is_data_table(table) and len(tables.table_rows(table)) >= _FEWEST_DATA_ROWS for table in found)


def has_prose_sibling_like_it(node: Node, siblings: list[Node]) -> bool:
    """Return whether one of *siblings* has prose and the same tag and class as *node*; a class is required."""
    tag, class_ = node.tag, node.attrs.get("class", "")
    return bool(class_) and any(
        sibling.prose_words and sibling.tag == tag and sibling.attrs.get("class", "") == class_ for sibling in siblings
    )


def has_content_heading(node: Node) -> bool:
    """Return whether *node* has exactly one heading, as a list of partners has, and it is not that of an offer."""
    headings = [child for child in walk(node) if child.tag in HEADING_TAGS and child.words]
    if len(headings) != 1 or headings[0].linked_words or node.field_count:
        return False
    return not patterns.OFFER_HEADING.search(node_text(headings[0]))
