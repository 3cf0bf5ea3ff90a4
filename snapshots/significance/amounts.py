"""Find amounts with their units: "thirty (30) days", "12 mois", "$50", "under the age of 16".

Spans of time are compared by their length, so that "24 hours" equals "1 day" and "12 months" equals "1 year"; a month
does not equal thirty days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """The unit of an amount."""

    HOURS = "hours"
    MONTHS = "months"
    MONEY = "money"
    SHARE = "share"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written in a text, and its size in its unit."""

    unit: Unit
    size: float
    words: str


# Number words of English, French, German and Spanish, as terms and periods are written.
_NUMERALS = {
    1: "one un une ein eine einen einem einer uno una", 2: "two deux zwei dos", 3: "three trois drei tres",
    4: "four quatre vier cuatro", 5: "five cinq fünf cinco", 6: "six sechs seis", 7: "seven sept sieben siete",
    8: "eight huit acht ocho", 9: "nine neuf neun nueve", 10: "ten dix zehn diez", 12: "twelve douze zwölf doce",
    13: "thirteen treize dreizehn trece", 14: "fourteen quatorze vierzehn catorce", 15: "fifteen quinze fünfzehn quince",
    16: "sixteen seize sechzehn", 18: "eighteen achtzehn", 20: "twenty vingt zwanzig veinte", 24: "twenty-four",
    30: "thirty trente dreißig treinta", 45: "forty-five", 60: "sixty soixante sechzig sesenta", 90: "ninety neunzig noventa",
}  # fmt: skip
_VALUE = {word: number for number, words in _NUMERALS.items() for word in words.split()}
# The words for a span of time, by their unit and how many of it they are.
_SPANS = {
    (Unit.HOURS, 1): "hour hours heure heures stunde stunden hora horas",
    (Unit.HOURS, 24): "day days jour jours tag tage tagen día días dia dias",
    (Unit.HOURS, 168): "week weeks semaine semaines woche wochen semana semanas",
    (Unit.MONTHS, 1): "month months mois monat monate monaten mes meses",
    (Unit.MONTHS, 12): "year years an ans année années jahr jahre jahren año años",
}
_LENGTH = {word: length for length, words in _SPANS.items() for word in words.split()}


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of *words*, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})*"
_SPAN = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER}|(?:{_any(_VALUE)})\b)\)?[\s-]{{1,2}}"
    rf"(?:(?:business|calendar|working|consecutive|full|ouvrés|ouvrables|calendaires|hábiles|naturales) )?(?P<unit>{_any(_LENGTH)})\b"
    r"(?P<old>[ -](?:old|of age)\b| alt\b)?",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:under (?:the )?(?:age of )?|aged? (?:of )?|over |menor(?:es)? de |unter |âgée?s? de )(?P<number>\d{1,2})\b(?! ?(?:%|hours|days|months|jours|mois|días|Tage))",
    re.IGNORECASE,
)
# Sums of money also have spaces between thousands, as French and Spanish write them: "10 000 €".
_SUM = rf"(?:(?<![\d.,])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|{_NUMBER})"
_MONEY = re.compile(rf"[$€£]\s?{_SUM}|{_SUM}\s?(?:[€£$]|(?:USD|EUR|GBP|euros?|dollars?)\b)|(?:USD|EUR|GBP) ?{_SUM}")
_SHARE = re.compile(rf"{_NUMBER}\s?%")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


def amounts(text: str) -> Iterator[Amount]:
    """Yield the amounts in *text*: spans of time, ages, sums of money, shares."""
    if not _LENGTH.keys().isdisjoint(_WORD.findall(text.lower())):
        yield from map(_span, _SPAN.finditer(text))
    if not _DIGIT.search(text):
        return
    for match in _AGE.finditer(text):
        yield Amount(Unit.AGE, float(match["number"]), match[0])
    if any(sign in text for sign in ("$", "€", "£", "EUR", "USD", "GBP", "euro", "dollar")):
        yield from (Amount(Unit.MONEY, _value(re.sub(r"[^\d.,]", "", m[0])), m[0]) for m in _MONEY.finditer(text))
    if "%" in text:
        yield from (Amount(Unit.SHARE, _value(match[0].rstrip("% \xa0")), match[0]) for match in _SHARE.finditer(text))


def _span(match: re.Match[str]) -> Amount:
    number, (unit, length) = _value(match["number"]), _LENGTH[match["unit"].lower()]
    is_age = bool(match["old"])
    return Amount(Unit.AGE if is_age else unit, number if is_age else number * length, match[0].replace(")", "", 1))


def _value(number: str) -> float:
    """Return the value of a number or numeral; "1,000" and "1.000" are thousands, "1,5" and "1.5" are not."""
    if (word := number.lower()) in _VALUE:
        return float(_VALUE[word])
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", number.strip(".,")).replace(",", ".")
    whole, _, rest = plain.partition(".")
    return float(f"{whole or 0}.{rest.replace('.', '') or 0}")
