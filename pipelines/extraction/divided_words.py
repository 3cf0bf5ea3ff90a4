"""Join the words that the end of a line divides: "infor-" and "mation", but "third-" and "party".

A text with line ends of its own (plain text, breaks, a PDF) divides words at them. Whether the hyphen is one of the word, the rest of
the document shows, or the form of the word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

# The place in a text where a line ended in a hyphen, until it is known whether the word has one. No page holds a NUL.
DIVIDED = "\x00"
# Prefixes that keep their hyphen at the end of a line, where the word does not occur elsewhere in the document.
_PREFIXES = frozenset(
    re.findall(r"\S+", "third first non self opt log sign co e cross long short well high low re pre up on in off")
)
_SHORTEST_PART = 4  # letters of each half of a compound, where both are words of the document
_DIVISION = re.compile(rf"([^\s{DIVIDED}]*){DIVIDED}([^\s{DIVIDED}]*)")


def is_divided(text: str, following: str) -> bool:
    """Return whether *text*, a line before the line *following*, ends in the hyphen of a word."""
    return text[-1:] in {"-", "\u2010"} and text[-2:-1].isalpha() and following[:1].isalpha()


def hyphen(before: str, after: str, words: Counter[str]) -> str:
    """Return "-" or "" for a word that a line end divides into *before* and *after*.

    It has a hyphen if it has one elsewhere in the document, of which *words* are the words in small letters, or by its form.
    """
    first, second = before.casefold().strip('("“'), after.casefold().rstrip('.,;:!?)"”')
    without, hyphenated = words[f"{first}{second}"], words[f"{first}-{second}"]
    if without != hyphenated:
        return "-" if hyphenated > without else ""
    if after[:1].isupper() or first in _PREFIXES or "-" in second:
        return "-"
    is_compound = min(len(first), len(second)) >= _SHORTEST_PART and words[first] and words[second]
    return "-" if is_compound else ""


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word is in *texts*, in small letters and without the marks around it."""
    return Counter(word.casefold().strip('.,;:!?()"“”') for text in texts for word in text.split())


def joined_lines(lines: Sequence[str]) -> str:
    """Return *lines* as one text; where a word is divided, it holds `DIVIDED` in place of the hyphen."""
    text = lines[0]
    for line in lines[1:]:
        text = f"{text[:-1]}{DIVIDED}{line}" if is_divided(text, line) else f"{text} {line}"
    return text


def join_divided_words(texts: Sequence[str]) -> list[str]:
    """Return *texts*, those of one document, with a hyphen or nothing in place of each `DIVIDED`."""
    if not any(DIVIDED in text for text in texts):
        return list(texts)
    words = count_words(texts)

    def joined(division: re.Match[str]) -> str:
        return f"{division[1]}{hyphen(division[1], division[2], words)}{division[2]}"

    return [_DIVISION.sub(joined, text) if DIVIDED in text else text for text in texts]
