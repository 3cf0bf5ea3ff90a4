"""Recognise UTF-16 and UTF-32 by the pattern of the bytes, where no byte order mark says it.

A text has spaces and line ends, or the punctuation of Chinese and Japanese. Read with the wrong order of bytes they are other
characters, and read as a binary file it has control characters, unassigned ones, or halves of pairs.
"""

from __future__ import annotations

import unicodedata

# Bytes that are looked at: 1,024 or 2,048 characters.
_HEAD = 4096
_FEWEST = 8  # characters
# Spaces, line ends, and the punctuation of Chinese and Japanese.
_SEPARATORS = frozenset(" \t\n\r\u3000\u3001\u3002\uff0c\uff0e\uff1a\uff1b\u30fb")
_OF_TEXT = frozenset("\t\n\v\f\r")
# Shares of the characters: 1 in 100 separates words, lines or sentences; 1 in 200 may be unassigned or private.
_SEPARATING, _STRANGE = 100, 200
# Separators in the right order of bytes are so many times those in the other order.
_CLEARLY_MORE = 4
_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}


def wide_encoding(body: bytes) -> str:
    """Return "utf-16-le", "utf-16-be", "utf-32-le" or "utf-32-be" where *body* is text in that encoding, else ""."""
    marked = next((encoding for mark, encoding in _MARKS.items() if body.startswith(mark)), "")
    if marked or b"\x00" not in body[:_HEAD] and b"\x01" not in body[:_HEAD]:
        return marked  # U+0020 and U+3001 have such a byte: a text without either has no spaces, line ends or markup
    for pair in (("utf-32-le", "utf-32-be"), ("utf-16-le", "utf-16-be")):
        found = {encoding: _separators(body, encoding) for encoding in pair}
        best = max(pair, key=lambda encoding: found[encoding] or 0)
        other = min(pair, key=lambda encoding: found[encoding] or 0)
        if (found[best] or 0) > _CLEARLY_MORE * (found[other] or 0):
            return best
    return ""


def _separators(body: bytes, encoding: str) -> int | None:
    """Return how many separators the start of *body* has in *encoding*, or None where it is no text in it."""
    unit = 4 if "32" in encoding else 2
    whole = body[: min(len(body), _HEAD) // unit * unit]
    try:
        text = whole.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(whole) - unit:
            return None  # a pair that the end of the sample halves is no fault
        text = whole[: error.start].decode(encoding)
    if len(text) < _FEWEST:
        return None
    categories = [unicodedata.category(character) for character in text if character not in _OF_TEXT]
    if "Cc" in categories or (categories.count("Cn") + categories.count("Co")) * _STRANGE > len(text):
        return None
    separators = sum(character in _SEPARATORS for character in text)
    return separators if separators * _SEPARATING >= len(text) else None
