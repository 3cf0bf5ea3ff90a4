"""The words of a text: what counts as one, in every language a policy is written in.

The normal form, the differ and the redline cut texts with the same expression, so that they cannot disagree
about what a word is. Nothing is folded or dropped here; see `clausetrail.snapshots.text.normalize` for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

# Scripts that write no spaces: Thai, Lao, Burmese, Khmer, kana and Han. There each character is a token, with
# the marks above and below it. Python's \w leaves out combining accents and the vowel signs of Hebrew, Arabic
# and the Indic scripts, so those blocks are named.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ABOVE = r"\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_SIGNS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
_LETTERS = rf"(?>[^\W{_UNSPACED}]+(?:[{_SIGNS}]+[^\W{_UNSPACED}]*)*)"

# A number keeps its separators and its unit (10,000.50, 24/7, 2024-05-25, 1st), so that "1.5" never equals "15".
# A minus counts only where no word stands before it. A word keeps its apostrophes.
_TOKEN = re.compile(
    rf"(?:(?<!\w)-)?\d+(?:[.,:/-]\d+)*(?:{_LETTERS})?"
    rf"|{_LETTERS}(?:['’]{_LETTERS})*|[{_UNSPACED}][{_ABOVE}]*|\S"
)

# Marks that set words apart without being one. Everything else that is not a letter (§, %, €, /, &, @, <, +)
# says something that a reader would miss, and counts as a word.
PUNCTUATION = frozenset(".,;:!?'\"()[]{}|*_`~-–—‐‑‒―…“”„‘’‚«»‹›•·¿¡、。，；：！？（）「」『』・")
# Those that never belong to the word or number they stand beside, as a minus and a low line do.
_LAST_LATIN = "\u024f"
_AROUND = ".,;:!?'\"()[]{}|*`~"

# No token holds white space, so a text may be cut stretch by stretch, and most stretches have been seen before: five
# times as fast as cutting the whole. 5 MB as a rule, 40 at worst; long stretches pass by.
_MOST_REMEMBERED = 32_768
_LONGEST_REMEMBERED = 200  # characters


def tokenize(text: str) -> list[str]:
    """Return the words, numbers and single marks of *text* in order; only white space is left out."""
    return _TOKEN.findall(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return where each token of `cut` starts and ends in *text*."""
    return [match.span() for match in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Return the tokens of *text* that are more than punctuation."""
    return [*iter_words(text)]


def iter_words(text: str) -> Iterator[str]:
    """Yield the `words` of *text* as they are asked for."""
    return chain.from_iterable(map(_STRETCHES.__getitem__, text.split()))


def joined_words(text: str) -> str:
    """Return the `words` of *text* in one string, a space between two."""
    return " ".join(iter_words(text))


class _Stretches(dict[str, tuple[str, ...]]):
    """The words of each stretch without white space, kept until there are too many."""

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        told = _cut_out(stretch)
        if len(stretch) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[stretch] = told
        return told


def _cut_out(stretch: str) -> tuple[str, ...]:
    """Return the words of *stretch*; of most there is one, and the expression costs six times as much as to see that."""
    bare = stretch.strip(_AROUND)
    if bare.isalnum() and (bare.isascii() or max(bare) <= _LAST_LATIN):
        return (bare,)
    return tuple([token for token in _TOKEN.findall(stretch) if token not in PUNCTUATION])


_STRETCHES = _Stretches()
