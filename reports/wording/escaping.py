"""Escape archived words for a terminal or a file: control characters are shown, never obeyed.

An archived page may hold escape sequences, bidirectional overrides or invisible characters that would change
what the reader sees around them.
"""

from __future__ import annotations

import re

# Between the headings above a clause, outermost first.
PATH_SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
# Persian and the scripts of India spell with the joiners U+200C and U+200D: behind their letters they stay (Unicode, UAX 31).
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    "|(?<![\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff])[\u200c\u200d]"
)


def visible(text: str) -> str:
    """Return *text* in one line, with U+FFFD in place of every control and direction character."""
    # Most texts take this way out: neither controls (Cc) nor format characters (Cf) are printable in Python's sense.
    if text.isprintable():
        return text
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " ").replace("\t", " "))


def first_words(text: str, words: int) -> str:
    """Return the first *words* words of *text*, with an ellipsis where some are left out."""
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]) + " \N{HORIZONTAL ELLIPSIS}"


def quoted(text: str) -> str:
    """Return *text* between English quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
