"""The two forms of a text: `normal` decides whether it changed, `key` only who its partner is.

`normal` evens out what a typesetter may do without the author: each rule is named in `RULES`, and none touches
what a reader could tell apart, but for two kinds of line that change by themselves: how long ago a page was updated, and the
year of its copyright. `key` is bolder (case, punctuation, enumerators, the date of an update line, the
numbers of cross-references) because it never decides that a clause stood unchanged. Neither is ever shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from clausetrail.snapshots.text import date_masks, labels, tokens

# Compatibility forms that differ in looks alone, by their tags in the Unicode Character Database (UAX #15).
# Left alone are <super>, <sub>, <fraction>, <circle> and <square>: NFKC would turn "m²" into "m2", a footnote
# mark into a digit of the amount before it, "™" into "TM" and "№" into the word "No".
_LOOKS = frozenset({"<noBreak>", "<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>"})
_LIGATURES = frozenset("ﬀﬁﬂﬃﬄﬅﬆ…‥ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ")

_SINGLE_QUOTES = re.compile("[‘’‚‛‹›ʼ´`]")
_DOUBLE_QUOTES = re.compile("[“”„‟«»〝〞]")
_HYPHENS = re.compile("[‐‑‒–−﹘﹣]")
# Of Latin letters, and the marks that most pages use, none has another form.
_FORMED = re.compile("[^\x00-\x7f\xa1-\u024f‘’“”–—]")
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
    if not _FORMED.search(text):
        return text
    for character in {*_FORMED.findall(text)}:
        text = text.replace(character, _form(character))
    return text


def _guillemets(text: str) -> str:
    return _INSIDE_GUILLEMETS.sub("", text) if any(mark in text for mark in "«»‹›") else text


def _visible(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def _straight(text: str) -> str:
    return _DOUBLE_QUOTES.sub('"', _SINGLE_QUOTES.sub("'", text))


def _hyphens(text: str) -> str:
    text = _HYPHENS.sub("-", text)
    return _LONG_DASHES.sub(" - ", text) if "--" in text or "—" in text or "―" in text else text


# Cyrillic and Greek letters that no reader can tell from a Latin one (Unicode's confusables, UTS #39).
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһАВЕКМНОРСТХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhABEKMHOPCTXIJSoABEZHIKMNOPTYX")
_FOREIGN = re.compile("[\u0370-\u04ff]")
_MIXED = re.compile(r"[A-Za-z\u0370-\u052f]+")
_LATIN = re.compile("[A-Za-z]")


def _one_script(text: str) -> str:
    return _MIXED.sub(_latin, text) if _FOREIGN.search(text) and _LATIN.search(text) else text


def _latin(word: re.Match[str]) -> str:
    """Return *word* in Latin letters, if it has some and only such others as look like them."""
    plain = word[0].translate(_LOOKALIKES)
    return plain if plain.isascii() and _LATIN.search(word[0]) else word[0]


_LONGEST_NOTE = 100  # characters
# The whole of a short line: in a sentence, "3 days ago" or "2018" may bind somebody.
_AGO = re.compile(
    r"(?i)((?:last |page |article )?(?:updated|modified|revised|reviewed|edited|posted|published):? (?:about |over )?)"
    r"(?:an?|\d{1,3}) (?:second|minute|hour|day|week|month|year)s? ago(\.?)"
)
_COPYRIGHT = re.compile(r"(?i)(?:©|\(c\)|copyright\b)")
_YEARS = re.compile(r"\b(?:19|20)\d\d(?: ?- ?(?:19|20)\d\d)?\b")
_SENTENCE = re.compile(r"[.;:] +\S+(?: +\S+){3}")  # four words behind a stop say more than whose it is


def _ageless(text: str) -> str:
    note = _AGO.fullmatch(text) if text.endswith(("ago", "ago.")) and len(text) <= _LONGEST_NOTE else None
    return f"{note[1]}some time ago{note[2]}" if note else text


def _yearless(text: str) -> str:
    if len(text) > _LONGEST_NOTE or not _COPYRIGHT.match(text) or _SENTENCE.search(text):
        return text
    return _YEARS.sub("(year)", text, count=1)


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
    ("a word in letters of two scripts that look alike is of one", _one_script),
    ("how long ago a page was updated is no matter, in a line that says no more", _ageless),
    ("the year of a copyright is no matter, in a line that says no more", _yearless),
)
# Plain ASCII has neither wide letters nor guillemets, and most of it nothing that any rule could even out.
_ASCII_RULES = RULES[2:]
_LONGEST_REMEMBERED = 2000  # characters; a text is asked for as a key and again for the verdict
# A mark, and what is uneven about it: most texts lack most marks, and one is sought five times as fast as two.
_UNEVEN = (
    *(("`", "`"), ("-", "--"), (" ", "  "), ("(", "( "), ("[", "[ ")),
    *((mark, f" {mark}") for mark in ",;:.!?)]"),
)
# What most pages set that is no ASCII, and what the rules make of it.
_TYPESET = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"))
# Of these letters and signs no rule touches one; guillemets, the acute accent and the soft hyphen are not among them.
_WESTERN = re.compile("[ -~¡-ª¬®-³µ-º¼-\u024f€•]*")


def normal_form(text: str) -> str:
    """Return *text* as a typesetter could not make it differ: two clauses of one normal form are unchanged.

    Case is kept, since "Agreement" may be defined where "agreement" is not. The rules are those that noise in
    4,000 pairs of real policies asked for (white space 5 % of pairs, typography 4 %).
    """
    plain = text if text.isascii() else _plain(text)
    if (plain.isascii() or _WESTERN.fullmatch(plain)) and not _is_uneven(plain):
        return plain
    if plain.isascii():
        return _ruled(plain, _ASCII_RULES)
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _ruled(text, RULES)


def _plain(text: str) -> str:
    for mark, plain in _TYPESET:
        text = text.replace(mark, plain)
    return text


def _is_uneven(text: str) -> bool:
    if not text.isprintable() or text[:1] == " " or text[-1:] == " ":
        return True
    for mark, uneven in _UNEVEN:
        if mark in text and uneven in text:
            return True
    return len(text) <= _LONGEST_NOTE and (" ago" in text[-5:] or bool(_COPYRIGHT.match(text)))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    return _ruled(text, RULES)


def _ruled(text: str, rules: Iterable[tuple[str, Callable[[str], str]]]) -> str:
    for _, rule in rules:
        text = rule(text)
    return text


_DIGIT = re.compile(r"\d")
_DIGITS = "0123456789"
# What is looked ahead for costs a quarter of trying one word after the other.
_REFERENCE = re.compile(
    r"\b(?=[acekpsz]\w{3,} \d)(sections?|articles?|clauses?|paragraphs?|annex|appendix|schedule|exhibit|chapter|parts?|artikel|abschnitt"
    r"|absatz|ziffer|kapitel|anhang|anlage|artículos?|cláusulas?|sección|articolo|artigo|paragraphes?)"
    r" (?:\d+(?:\.\d+)*(?:\(\w{1,4}\))*)(?:(?:,| and| or| to| et| und| y| e|-) ?\d+(?:\.\d+)*(?:\(\w{1,4}\))*)*"
    r"|§+ ?\d+(?:\.\d+)*"
)
_NUMBERED = re.compile(r" (?=\d)")
# How the words of the expression end: "sections", "annex", "ziffer", "artículos", …
_REFERRING_WORDS = """
    section sections article articles clause clauses paragraph paragraphs annex appendix schedule exhibit chapter
    part parts artikel abschnitt absatz ziffer kapitel anhang anlage artículo artículos cláusula cláusulas sección
    articolo artigo paragraphe paragraphes
"""
_REFERRING = tuple(_REFERRING_WORDS.split())


def has_digit(text: str) -> bool:
    """Say whether a decimal digit of any script is in *text*."""
    return any(map(text.__contains__, _DIGITS)) or (not text.isascii() and bool(_DIGIT.search(text)))


def split_labels(text: str) -> tuple[str, str]:
    """Return the enumerators that *text* opens with, at most two ("7. Article 7:"), and the rest."""
    first, rest = labels.split_label(text)
    second, last = labels.split_label(rest) if first and rest else ("", "")
    if last:
        return f"{first} {second}".strip(), last
    return (first, rest) if rest else ("", text)


def mask_update_date(text: str) -> str:
    """Return *text* case folded, with the date of an update line hidden."""
    return date_masks.mask_dates(text.casefold())


def mask_references(text: str) -> str:
    """Return *text* case folded, with the numbers of its cross-references hidden."""
    return _unreferenced(text.casefold())


def _unreferenced(folded: str) -> str:
    return _REFERENCE.sub(r"\1 #ref", folded) if _refers(folded) else folded


def _refers(folded: str) -> bool:
    """Say whether a number of *folded* stands behind a word that may refer: the expression costs twenty times this."""
    if "§" in folded:
        return True
    if not has_digit(folded):
        return False
    pieces = _NUMBERED.split(folded)
    return any(piece.endswith(_REFERRING) for piece in pieces[:-1])


def match_key(text: str) -> str:
    """Return what *text* is recognised by: its words, folded, without labels, update dates, reference numbers.

    Use it to find partners, never to decide that nothing changed. A text without words is its own key.
    """
    return " ".join(match_words(text))


def match_words(text: str) -> list[str]:
    """Return the words of the `key` of *text*."""
    plain = normal_form(text)
    folded = split_labels(plain)[1].casefold()
    if has_digit(folded):
        folded = _unreferenced(date_masks.mask_dates(folded).casefold())
    return tokens.words(folded) or plain.split()
