"""Return two canonical forms of a text: `normal_form` decides whether it changed, `match_key` helps to find its match.

`normal_form` removes differences that a typesetter may cause without the author. Each rule is named in `RULES`. No rule
removes a difference that a reader sees, with two exceptions, lines that change by themselves: how long ago a page was
updated, and the year of its copyright. `match_key` removes more (case, punctuation, enumerators, the date of an update
line, the numbers of cross-references), because it never decides that a clause is unchanged. Neither form is displayed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from clausetrail.snapshots.text import date_masks, labels, tokens

# Compatibility forms that differ in appearance only, by their tags in the Unicode Character Database (UAX #15).
# Not among them are <super>, <sub>, <fraction>, <circle> and <square>: NFKC would turn "m²" into "m2", a footnote
# mark into a digit of the amount before it, "™" into "TM" and "№" into the word "No".
_APPEARANCE_TAGS = frozenset(
    {"<noBreak>", "<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>"}
)
_LIGATURES = frozenset("ﬀﬁﬂﬃﬄﬅﬆ…‥ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ")

_SINGLE_QUOTES = re.compile("[‘’‚‛‹›ʼ´`]")
_DOUBLE_QUOTES = re.compile("[“”„‟«»〝〞]")
_HYPHENS = re.compile("[‐‑‒–−﹘﹣]")
# Any character that may be a compatibility form: neither a Latin letter nor a mark that most pages use is one.
_MAY_BE_FORM = re.compile("[^\x00-\x7f\xa1-\u024f‘’“”–—]")
_LONG_DASHES = re.compile("[—―]|-{2,}")
# Control characters, and the invisible characters of category Cf that shape or direct others.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_INSIDE_GUILLEMETS = re.compile(r"(?<=[«‹])\s+|(?<!\s)\s{1,4}(?=[»›])")
_BEFORE_MARK = re.compile(r" (?=[,;:.!?)\]](?:\W|$))")
_AFTER_OPENING = re.compile(r"(?<=[(\[]) ")


@lru_cache(maxsize=4096)
def _plain_form(character: str) -> str:
    tag = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if tag in _APPEARANCE_TAGS or character in _LIGATURES else character


def _plain_forms(text: str) -> str:
    if not _MAY_BE_FORM.search(text):
        return text
    for character in {*_MAY_BE_FORM.findall(text)}:
        text = text.replace(character, _plain_form(character))
    return text


def _tight_guillemets(text: str) -> str:
    return _INSIDE_GUILLEMETS.sub("", text) if any(mark in text for mark in "«»‹›") else text


def _without_invisible(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def _straight_quotes(text: str) -> str:
    return _DOUBLE_QUOTES.sub('"', _SINGLE_QUOTES.sub("'", text))


def _hyphens(text: str) -> str:
    text = _HYPHENS.sub("-", text)
    return _LONG_DASHES.sub(" - ", text) if "--" in text or "—" in text or "―" in text else text


# Cyrillic and Greek letters that look the same as a Latin one (Unicode's confusables, UTS #39).
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһАВЕКМНОРСТХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhABEKMHOPCTXIJSoABEZHIKMNOPTYX")
_FOREIGN = re.compile("[\u0370-\u04ff]")
_MIXED = re.compile(r"[A-Za-z\u0370-\u052f]+")
_LATIN = re.compile("[A-Za-z]")


def _one_script(text: str) -> str:
    return _MIXED.sub(_in_latin, text) if _FOREIGN.search(text) and _LATIN.search(text) else text


def _in_latin(word: re.Match[str]) -> str:
    """Return *word* in Latin letters if it has some and all its other letters are lookalikes; otherwise unchanged."""
    plain = word[0].translate(_LOOKALIKES)
    return plain if plain.isascii() and _LATIN.search(word[0]) else word[0]


_LONGEST_NOTE = 100  # characters
# Only a whole short line is matched: in a sentence, "3 days ago" or "2018" may have legal effect.
_AGO = re.compile(
    r"(?i)((?:last |page |article )?(?:updated|modified|revised|reviewed|edited|posted|published):? (?:about |over )?)"
    r"(?:an?|\d{1,3}) (?:second|minute|hour|day|week|month|year)s? ago(\.?)"
)
_COPYRIGHT = re.compile(r"(?i)(?:©|\(c\)|copyright\b)")
_YEARS = re.compile(r"\b(?:19|20)\d\d(?: ?- ?(?:19|20)\d\d)?\b")
_SENTENCE = re.compile(r"[.;:] +\S+(?: +\S+){3}")  # four words after a stop are more than the name of the holder


def _without_age(text: str) -> str:
    note = _AGO.fullmatch(text) if text.endswith(("ago", "ago.")) and len(text) <= _LONGEST_NOTE else None
    return f"{note[1]}some time ago{note[2]}" if note else text


def _without_copyright_year(text: str) -> str:
    if len(text) > _LONGEST_NOTE or not _COPYRIGHT.match(text) or _SENTENCE.search(text):
        return text
    return _YEARS.sub("(year)", text, count=1)


def _tight_opening_brackets(text: str) -> str:
    return _AFTER_OPENING.sub("", text) if "( " in text or "[ " in text else text


RULES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("wide letters, ligatures and presentation forms are letters", _plain_forms),
    ("guillemets may be spaced inside", _tight_guillemets),
    ("soft hyphens, joiners and direction marks are invisible", _without_invisible),
    ("accents are composed", lambda text: unicodedata.normalize("NFC", text)),
    ("quotation marks and apostrophes are straight", _straight_quotes),
    ("dashes are hyphens, long ones spaced", _hyphens),
    ("white space is one space", lambda text: " ".join(text.split())),
    ("no space before a closing mark", lambda text: _BEFORE_MARK.sub("", text)),
    ("no space after an opening bracket", _tight_opening_brackets),
    ("a word in letters of two scripts that look alike is in one script", _one_script),
    ("how long ago a page was updated does not count, in a line with nothing else", _without_age),
    ("the year of a copyright does not count, in a line with nothing else", _without_copyright_year),
)
# Plain ASCII has neither wide letters nor guillemets, and no rule changes most of it.
_ASCII_RULES = RULES[2:]
_LONGEST_CACHED = 2000  # characters; the form of a text is needed for its key and again to classify its pair
# A mark, and the spelling of it that a rule changes: most texts lack most marks, and a search for one character is five
# times as fast as for two.
_IRREGULAR = (
    *(("`", "`"), ("-", "--"), (" ", "  "), ("(", "( "), ("[", "[ ")),
    *((mark, f" {mark}") for mark in ",;:.!?)]"),
)
# The non-ASCII characters that most pages contain, and the results of the rules for them.
_TYPESET = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"))
# Letters and signs that no rule changes; guillemets, the acute accent and the soft hyphen are not among them.
_UNCHANGED = re.compile("[ -~¡-ª¬®-³µ-º¼-\u024f€•]*")


def normal_form(text: str) -> str:
    """Return *text* without typographic differences: two clauses with the same normal form are unchanged.

    Case is kept, because "Agreement" may be a defined term where "agreement" is not. The rules remove the noise that
    was found in 4,000 pairs of real policies (white space in 5 % of the pairs, typography in 4 %).
    """
    plain = text if text.isascii() else _without_typography(text)
    if (plain.isascii() or _UNCHANGED.fullmatch(plain)) and not _is_irregular(plain):
        return plain
    if plain.isascii():
        return _apply(_ASCII_RULES, plain)
    return _cached(text) if len(text) <= _LONGEST_CACHED else _apply(RULES, text)


def _without_typography(text: str) -> str:
    for mark, plain in _TYPESET:
        text = text.replace(mark, plain)
    return text


def _is_irregular(text: str) -> bool:
    """Return whether a rule may change *text*, of characters that are regular one by one."""
    if not text.isprintable() or text[:1] == " " or text[-1:] == " ":
        return True
    for mark, irregular in _IRREGULAR:
        if mark in text and irregular in text:
            return True
    return len(text) <= _LONGEST_NOTE and (" ago" in text[-5:] or bool(_COPYRIGHT.match(text)))


@lru_cache(maxsize=4096)
def _cached(text: str) -> str:
    return _apply(RULES, text)


def _apply(rules: Iterable[tuple[str, Callable[[str], str]]], text: str) -> str:
    for _, rule in rules:
        text = rule(text)
    return text


_DIGIT = re.compile(r"\d")
_DIGITS = "0123456789"
# The lookahead makes the search four times as fast as trying one word after the other.
_REFERENCE = re.compile(
    r"\b(?=[acekpsz]\w{3,} \d)(sections?|articles?|clauses?|paragraphs?|annex|appendix|schedule|exhibit|chapter|parts?|artikel|abschnitt"
    r"|absatz|ziffer|kapitel|anhang|anlage|artículos?|cláusulas?|sección|articolo|artigo|paragraphes?)"
    r" (?:\d+(?:\.\d+)*(?:\(\w{1,4}\))*)(?:(?:,| and| or| to| et| und| y| e|-) ?\d+(?:\.\d+)*(?:\(\w{1,4}\))*)*"
    r"|§+ ?\d+(?:\.\d+)*"
)
_NUMBERED = re.compile(r" (?=\d)")
# The words of the expression in full, one of which precedes every number that it matches.
_REFERRING_WORDS = """
    section sections article articles clause clauses paragraph paragraphs annex appendix schedule exhibit chapter
    part parts artikel abschnitt absatz ziffer kapitel anhang anlage artículo artículos cláusula cláusulas sección
    articolo artigo paragraphe paragraphes
"""
_REFERRING = tuple(_REFERRING_WORDS.split())


def has_digit(text: str) -> bool:
    """Return whether *text* contains a decimal digit of any script."""
    return any(map(text.__contains__, _DIGITS)) or (not text.isascii() and bool(_DIGIT.search(text)))


def split_labels(text: str) -> tuple[str, str]:
    """Return the labels at the start of *text*, at most two ("7. Article 7:"), and the rest."""
    first, rest = labels.split_label(text)
    second, last = labels.split_label(rest) if first and rest else ("", "")
    if last:
        return f"{first} {second}".strip(), last
    return (first, rest) if rest else ("", text)


def mask_update_date(text: str) -> str:
    """Return *text* case folded, with the date of an update line masked."""
    return date_masks.mask_dates(text.casefold())


def mask_references(text: str) -> str:
    """Return *text* case folded, with the numbers of its cross-references masked."""
    return _with_masked_references(text.casefold())


def _with_masked_references(folded: str) -> str:
    return _REFERENCE.sub(r"\1 #ref", folded) if _has_reference(folded) else folded


def _has_reference(folded: str) -> bool:
    """Return whether a number in *folded* follows a word that may refer: twenty times as fast as the expression."""
    if "§" in folded:
        return True
    if not has_digit(folded):
        return False
    pieces = _NUMBERED.split(folded)
    return any(piece.endswith(_REFERRING) for piece in pieces[:-1])


def match_key(text: str) -> str:
    """Return the words of *text*, case folded, without labels, update dates and reference numbers.

    It serves to find matches, never to decide that nothing changed. A text without words is its own key.
    """
    return " ".join(match_words(text))


def match_words(text: str) -> list[str]:
    """Return the words of the `match_key` of *text*."""
    plain = normal_form(text)
    folded = split_labels(plain)[1].casefold()
    if has_digit(folded):
        folded = _with_masked_references(date_masks.mask_dates(folded).casefold())
    return tokens.words(folded) or plain.split()


def letters(text: str) -> str:
    """Return only the letters of *text*, in small ones: the entries of a list of contents and headings differ in numbers and marks."""
    return "".join(filter(str.isalpha, text.casefold()))
