"""Find what the style sheets in a page hide, with as much of the cascade as that needs.

Only rules that hide an element, fix it to the window or show it again are read. Selectors that depend on the state of the page
(":hover") or on siblings match nothing. Rules inside @media only show, because many sheets hide for small windows first; those for every screen count in full.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from cssselect import SelectorError, parser

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.places.visibility import style_evidence

# Left to right: comments and noscript elements, whose sheets do not apply, and the sheets.
_SHEET = re.compile(
    r"<!--.*?-->|<noscript\b.*?</noscript\s*>|<style\b([^>]*)>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_MOST_CHARACTERS = 300_000  # of style sheets in a page; the rest is not read: 300,000 take 10 ms
_MOST_RULES = 2_000
_SHEETS_KEPT = 8  # sets of sheets, since the captures of a policy have the same ones for years
_HINT = re.compile(r"none|hidden|collapse|clip|absolute|fixed|opacity|font-size|indent|overflow|transparent")
_SHOWS = re.compile(
    r"(?:^|[;\s])display\s*:\s*(?!none)|visibility\s*:\s*visible|opacity\s*:\s*(?:1|0?\.\d)|position\s*:\s*(?:static|relative)"
)
_FIXED = re.compile(r"(?:^|[;\s])position\s*:\s*fixed")
_KEYS = re.compile(r"[.#]([\w-]+)")
_UNCONDITIONAL = re.compile(
    r"@layer.*|@media\s+(?:only\s+)?(?:screen|all)(?:\s*,\s*(?:screen|all|handheld|projection|tv))*", re.DOTALL
)
_IMPORTANT = (1, 0, 0, 0)
FIXED = "fixed"

_Weight = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector of a rule: what it does, its weight in the cascade, and its place in the sheets."""

    tree: parser.Tree
    effect: str
    weight: _Weight
    order: int


@dataclass(slots=True)
class HidingRules:
    """The rules of a page that hide elements or fix them to the window, by the rightmost id, class or tag of their selectors."""

    _hiding: defaultdict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    _showing: defaultdict[str, list[tuple[str, str, int, bool]]] = field(default_factory=lambda: defaultdict(list))

    def evidence(self, node: Node) -> str:
        """Return why the sheets hide *node*, "fixed" where they fix it to the window, or ""."""
        if not self._hiding or ("style" in node.attrs and _SHOWS.search(node.attrs["style"].lower())):
            return ""
        hiding = self._hiding
        found = [rule for key in _node_keys(node) if key in hiding for rule in hiding[key] if _matches(rule.tree, node)]
        if not found:
            return ""
        strongest = max(found, key=lambda rule: (rule.weight, rule.order))
        return "" if self._is_shown(node, strongest) else strongest.effect

    def _is_shown(self, node: Node, hiding: _Rule) -> bool:
        """Return whether a rule shows *node* again, by its weight, its place, or in a window of some width."""
        for key in _node_keys(node):
            for selector, declarations, order, is_conditional in self._showing.get(key, ()):
                for tree, weight in _selectors(selector, declarations):
                    wins = is_conditional or (weight, order) > (hiding.weight, hiding.order)
                    if wins and _matches(tree, node):
                        return True
        return False

    def add(self, selector: str, declarations: str, order: int, *, is_conditional: bool) -> None:
        """Add a rule; *is_conditional* is true inside @media and the like."""
        effect = "" if is_conditional else style_evidence(declarations)
        if not effect and not is_conditional and _FIXED.search(declarations):
            effect = FIXED
        if effect:
            for tree, weight in _selectors(selector, declarations):
                if key := _rightmost(tree):
                    self._hiding[key].append(_Rule(tree, effect, weight, order))
        elif _SHOWS.search(declarations):
            for name in {*_KEYS.findall(selector)}:
                self._showing[name].append((selector, declarations, order, is_conditional))


def hiding_rules(html: str) -> HidingRules:
    """Return the rules of the style sheets in *html* that hide elements."""
    return _parsed_sheets(tuple(_sheets(html)))


@lru_cache(maxsize=_SHEETS_KEPT)
def _parsed_sheets(sheets: tuple[str, ...]) -> HidingRules:
    rules = HidingRules()
    found = (rule for sheet in sheets for rule in _rules_of(_COMMENT.sub("", sheet)))
    for order, (selector, declarations, is_conditional) in enumerate(found):
        if order >= _MOST_RULES:
            break
        rules.add(selector, declarations, order, is_conditional=is_conditional)
    return rules


def _sheets(html: str) -> Iterator[str]:
    """Yield the text of each style sheet in *html* that is for screens."""
    left = _MOST_CHARACTERS
    for sheet in _SHEET.finditer(html):
        text = sheet[2]
        if not text or left <= 0 or "print" in (sheet[1] or "").lower():
            continue
        yield text[:left]
        left -= len(text)


def _rules_of(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Yield selector and declarations, in lower case, of each rule that may matter, and whether it is conditional."""
    open_blocks: list[str] = []
    position = 0
    for brace in _BRACE.finditer(sheet):
        before, position = sheet[position : brace.start()], brace.end()
        if brace[0] == "{":
            open_blocks.append(before.rpartition(";")[2].strip())
            continue
        selector = open_blocks.pop() if open_blocks else ""
        declarations = before.lower()
        if not selector or selector[0] == "@" or not (_HINT.search(declarations) or "display" in declarations):
            continue
        around = [block for block in open_blocks if block[:1] == "@" and not _UNCONDITIONAL.fullmatch(block)]
        if any("print" in block or "keyframes" in block for block in around):
            continue
        yield selector, declarations, bool(around)


def _selectors(selector: str, declarations: str) -> list[tuple[parser.Tree, _Weight]]:
    base = _IMPORTANT[0] if "!important" in declarations else 0
    return [(tree, (base, *specificity)) for tree, specificity in _parsed_selector(selector)]


@lru_cache(maxsize=2_000)
def _parsed_selector(selector: str) -> tuple[tuple[parser.Tree, tuple[int, int, int]], ...]:
    try:
        parsed = parser.parse(selector)
    except SelectorError:
        return ()
    return tuple((one.parsed_tree, one.specificity()) for one in parsed if one.pseudo_element is None)


def _node_keys(node: Node) -> list[str]:
    names = node.attrs.get("class", "").split()
    return [*names, node.attrs["id"], node.tag] if "id" in node.attrs else [*names, node.tag]


def _rightmost(tree: parser.Tree) -> str:
    """Return the id, the class or the tag that an element has if the selector *tree* matches it, or ""."""
    while True:
        if isinstance(tree, parser.CombinedSelector):
            tree = tree.subselector
        elif isinstance(tree, parser.Hash):
            return tree.id
        elif isinstance(tree, parser.Class):
            return tree.class_name
        elif isinstance(tree, parser.Attrib | parser.Negation):
            tree = tree.selector
        elif isinstance(tree, parser.Element):
            return tree.element or ""
        else:
            return ""


def _matches(tree: parser.Tree, node: Node) -> bool:
    """Return whether the selector *tree* matches *node*; what depends on state or siblings matches nothing."""
    if isinstance(tree, parser.Element):
        return tree.element is None or tree.element.lower() == node.tag
    if isinstance(tree, parser.Hash):
        return node.attrs.get("id") == tree.id and _matches(tree.selector, node)
    if isinstance(tree, parser.Class):
        return tree.class_name in node.attrs.get("class", "").split() and _matches(tree.selector, node)
    if isinstance(tree, parser.Negation):
        return _matches(tree.selector, node) and not _matches(tree.subselector, node)
    if isinstance(tree, parser.Attrib):
        return _has_attribute(tree, node) and _matches(tree.selector, node)
    if isinstance(tree, parser.CombinedSelector) and tree.combinator in {" ", ">"}:
        if not _matches(tree.subselector, node):
            return False
        above = node.parent
        while above is not None:
            if _matches(tree.selector, above):
                return True
            above = above.parent if tree.combinator == " " else None
    return False


def _has_attribute(tree: parser.Attrib, node: Node) -> bool:
    found = node.attrs.get(tree.attrib)
    if found is None or tree.operator == "exists":
        return found is not None and tree.operator == "exists"
    wanted = str(tree.value.value) if tree.value is not None else ""
    return found == wanted if tree.operator == "=" else tree.operator == "~=" and wanted in found.split()
