"""Split a text into tokens (words, numbers and marks), in every language that policies are written in.

The normal form, the aligner and the redline use the same expression, so that they agree on what a word is. Nothing is
case folded or removed here; see `clausetrail.snapshots.text.normalize` for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Han. There each character is a token,
# with the marks above and below it. Python's \w does not match combining accents and the vowel signs of Hebrew,
# Arabic and the Indic scripts, so those blocks are listed.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ABOVE = r"\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_SIGNS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
_LETTERS = rf"(?>[^\W{_UNSPACED}]+(?:[{_SIGNS}]+[^\W{_UNSPACED}]*)*)"

# A number keeps its separators and its unit (10,000.50, 24/7, 2024-05-25, 1st), so that "1.5" never equals "15".
# A minus belongs to a number only where no word precedes it. A word keeps its apostrophes.
_TOKEN = re.compile(
    rf"(?:(?<!\w)-)?\d+(?:[.,:/-]\d+)*(?:{_LETTERS})?"
    rf"|{_LETTERS}(?:['’]{_LETTERS})*|[{_UNSPACED}][{_ABOVE}]*|\S"
)

_UNSPACED_TOKEN = re.compile(f"[{_UNSPACED}]")

# Marks that separate words and are no words themselves. Every other character that is no letter (§, %, €, /, &, @,
# <, +) carries meaning, and counts as a word.
PUNCTUATION = frozenset(".,;:!?'\"()[]{}|*_`~-–—‐‑‒―…“”„‘’‚«»‹›•·¿¡、。，；：！？（）「」『』・")
_LAST_LATIN = "\u024f"
# Marks that are never part of the word or number beside them, as a minus and a low line may be.
_SURROUNDING_MARKS = ".,;:!?'\"()[]{}|*`~"

# No token contains white space, so the stretches between white space can be split one by one, and most of them are in
# the cache: five times as fast as splitting the whole text. The cache takes 5 MB as a rule, 40 MB at worst.
_CACHE_SIZE = 32_768  # stretches
_LONGEST_CACHED = 200  # characters; longer stretches are not cached


def is_unspaced(token: str) -> bool:
    """Return whether *token* is a character of a script without spaces between words."""
    return token > _LAST_LATIN and _UNSPACED_TOKEN.match(token) is not None


def tokenize(text: str) -> list[str]:
    """Return the words, numbers and single marks of *text* in order, without white space."""
    return _TOKEN.findall(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end in *text* of each token that `tokenize` returns."""
    return [match.span() for match in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the tokens of *text* that are not punctuation."""
    return [*iter_words(text)]


def iter_words(text: str) -> Iterator[str]:
    """Yield the `words` of *text*, computed one stretch at a time."""
    return chain.from_iterable(map(_STRETCHES.__getitem__, text.split()))


def joined_words(text: str) -> str:
    """Return the `words` of *text* joined by single spaces."""
    return " ".join(iter_words(text))


class _StretchCache(dict[str, tuple[str, ...]]):
    """Cache of the words of each stretch without white space; emptied when it is full."""

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        found = _words_of_stretch(stretch)
        if len(stretch) <= _LONGEST_CACHED:
            if len(self) >= _CACHE_SIZE:
                self.clear()
            self[stretch] = found
        return found


def _words_of_stretch(stretch: str) -> tuple[str, ...]:
    """Return the words of *stretch*. Most have one, and the expression costs six times as much as to check for that."""
    bare = stretch.strip(_SURROUNDING_MARKS)
    if bare.isalnum() and (bare.isascii() or max(bare) <= _LAST_LATIN):
        return (bare,)
    return tuple([token for token in _TOKEN.findall(stretch) if token not in PUNCTUATION])


_STRETCHES = _StretchCache()
