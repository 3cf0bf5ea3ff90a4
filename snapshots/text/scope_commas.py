"""Find commas that change the scope of what follows: "insurers, who need it" speaks of all, "insurers who need it" of some.

English, Dutch and the Romance languages mark a relative clause that restricts by the absence of a comma; German and the
Slavic languages set one always, so their words are not here. An exception after a comma applies to the whole sentence.
"""

from __future__ import annotations

from collections import Counter

from clausetrail.snapshots.text.tokens import PUNCTUATION, tokenize

_SCOPE_WORDS = """
    who whom whose which where that unless except without only
    qui que dont où lequel laquelle lesquels lesquelles sauf sans
    quien quienes cuyo cuya cuyos cuyas donde salvo excepto sin
    che cui quale quali tranne senza
    quem cujo cuja onde exceto sem
    dat wie waarvan waarbij tenzij behalve zonder
"""
_STARTS = frozenset(_SCOPE_WORDS.split())
_PREPOSITION_WORDS = "of to for with in from by on à de avec pour par con per voor van met com"
_PREPOSITIONS = frozenset(_PREPOSITION_WORDS.split())
_COMMAS = frozenset({",", "\uff0c", "\u060c"})  # also the full-width and the Arabic one


def scope_commas(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words with a comma in front that only *before* has, and those that only *after* has.

    Both texts have the same words. Only words that open a relative clause or an exception count, also after a preposition
    ("carriers, with whom").
    """
    old, new = _marked(before), _marked(after)
    return tuple((old - new).elements()), tuple((new - old).elements())


def _marked(text: str) -> Counter[str]:
    """Return the words that open a restriction right after a comma, each with the word before the comma."""
    found: Counter[str] = Counter()
    last, is_after_comma, opening = "", False, ""
    for token in tokenize(text):
        if token in PUNCTUATION:
            is_after_comma, opening = token in _COMMAS, ""
            continue
        word = token.casefold()
        if (is_after_comma or opening) and word in _STARTS:
            found[f"{last}, {opening}{word}"] += 1
        if is_after_comma and word in _PREPOSITIONS:
            opening, is_after_comma = f"{word} ", False
            continue
        last, is_after_comma, opening = word, False, ""
    return found
