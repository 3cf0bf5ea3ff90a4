"""The two forms of a text: `normal` decides whether it changed, `key` only who its partner is.

`normal` evens out what a typesetter may do without the author: each rule is named in `RULES`, and none touches
a letter, a digit or a word. `key` is bolder (case, punctuation, enumerators, the date of an update line, the
numbers of cross-references) because it never decides that a clause stood unchanged. Neither is ever shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from snapshots import dates, labels, tokens

# Compatibility forms that differ in looks alone, by their tags in the Unicode Character Database (UAX #15).
# Left alone are <super>, <sub>, <fraction>, <circle> and <square>: NFKC would turn "m²" into "m2", a footnote
# mark into a digit of the amount before it, "™" into "TM" and "№" into the word "No".
_LOOKS = frozenset({"<noBreak>", "<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>"})
_LIGATURES = frozenset("ﬀﬁﬂﬃﬄﬅﬆ…‥ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ")

_STRAIGHT = dict.fromkeys("‘’‚‛‹›ʼ´", "'") | dict.fromkeys("“”„‟«»〝〞", '"')
_HYPHENS = dict.fromkeys("‐‑‒–−﹘﹣", "-")
_LONG_DASHES = re.compile("[—―]|-{2,}")
# Controls, and the characters of category Cf that shape or direct others without being seen.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_INSIDE_GUILLEMETS = re.compile(r"(?<=[«‹])\s+|(?<!\s)\s{1,4}(?=[»›])")
_BEFORE_MARK = re.compile(r" (?=[,;:.!?)\]](?:\W|$))")
_AFTER_OPENING = re.compile(r"(?<=[(\[]) ")


@lru_cache(maxsize=4096)
def _form(character: str) -> str:
    tag = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if tag in _LOOKS or character in _LIGATURES else character


def _presentation(text: str) -> str:
    for character in set(text):
        if character > "\x7f" and (plain := _form(character)) != character:
            text = text.replace(character, plain)
    return text


def _guillemets(text: str) -> str:
    return _INSIDE_GUILLEMETS.sub("", text) if any(mark in text for mark in "«»‹›") else text


def _visible(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def _replaced(text: str, forms: Mapping[str, str]) -> str:
    if text.isascii():
        return text
    for character in forms.keys() & set(text):
        text = text.replace(character, forms[character])
    return text


def _straight(text: str) -> str:
    return _replaced(text, _STRAIGHT).replace("`", "'")


def _hyphens(text: str) -> str:
    text = _replaced(text, _HYPHENS)
    return _LONG_DASHES.sub(" - ", text) if "--" in text or "—" in text or "―" in text else text


def _opened(text: str) -> str:
    return _AFTER_OPENING.sub("", text) if "( " in text or "[ " in text else text


RULES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("wide letters, ligatures and presentation forms are letters", _presentation),
    ("guillemets may be spaced inside", _guillemets),
    ("soft hyphens, joiners and direction marks are invisible", _visible),
    ("accents are composed", lambda text: unicodedata.normalize("NFC", text)),
    ("quotation marks and apostrophes are straight", _straight),
    ("dashes are hyphens, long ones spaced", _hyphens),
    ("white space is one space", lambda text: " ".join(text.split())),
    ("no space before a closing mark", lambda text: _BEFORE_MARK.sub("", text)),
    ("no space after an opening bracket", _opened),
)
# Plain ASCII has neither wide letters nor guillemets.
_ASCII_RULES = RULES[2:]


def normal(text: str) -> str:
    """Return *text* as a typesetter could not make it differ: two clauses of one normal form are unchanged.

    Case is kept, since "Agreement" may be defined where "agreement" is not. The rules are those that noise in
    4,000 pairs of real policies asked for (white space 5 % of pairs, typography 4 %).
    """
    for _, rule in _ASCII_RULES if text.isascii() else RULES:
        text = rule(text)
    return text


_DIGIT = re.compile(r"\d")
# What every reference holds, and few texts: a number behind a letter and a space, or the sign.
_REFERRING = re.compile(r"[^\W\d_] \d|§")
_REFERENCE = re.compile(
    r"\b(sections?|articles?|clauses?|paragraphs?|annex|appendix|schedule|exhibit|chapter|parts?|artikel|abschnitt"
    r"|absatz|ziffer|kapitel|anhang|anlage|artículos?|cláusulas?|sección|articolo|artigo|paragraphes?)"
    r" (?:\d+(?:\.\d+)*(?:\(\w{1,4}\))*)(?:(?:,| and| or| to| et| und| y| e|-) ?\d+(?:\.\d+)*(?:\(\w{1,4}\))*)*"
    r"|§+ ?\d+(?:\.\d+)*"
)


def unlabelled(text: str) -> tuple[str, str]:
    """Return the enumerators that *text* opens with, at most two ("7. Article 7:"), and the rest."""
    first, rest = labels.parse(text)
    second, last = labels.parse(rest) if first and rest else ("", "")
    if last:
        return f"{first} {second}".strip(), last
    return (first, rest) if rest else ("", text)


def undated(text: str) -> str:
    """Return *text* case folded, with the date of an update line hidden."""
    return dates.masked(text.casefold())


def unreferenced(text: str) -> str:
    """Return *text* case folded, with the numbers of its cross-references hidden."""
    return _unreferenced(text.casefold())


def _unreferenced(folded: str) -> str:
    return _REFERENCE.sub(r"\1 #ref", folded) if _REFERRING.search(folded) else folded


def key(text: str) -> str:
    """Return what *text* is recognised by: its words, folded, without labels, update dates, reference numbers.

    Use it to find partners, never to decide that nothing changed. A text without words is its own key.
    """
    plain = normal(text)
    folded = unlabelled(plain)[1].casefold()
    if _DIGIT.search(folded):
        folded = _unreferenced(dates.masked(folded).casefold())
    return " ".join(tokens.words(folded)) or plain
