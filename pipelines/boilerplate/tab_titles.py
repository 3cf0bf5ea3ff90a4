"""Move the titles of tabs over their panels: in the markup they are in one row before all panels.

A reader sees one panel under its title. Without the titles, the panels of two regions are one text, and a title of one or two
words looks like a button. A tab names its panel by an attribute, or by a link into the page; else the panels follow in the order
of the tabs. The tabs of an accordion are right above their panels already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clausetrail.pipelines.dom.elements import HEADING_TAGS
from clausetrail.pipelines.dom.tree import Node, add_element, node_text, word_count

REPEATED = "table of contents"  # the reason for a title that its panel begins with too
_TOGGLES = frozenset({"tab", "pill"})  # values of `data-toggle` (Bootstrap)
_TAB_LIST_NAMES = re.compile(
    r"(?:^|[\s_-])(?:tabs?|tablist|tabset|tabnav|etabs|idtabs|tabbernav|tabmenu|tablinks?)(?=$|[\s_-])"
)
_PANEL_NAMES = re.compile(r"content|pane|panel|body|link|title|item")
_KEYS = (
    "data-tab",
    "data-w-tab",
    "data-tab-id",
    "data-index",
    "data-id",
    "data-name",
    "data-key",
    "data-value",
    "data-panel",
)
_LISTS = frozenset({"ul", "ol", "nav", "div", "section", "header", "p", "td", "tr"})
_LONGEST_TITLE = 14  # words
_FEWEST_PANEL_WORDS = 5
_MOST_TABS = 100
_NO_TITLE = re.compile(r"(?:slide|page|tab|item|go to slide)?\W*\d*\W*", re.IGNORECASE)


@dataclass(slots=True)
class _Place:
    """An element with its place: the strings of the page before it, and the level of the heading above it or 0."""

    node: Node
    strings_before: int
    heading_above: int


@dataclass(slots=True)
class _Found:
    """The tabs of a page by their list, and the elements with an id, a key or the role of a panel."""

    tabs: dict[int, list[_Place]] = field(default_factory=dict)
    lists: dict[int, Node] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)  # of every element, by identity: the strings before it
    by_id: dict[str, Node] = field(default_factory=dict)
    panels: list[Node] = field(default_factory=list)


def move_tab_titles(root: Node) -> None:
    """Move the title of every tab in *root* into its panel, as a heading before all else."""
    if not _has_tabs(root):
        return
    found = _find(root)
    for key, tabs in found.tabs.items():
        if not 1 < len(tabs) <= _MOST_TABS or key not in found.lists:
            continue
        panels = _panels(found, found.lists[key], [tab.node for tab in tabs])
        if panels and not _is_accordion(found, tabs[0], panels[0]):
            for tab, panel in zip(tabs, panels, strict=True):
                _move(tab, panel)


def _has_tabs(root: Node) -> bool:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.attrs and (_is_tab(node) or _is_tab_list(node)):
            return True
        stack += [child for child in node.children if isinstance(child, Node) and not child.dropped]
    return False


def _is_tab(node: Node) -> bool:
    attrs = node.attrs
    if attrs.get("role") == "tab":
        return True
    return attrs.get("data-toggle", attrs.get("data-bs-toggle")) in _TOGGLES


def _is_tab_list(node: Node) -> bool:
    if node.attrs.get("role") == "tablist":
        return True
    name = node.id_and_class
    return "tab" in name and node.tag in _LISTS and bool(_TAB_LIST_NAMES.search(name)) and not _PANEL_NAMES.search(name)


def _find(root: Node) -> _Found:
    """Return the tabs and panels of *root*, from one walk in the order of the page."""
    found = _Found()
    strings, level = 0, 0
    stack: list[tuple[Node | str, Node | None]] = [(root, None)]
    while stack:
        node, tab_list = stack.pop()
        if isinstance(node, str):
            strings += not node.isspace()
            continue
        found.places[id(node)] = strings
        if node.tag in HEADING_TAGS:
            level = int(node.tag[1])
        attrs = node.attrs
        if attrs:
            if identifier := attrs.get("id"):
                found.by_id.setdefault(identifier, node)
            if attrs.get("role") == "tabpanel":
                found.panels.append(node)
            if _is_tab_list(node) and not _is_tab(node):
                tab_list = node
            elif (tab_list is not None and _names_panel(node)) or _is_tab(node):
                _add_tab(found, tab_list or _list_around(node), _Place(node, strings, level))
        stack += [(child, tab_list) for child in reversed(node.children) if isinstance(child, str) or not child.dropped]
    return found


def _names_panel(node: Node) -> bool:
    """Return whether *node*, in a list of tabs, is a link into the page or has the key of a panel."""
    attrs = node.attrs
    if node.tag == "a" and len(href := attrs.get("href", "")) > 1 and href[0] == "#":
        return True
    return any(name in attrs for name in _KEYS)


def _list_around(node: Node) -> Node:
    """Return the element that holds the tab *node* and its neighbours."""
    parent = node.parent or node
    return parent.parent if parent.tag == "li" and parent.parent is not None else parent


def _add_tab(found: _Found, tab_list: Node, tab: _Place) -> None:
    """Add *tab*, unless it is in another one or is too long for a title."""
    tabs = found.tabs.setdefault(id(tab_list), [])
    if tabs and _is_inside(tab.node, tabs[-1].node):
        return
    if word_count(node_text(tab.node)) <= _LONGEST_TITLE:
        found.lists[id(tab_list)] = tab_list
        tabs.append(tab)


def _is_inside(node: Node | None, outer: Node) -> bool:
    while node is not None:
        if node is outer:
            return True
        node = node.parent
    return False


def _panels(found: _Found, tab_list: Node, tabs: Sequence[Node]) -> list[Node]:
    """Return the panel of each of *tabs*, or an empty list where they are not known."""
    for candidates in (
        [_named_panel(found, tab) for tab in tabs],
        [_keyed_panel(tab_list, tab) for tab in tabs],
        list(_roles_after(found, tab_list)),
        _siblings_after(tab_list, len(tabs)),
    ):
        panels = [panel for panel in candidates if panel is not None]
        if len(panels) == len(tabs) == len({id(panel) for panel in panels}) and all(
            _may_be_panel(panel, tab) for panel, tab in zip(panels, tabs, strict=True)
        ):
            return panels
    return []


def _may_be_panel(panel: Node, tab: Node) -> bool:
    if panel.tag in HEADING_TAGS or _is_inside(tab, panel) or _is_inside(panel, tab):
        return False
    return word_count(node_text(panel)) >= _FEWEST_PANEL_WORDS


def _named_panel(found: _Found, tab: Node) -> Node | None:
    for node in (tab, *(child for child in tab.children if isinstance(child, Node))):
        for name in ("aria-controls", "data-bs-target", "data-target", "href", "rel"):
            identifier = node.attrs.get(name, "")
            if (
                identifier
                and (name != "href" or identifier[0] == "#")
                and (panel := found.by_id.get(identifier.lstrip("#")))
            ):
                return panel
    return None


def _keyed_panel(tab_list: Node, tab: Node) -> Node | None:
    """Return the element beside *tab_list* with the same key in a data attribute as *tab*."""
    keys = [(name, tab.attrs[name]) for name in _KEYS if tab.attrs.get(name)]
    if not keys or tab_list.parent is None:
        return None
    stack = [child for child in tab_list.parent.children if isinstance(child, Node) and child is not tab_list]
    while stack:
        node = stack.pop(0)
        is_named = any(node.attrs.get(name) == value or node.attrs.get("id") == value for name, value in keys)
        if is_named and word_count(node_text(node)) >= _FEWEST_PANEL_WORDS:
            return node
        if len(stack) < _MOST_TABS:
            stack += [child for child in node.children if isinstance(child, Node)]
    return None


def _roles_after(found: _Found, tab_list: Node) -> Iterator[Node]:
    """Yield the elements with the role of a panel after *tab_list*, up to the next list of tabs."""
    begin = found.places[id(tab_list)]
    later = [found.places[key] for key in found.tabs if found.places[key] > begin]
    end = min(later, default=-1)
    for panel in found.panels:
        place = found.places[id(panel)]
        if place > begin and (end < 0 or place < end or _is_inside(tab_list.parent, panel)):
            yield panel


def _siblings_after(tab_list: Node, count: int) -> list[Node | None]:
    """Return *count* boxes after *tab_list* that are made alike: its next siblings, or the children of its next sibling."""
    if tab_list.parent is None:
        return []
    elements = [child for child in tab_list.parent.children if isinstance(child, Node)]
    following = elements[next(at for at, child in enumerate(elements) if child is tab_list) + 1 :]
    for boxes in (
        following[:count],
        [child for box in following[:1] for child in box.children if isinstance(child, Node)],
    ):
        alike = {
            (box.tag, *(word for word in box.id_and_class.split() if "tab" in word or "pane" in word)) for box in boxes
        }
        if len(boxes) == count and len({tag for tag, *_ in alike}) == 1 and all(len(names) > 1 for names in alike):
            return list(boxes)
    return []


def _is_accordion(found: _Found, tab: _Place, panel: Node) -> bool:
    """Return whether *panel* follows the words of its *tab* at once."""
    strings, stack = 0, list[Node | str]([tab.node])
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            strings += not item.isspace()
        else:
            stack += item.children
    return found.places[id(panel)] == tab.strings_before + strings


def _move(tab: _Place, panel: Node) -> None:
    """Move the title of *tab* to the beginning of *panel*, or drop it where the panel begins with it already."""
    title = " ".join(node_text(tab.node).split())
    if not title or word_count(title) > _LONGEST_TITLE or _NO_TITLE.fullmatch(title) or tab.node.parent is None:
        return
    if _letters(node_text(panel)).startswith(_letters(title)) or _letters(_text_before(panel)) == _letters(title):
        tab.node.dropped = REPEATED
        return
    heading = add_element(panel, f"h{_level(tab, panel)}", {})
    assert heading is not None
    heading.children.append(title)
    panel.children.insert(0, panel.children.pop())
    if panel.attrs.get("role") != "tabpanel":
        panel.attrs = {**panel.attrs, "role": "tabpanel"}
    siblings = tab.node.parent.children
    siblings[next(at for at, child in enumerate(siblings) if child is tab.node)] = " "


def _text_before(panel: Node) -> str:
    """Return the text of the element right before *panel*: for small screens, some pages repeat each title there."""
    previous = None
    for child in panel.parent.children if panel.parent is not None else ():
        if child is panel:
            break
        previous = child if isinstance(child, Node) else previous
    return node_text(previous) if previous is not None else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text[:1_000].casefold()))


def _level(tab: _Place, panel: Node) -> int:
    """Return the level of the title: below the heading above the tabs, and if possible above those in the panel."""
    inner, stack = 7, [panel]
    while stack:
        node = stack.pop()
        if node.tag in HEADING_TAGS:
            inner = min(inner, int(node.tag[1]))
        stack += [child for child in node.children if isinstance(child, Node)]
    return max(2, min(tab.heading_above + 1, inner - 1, 6))
