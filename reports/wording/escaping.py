"""Archived words on a terminal or in a file: shown as they are, never obeyed.

An archived page may hold escape sequences, bidirectional overrides or invisible characters that would change
what the reader sees around them.
"""

from __future__ import annotations

import re

# Between the headings that a clause stands under, from the outermost.
PATH_SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
# Persian and the scripts of India spell with the joiners U+200C and U+200D: behind their letters they stay (Unicode, UAX 31).
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    "|(?<![\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff])[\u200c\u200d]"
)


def visible(text: str) -> str:
    """Return *text* in one line, with every control and direction character as a visible replacement."""
    # As most of it is: neither controls (Cc) nor what directs letters (Cf) are printable to Python.
    if text.isprintable():
        return text
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " ").replace("\t", " "))


def first_words(text: str, words: int) -> str:
    """Return the first *words* words of *text*, with an ellipsis where some are left out."""
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]) + " \N{HORIZONTAL ELLIPSIS}"
