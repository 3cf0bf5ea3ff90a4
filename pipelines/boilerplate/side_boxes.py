"""Drop small boxes beside the text: side columns, players, dialogs, notices, and offers by mail.

The text is found by its share of the page's prose alone, and no box inside it is judged here: an aside among the sections
of a policy is a part of it. A box stays if it is large, holds the page's title, or states an effective date.
"""

from __future__ import annotations

from clausetrail.pipelines.boilerplate import keep_signs
from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.elements import HEADING_TAGS, NEVER_DROPPED_TAGS, PASSAGE_TAGS, TEXT_TAGS
from clausetrail.pipelines.dom.tree import FIRST_TITLE, HEADING, MAIL_FIELD, TITLE, Node, node_text, walk

# Tags of boxes that can be sections of the same text without a class in common.
_SECTION_LIKE = frozenset({"section", "article", "details"})
# Words that a box has fewer than, to be dropped for one of these reasons.
_SMALL_BOX = 150  # by its name alone: half a minute's reading
_NOTICE = 40  # as a notice, like a consent box without choices
_STORY_LIST = 600  # as a list of stories with teasers
_ADDRESS_LIST = 2_000  # as a list of agents or branches
_FEWEST_CONTACTS, _WORDS_PER_CONTACT = 3, 25  # a company's own address has a telephone and a fax
_FEWEST_WORDS_OF_STORY = 3  # in the link of a story
_LONGEST_STORIES_TITLE = 8  # words
_MAIL_FORM = 400  # as a form with a field for an address: forms that open an account list every possible error
_FEWEST_PLAYER_CONTROLS = 3
_LONGEST_CONTROL = 2  # words on one control of a player


def drop_side_boxes(root: Node) -> None:
    """Mark the boxes in *root* that are beside the path down to the text. The figures of *root* must be fresh."""
    node, total = root, root.prose_words
    while trunk := _trunk(node, total):
        for child in node.kept_children():
            if child is not trunk and child.is_box:
                _drop_in(child, trunk, total)
        node = trunk


def _trunk(node: Node, total: int) -> Node | None:
    """Return the child of *node* that holds the text, or None where *node* is the text itself.

    The text holds three quarters of all prose. If there are two headings beside it, or another box with prose that is made
    the same way, the child is only the longest part of the text.
    """
    children = node.kept_children()
    trunk = next((child for child in children if child.prose_words and 4 * child.prose_words >= 3 * total), None)
    if trunk is None or trunk.tag in PASSAGE_TAGS or sum(child.tag in HEADING_TAGS for child in children) > 1:
        return None
    return None if any(_is_peer(child, trunk) for child in children) else trunk


def _is_peer(node: Node, trunk: Node) -> bool:
    """Return whether *node* has prose and is made as *trunk* is: the same tag and class."""
    if node is trunk or node.tag != trunk.tag or not node.prose_words:
        return False
    class_ = trunk.attrs.get("class", "")
    return class_ == node.attrs.get("class", "") if class_ else node.tag in _SECTION_LIKE


def _drop_in(box: Node, trunk: Node, total: int) -> None:
    """Mark the outermost boxes in *box* that are not the policy; the controls of a player are searched once."""
    stack = [(box, False)]
    while stack:
        node, is_in_small = stack.pop()
        is_small = node.words < _SMALL_BOX and 10 * node.prose_words <= total
        reason = _reason(node, total, is_small) if _may_drop(node, trunk) else ""
        if not reason and is_small and not is_in_small and node.words >= _FEWEST_PLAYER_CONTROLS and _is_player(node):
            reason = "player"
        if not reason:
            stack += [(child, is_in_small or is_small) for child in node.kept_children() if child.is_box]
        elif not (keep_signs.is_between_prose(node, total) or patterns.EFFECTIVE_DATE.search(node_text(node))):
            node.drop(reason)


def _may_drop(node: Node, trunk: Node) -> bool:
    """Return whether a rule may drop *node*: a title in it protects it, unless the text has a title too."""
    if node.tag in NEVER_DROPPED_TAGS or not node.words or node.signs & FIRST_TITLE:
        return False
    return not node.signs & TITLE or bool(trunk.signs & TITLE)


def _reason(node: Node, total: int, is_small: bool) -> str:
    """Return the reason to drop *node*, or ""."""
    if _is_aside(node) and (is_small or (4 * node.prose_words <= total and node.within.isdisjoint(TEXT_TAGS))):
        return "aside" if 2 * node.fragment_words <= node.words and not keep_signs.is_plain_policy_prose(node) else ""
    if _is_story_list(node, total):
        return "stories"
    if node.words < _ADDRESS_LIST and 4 * node.prose_words <= total and _is_address_list(node):
        return "list of addresses"
    longest = _MAIL_FORM if node.tag == "form" else _SMALL_BOX
    if node.signs & MAIL_FIELD and 10 * node.prose_words <= total and node.words < longest:
        return "" if keep_signs.states_a_right(node) else "sign-up"
    if not is_small:
        return ""
    if patterns.DIALOG_NAMES.search(node.id_and_class):
        return "named dialog"
    if patterns.LANGUAGE_SWITCHER_NAMES.search(node.id_and_class):
        return "language switcher"
    if _is_hidden(node) and not node.signs & HEADING:
        return "hidden beside the text"
    return "notice" if node.words < _NOTICE and _is_notice(node) else ""


def _is_story_list(node: Node, total: int) -> bool:
    """Return whether *node* begins with the title of a list of stories, and holds two links or more with titles of them."""
    if not node.linked_words or 4 * node.prose_words > total or node.words > _STORY_LIST:
        return False
    title = _first_line(node)
    if not title or not patterns.STORIES_TITLE.fullmatch(title):
        return False
    titles = [child for child in walk(node) if "href" in child.attrs and child.linked_words >= _FEWEST_WORDS_OF_STORY]
    return len(titles) > 1 and not patterns.EFFECTIVE_DATE.search(node_text(node))


def _is_address_list(node: Node) -> bool:
    """Return whether *node*, before the title of the page, holds three telephone numbers or mail addresses, and few words more."""
    text = node_text(node)
    contacts = len(patterns.PHONE.findall(text)) + text.count("@")
    if (
        contacts < _FEWEST_CONTACTS
        or node.words > _WORDS_PER_CONTACT * contacts
        or patterns.EFFECTIVE_DATE.search(text)
    ):
        return False
    return keep_signs.is_before_title(node)


def _first_line(node: Node) -> str:
    """Return the text of the first box in *node* with text of its own, or "" where it is long."""
    found = next((child for child in walk(node) if child.is_box and child.words and not _has_inner_box(child)), None)
    return node_text(found) if found is not None and found.words <= _LONGEST_STORIES_TITLE else ""


def _has_inner_box(node: Node) -> bool:
    return any(child.is_box and child.words for child in node.kept_children())


def _is_aside(node: Node) -> bool:
    """Return whether *node* is marked as beside the text, by tag, role or name."""
    if node.tag == "aside" or node.attrs.get("role", "").lower() == "complementary":
        return True
    return bool(patterns.SIDE_COLUMN_NAMES.search(node.id_and_class))


def _is_hidden(node: Node) -> bool:
    """Return whether *node* is hidden until a script shows it; a class with a colon names a width at which it is shown."""
    if "hidden" in node.attrs or "display:none" in node.attrs.get("style", "").lower().replace(" ", ""):
        return True
    classes = set(node.attrs.get("class", "").lower().split())
    return ":" not in node.id_and_class and bool(patterns.HIDDEN_CLASSES & classes)


def _is_notice(node: Node) -> bool:
    """Return whether *node* is a live region (WAI-ARIA 1.2, section 5.3.5), a note on the connection, or a number for scripts."""
    if node.attrs.get("role", "").lower() in {"alert", "status"} or "aria-live" in node.attrs:
        return not patterns.DATE_WORDS.search(node_text(node))
    if not node.has_own_text:
        return False
    text = node_text(node)
    return bool(patterns.OFFLINE_NOTICE.search(text)) or (text.isdecimal() and not patterns.DATE_WORDS.search(text))


def _is_player(box: Node) -> bool:
    """Return whether *box* has three different controls of a player, each a box of its own, and one of them plays or pauses."""
    labels = {node_text(node).casefold() for node in walk(box) if node.has_own_text and node.words <= _LONGEST_CONTROL}
    controls = labels & patterns.PLAYER_CONTROLS
    return len(controls) >= _FEWEST_PLAYER_CONTROLS and bool(controls & patterns.PLAY_CONTROLS)
