"""Detect pages that seem to hold several documents. The result is a note; no document is chosen.

Of 618 saved pages of policies, 7.5 % held several. On them, reading everything has a precision of .27, and no rule finds
the document that is meant. A person names it with `select` in the watchlist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clausetrail.pipelines.dom.tree import word_count
from clausetrail.snapshots.model import Block, Kind

_DOCUMENT_WORD = re.compile(
    r"\b(?:polic(?:y|ies)|terms|conditions|privacy|(?:legal |privacy |cookie )notice|statement|agreement|addendum|guidelines|"
    r"imprint|disclaimer|politique|charte|mentions légales|confidentialité|datenschutz\w*|nutzungsbedingungen|agb|impressum|"
    r"política|condiciones|términos|aviso legal|informativa|condizioni|termini|termos|beleid|voorwaarden|privacyverklaring)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 8  # words
_SHORTEST_DOCUMENT = 300  # words: a shorter part is a section on cookies


def document_titles(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the titles of the documents in *blocks*, in order, or an empty tuple for a single document.

    Several documents have titles of one level, at least half of the headings of that level are titles of documents, and
    each document has 300 words or more.
    """
    for level in sorted({block.level for block in blocks if block.kind is Kind.HEADING}):
        parts = _parts(blocks, level)
        long = [title for title, words in parts if words >= _SHORTEST_DOCUMENT and _names_a_document(title)]
        titles = tuple({title.casefold(): title for title in reversed(long)}.values())[::-1]
        if len(titles) > 1 and 2 * len(titles) >= len(parts):
            return titles
    return ()


def _names_a_document(title: str) -> bool:
    return len(title.split()) <= _LONGEST_TITLE and bool(_DOCUMENT_WORD.search(title)) and not title[0].isdigit()


def _parts(blocks: Sequence[Block], level: int) -> list[tuple[str, int]]:
    """Return each heading of *level* with the number of words that follow it, up to the next heading as high or higher."""
    parts: list[tuple[str, int]] = []
    is_inside = False
    for block in blocks:
        if block.kind is Kind.HEADING and block.level <= level:
            is_inside = block.level == level
            if is_inside:
                parts.append((block.text, 0))
        elif is_inside:
            parts[-1] = (parts[-1][0], parts[-1][1] + word_count(block.text))
    return parts
