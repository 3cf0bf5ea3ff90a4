"""Scripts in which words are not told by spaces, cut so that full text finds any stretch of their characters. Pure.

SQLite's unicode61 takes a run of letters as one word, so of a Chinese sentence only the whole could be found. Here each
character is a word of its own, and a query is a phrase of them. Measured over 6,084 invented clauses of Han words
(benchmarks/search.py): 1.4 MB of index, no answer missed or made up. The overlapping pairs that Lucene cuts
(CJKBigramFilter) take 2.1 MB for the same answers; SQLite's trigrams take 3.4 and know no word of one or two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

# Kana and Han, of which lines wrap anywhere; and what else is written without spaces, or, as in Korean, with particles
# joined to words: Thai, Lao, Burmese, Khmer, Hangul.
_WRAPPED = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u312f\u3190-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_OTHERS = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# Vowels and tones of Thai, Lao, Burmese, Khmer and kana that stand above, below or beside their letter (Unicode 15, Mn and
# Mc). unicode61 would end the word there; it takes them as letters where it is told to (sqlite.org/fts5.html, 4.3.1).
_MARK_SPANS = (
    "\u0e31\u0e31 \u0e34\u0e3a \u0e47\u0e4e \u0eb1\u0eb1 \u0eb4\u0ebc \u0ec8\u0ece \u102b\u103e \u1056\u1059 \u105e\u1060 "
    "\u1062\u1064 \u1067\u106d \u1071\u1074 \u1082\u108d \u108f\u108f \u109a\u109d \u17b4\u17d3 \u17dd\u17dd \u3099\u309a"
)
MARKS = "".join(chr(code) for span in _MARK_SPANS.split() for code in range(ord(span[0]), ord(span[1]) + 1))
_CHARACTER = re.compile(rf"[{_WRAPPED}{_OTHERS}][{MARKS}]*")
_WRAPS = re.compile(rf"[{_WRAPPED}]")

# What is put between two characters, and where a comma or, in Korean and Thai, a space keeps words apart. The first is a
# control character, no letter; the second is for private use, which unicode61 takes as a letter: no phrase goes across.
_SEAM, _BORDER = "\x1f", "\uefff"
# The signs of "shift out" and "shift in" stand around what matched.
FROM, TO = "\x0e", "\x0f"
_OURS = str.maketrans(dict.fromkeys(f"\x00{FROM}{TO}{_SEAM}{_BORDER}", "\x1e"))


def separate_characters(text: str) -> str:
    """Return *text* as it is indexed and asked for: what is written in other scripts as it stands."""
    text = text.translate(_OURS)
    told: list[str] = []
    end = 0
    for found in _CHARACTER.finditer(text):
        told += [_joint(text[end - 1 : end], text[end : found.start()], found[0]), found[0]]
        end = found.end()
    if not told:
        return text
    return "".join([*told, _SEAM if end < len(text) else "", text[end:]])


def is_indexed_alone(sign: str) -> bool:
    """Return whether *sign* is a character that is indexed as a word of its own."""
    return bool(_CHARACTER.match(sign))


def _joint(before: str, gap: str, after: str) -> str:
    """Return what stands between two characters, given what stood there; *before* is "" where a text begins."""
    if not before:
        return gap and f"{gap}{_SEAM}"
    if not gap:
        return _SEAM
    if any(sign.isalnum() for sign in gap):
        return f"{_SEAM}{gap}{_SEAM}"
    # What is not to be seen, like the place where a Khmer line may break, keeps nothing apart; nor does the space that a line
    # wrapped in the source left in a word (CSS Text 3, 4.1.3, drops it there, too).
    seen = "".join(sign for sign in gap if category(sign) != "Cf")
    if not seen or (seen.isspace() and _WRAPS.match(before) and _WRAPS.match(after)):
        return gap
    return f"{gap}{_SEAM}{_BORDER}{_SEAM}"


def split_matches(marked: str, text: str) -> tuple[str, ...]:
    """Return *text* in turns of words around a match and words of it, as signs in *marked*, its spelling, tell."""
    told = [""]
    end = 0
    for piece in _pieces(marked):
        if piece in {FROM, TO}:
            if (piece == FROM) == (len(told) % 2 == 1):
                told.append("")
            continue
        start, end = end, end + len(piece) - piece.count(_SEAM) - piece.count(_BORDER)
        told[-1] += text[start:end]
    if len(told) % 2 == 0:
        told.append("")
    told[-1] += text[end:]
    return tuple(told)


def _pieces(marked: str) -> Iterator[str]:
    return (piece for piece in re.split(f"([{FROM}{TO}])", marked) if piece)
