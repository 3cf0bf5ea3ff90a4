"""Recognise two labels that are neighbours in the markup without a space: a style sheet sets them apart, or shows one of them.

"<span class=long>Data we collect</span><span class=short>Data</span>" is two forms of one title, and
"<span>Controller</span><span>Acme Ltd</span>" is a name with its value. Spans that divide one word are no such pair: word processors
write "infor" and "mation" so, and brands "Pay" and "Pal".
"""

from __future__ import annotations

import re

from clausetrail.pipelines.dom.tree import Node, node_text

_TAGS = frozenset(
    {"span", "a", "b", "strong", "em", "i", "label", "small", "time", "font", "abbr", "u", "bdi", "button"}
)
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:long|short|full|abbr|abbreviated|brief|compact|label|value|key|term|title|subtitle|name|text|count|mobile|"
    r"phone|tablet|desktop|xs|sm|md|lg|xl|sr-only|visually-hidden|hidden|visible|large|small)(?=$|[\s_-])"
)
_LONGEST = 200  # characters of a label
_SHORTEST_WORD = 4  # letters of the last word of the first label: "You" and "Tube Music" are one name
_WORD_END, _WORD_BEGIN = re.compile(r"[^\W\d_]+$"), re.compile(r"^[^\W_]")


def is_pair(first: Node, second: Node) -> bool:
    """Return whether the neighbours *first* and *second*, inline elements without a space between, are two labels."""
    if first.tag not in _TAGS or second.tag not in _TAGS or not (first.words and second.words):
        return False
    if first.words + second.words < 2:
        return False
    before, after = node_text(first), node_text(second)
    if len(before) > _LONGEST or len(after) > _LONGEST or not _WORD_BEGIN.match(after) or not before[-1:].isalnum():
        return False
    if _is_contained(before, after):
        return True
    if _begins_word(before, after):
        return first.words + second.words > 2 or bool(
            _NAMES.search(first.id_and_class) and _NAMES.search(second.id_and_class)
        )
    is_named = _NAMES.search(first.id_and_class) and _NAMES.search(second.id_and_class)
    return bool(is_named) and first.id_and_class != second.id_and_class


def _is_contained(before: str, after: str) -> bool:
    """Return whether one text is the other's beginning, in whole words: the long and the short form of a title."""
    short, long = sorted((before.casefold(), after.casefold()), key=len)
    return len(short) >= _SHORTEST_WORD and (f"{long} ").startswith(f"{short} ")


def _begins_word(before: str, after: str) -> bool:
    """Return whether a capital after a small letter shows that *after* begins another word."""
    word = _WORD_END.search(before)
    return word is not None and len(word[0]) >= _SHORTEST_WORD and before[-1].islower() and after[0].isupper()
