"""Whether a page seems to hold several documents: it is said, never guessed which of them is meant.

Of 618 saved pages of policies 7.5 % held several; on them a reading of everything has a precision of .27, and no
rule finds the one that is meant. A person does, with `select` in the watchlist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clausetrail.pipelines.dom.tree import word_count
from clausetrail.snapshots.model import Block, Kind

_DOCUMENT = re.compile(
    r"\b(?:polic(?:y|ies)|terms|conditions|privacy|(?:legal |privacy |cookie )notice|statement|agreement|addendum|guidelines|"
    r"imprint|disclaimer|politique|charte|mentions légales|confidentialité|datenschutz\w*|nutzungsbedingungen|agb|impressum|"
    r"política|condiciones|términos|aviso legal|informativa|condizioni|termini|termos|beleid|voorwaarden|privacyverklaring)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 8  # words
_SHORTEST = 300  # words of a document: what is shorter is a section on cookies


def document_titles(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the titles of the documents that *blocks* seem to be, in order; nothing for one document.

    Documents have titles of one level, most of that level are titles of documents, and each has 300 words.
    """
    for level in sorted({block.level for block in blocks if block.kind is Kind.HEADING}):
        parts = _parts(blocks, level)
        long = [title for title, words in parts if words >= _SHORTEST and _names_a_document(title)]
        found = tuple({title.casefold(): title for title in reversed(long)}.values())[::-1]
        if len(found) > 1 and 2 * len(found) >= len(parts):
            return found
    return ()


def _names_a_document(title: str) -> bool:
    return len(title.split()) <= _LONGEST_TITLE and bool(_DOCUMENT.search(title)) and not title[0].isdigit()


def _parts(blocks: Sequence[Block], level: int) -> list[tuple[str, int]]:
    """Return each heading of *level* with the words that follow it, to the next one that is as high."""
    parts: list[tuple[str, int]] = []
    inside = False
    for block in blocks:
        if block.kind is Kind.HEADING and block.level <= level:
            inside = block.level == level
            if inside:
                parts.append((block.text, 0))
        elif inside:
            parts[-1] = (parts[-1][0], parts[-1][1] + word_count(block.text))
    return parts
