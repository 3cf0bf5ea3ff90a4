"""Separate the characters of scripts without spaces between words, so that full text finds any run of them. Pure.

SQLite's unicode61 treats a run of letters as one word, so that only a whole Chinese sentence could be found. Here each
character is a word of its own, and a query is a phrase of them. Measured over 6,084 invented clauses of Han words
(benchmarks/search.py): 1.4 MB of index, no wrong or missing result. The overlapping pairs of Lucene (CJKBigramFilter) take
2.1 MB for the same results; SQLite's trigrams take 3.4 MB and cannot find a word of one or two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

# Kana and Han, where a line may wrap between any two characters; and the other scripts that are written without spaces or, as
# Korean, with particles joined to words: Thai, Lao, Burmese, Khmer, Hangul.
_WRAPPED = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u312f\u3190-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_OTHERS = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# Vowel and tone marks of Thai, Lao, Burmese, Khmer and kana, written above, below or beside their letter (Unicode 15, Mn and
# Mc). unicode61 would end the word there; its option `tokenchars` makes them letters (sqlite.org/fts5.html, 4.3.1).
_MARK_SPANS = (
    "\u0e31\u0e31 \u0e34\u0e3a \u0e47\u0e4e \u0eb1\u0eb1 \u0eb4\u0ebc \u0ec8\u0ece \u102b\u103e \u1056\u1059 \u105e\u1060 "
    "\u1062\u1064 \u1067\u106d \u1071\u1074 \u1082\u108d \u108f\u108f \u109a\u109d \u17b4\u17d3 \u17dd\u17dd \u3099\u309a"
)
MARKS = "".join(chr(code) for span in _MARK_SPANS.split() for code in range(ord(span[0]), ord(span[1]) + 1))
_CHARACTER = re.compile(rf"[{_WRAPPED}{_OTHERS}][{MARKS}]*")
_WRAPS = re.compile(rf"[{_WRAPPED}]")

# Inserted between two characters, and where a comma or, in Korean and Thai, a space separates words. The first is a control
# character, no letter; the second is a private-use character, which unicode61 treats as a letter, so that no phrase crosses it.
_SEAM, _BORDER = "\x1f", "\uefff"
# The control characters "shift out" and "shift in" enclose each match.
FROM, TO = "\x0e", "\x0f"
_RESERVED = str.maketrans(dict.fromkeys(f"\x00{FROM}{TO}{_SEAM}{_BORDER}", "\x1e"))


def separate_characters(text: str) -> str:
    """Return *text* in its indexed form, with the characters of these scripts separated; other scripts are unchanged."""
    text = text.translate(_RESERVED)
    pieces: list[str] = []
    end = 0
    for found in _CHARACTER.finditer(text):
        pieces += [_separator(text[end - 1 : end], text[end : found.start()], found[0]), found[0]]
        end = found.end()
    if not pieces:
        return text
    return "".join([*pieces, _SEAM if end < len(text) else "", text[end:]])


def is_indexed_alone(character: str) -> bool:
    """Return whether *character* is indexed as a word of its own."""
    return bool(_CHARACTER.match(character))


def _separator(before: str, gap: str, after: str) -> str:
    """Return what replaces the *gap* between two characters; *before* is "" at the beginning of a text."""
    if not before:
        return gap and f"{gap}{_SEAM}"
    if not gap:
        return _SEAM
    if any(character.isalnum() for character in gap):
        return f"{_SEAM}{gap}{_SEAM}"
    # An invisible character, like the one where a Khmer line may break, does not separate words; nor does the space that a line
    # break in the source left inside a word (CSS Text 3, 4.1.3, removes it too).
    visible = "".join(character for character in gap if category(character) != "Cf")
    if not visible or (visible.isspace() and _WRAPS.match(before) and _WRAPS.match(after)):
        return gap
    return f"{gap}{_SEAM}{_BORDER}{_SEAM}"


def split_matches(marked: str, text: str) -> tuple[str, ...]:
    """Return *text* split into text outside and inside a match by turns, outside first.

    *marked* is the indexed form of *text*, with FROM before and TO after each match.
    """
    parts = [""]
    end = 0
    for piece in _pieces(marked):
        if piece in {FROM, TO}:
            if (piece == FROM) == (len(parts) % 2 == 1):
                parts.append("")
            continue
        start, end = end, end + len(piece) - piece.count(_SEAM) - piece.count(_BORDER)
        parts[-1] += text[start:end]
    if len(parts) % 2 == 0:
        parts.append("")
    parts[-1] += text[end:]
    return tuple(parts)


def _pieces(marked: str) -> Iterator[str]:
    return (piece for piece in re.split(f"([{FROM}{TO}])", marked) if piece)
