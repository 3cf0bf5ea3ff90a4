"""Find dates in a text and parse them to days: "May 25th, 2018", "1er janvier 2020", "03/04/2011".

What is unknown stays open: "03/04/2011" is two days, "March 2011" is a month. The order of day and month is decided only
by a separator, by another date of the same text, or by its language; nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

# Full names and abbreviations of the Unicode CLDR, without dots, of English, French, German, Spanish, Italian,
# Portuguese, Dutch and the Nordic languages. No name means two months in two of them.
_MONTHS = (
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari",
    "february feb février fevrier févr fevr februar febrero febbraio fevereiro fev februari",
    "march mar mars märz maerz mrz marzo março marco maart mrt marts",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "june jun juin juni junio giugno giu junho",
    "july jul juillet juil juli julio luglio lug julho",
    "august aug août aout agosto ago augustus augusti",
    "september sep sept septembre septiembre setiembre settembre set setembro",
    "october oct octobre oktober okt octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro desember",
)
_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = "(?:" + "|".join(sorted(_NUMBER, key=lambda name: (-len(name), name))) + r")\b\.?"
_OF = r"(?:\s(?:de|del|do|of)\b)?"
_YEAR = r"(?:19[89]|20[0-6])\d"  # 1980 to 2069: no policy on the web is older
_WRITTEN = re.compile(
    rf"(?<![\w.,/-])(?P<y1>{_YEAR})(?P<s1>[-./])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?!\d|[-./]\d)"
    rf"|(?<![\w.,/-])(?P<n1>\d{{1,2}})(?P<s2>[-./])\s?(?P<n2>\d{{1,2}})(?P=s2)\s?(?P<y2>{_YEAR}|\d{{2}}(?=\W|$))(?!\d|[-./]\d)"
    rf"|(?P<y3>{_YEAR})\s?年\s?(?P<m3>\d{{1,2}})\s?月\s?(?P<d3>\d{{1,2}})\s?日"
    rf"|\b(?P<w4>{_MONTH})[\s-](?P<d4>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?\s?[,.]?[\s-]{{1,2}}(?P<y4>{_YEAR})(?!\d)"
    rf"|(?<![\w.,])(?P<d5>\d{{1,2}})(?:\s?(?:st|nd|rd|th|er|ª|º|°|\.))?{_OF}(?:\sday of)?[\s-]{{0,2}}(?P<w5>{_MONTH}),?{_OF}[\s-](?P<y5>{_YEAR})(?!\d)"
    rf"|\b(?P<y6>{_YEAR})[\s,-]{{1,2}}(?P<w6>{_MONTH})[\s-](?P<d6>\d{{1,2}})\b"
    rf"|\b(?P<w7>{_MONTH}),?{_OF}[\s-]{{1,2}}(?P<y7>{_YEAR})(?!\d)"
    rf"|(?<![\w.,/-])(?P<m8>0?[1-9]|1[0-2])[/-](?P<y8>{_YEAR})(?![\w/-])"
    rf"|(?<![\w.,/-])(?P<y9>20[0-6]\d)-(?P<m9>0[1-9]|1[0-2])(?![\w/-])",
    re.IGNORECASE,  # no boundary behind a year: pages join what follows to it ("2025Previous version")
)
_HAS_YEAR = re.compile(rf"{_YEAR}|\d[./-]\s?\d\d(?!\d)")
# Languages that write the day before the month in numbers (CLDR). English is missing because it has both orders.
_DAY_FIRST = frozenset({"fr", "de", "es", "it", "pt", "nl"})
# The most frequent short words of each language.
_COMMON = {
    "en": "the of and to your you or that we this with for",
    "fr": "les des vous que nous dans sur pour votre vos est aux ou par",
    "de": "die der und wir sie ihre von werden nicht das zu mit ist oder auf",
    "es": "los las que nosotros para usted sus del por una con el su",
    "it": "di che gli per della il sono delle dei nel con alla",
    "pt": "que você dos das os uma para com não do da em seus",
    "nl": "het van een wij uw voor deze zijn dat met niet je op",
}
_VOCABULARY = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 2_000  # characters of each text that are searched for common words
_FEWEST_COMMON = 5  # common words that a language needs
_LEAD = 1.5  # times as many common words as the next language needs


@dataclass(frozen=True, slots=True)
class DateInText:
    """A date in a text: its first and last character, and the day that it means with the day or the month first."""

    start: int
    end: int
    day_first: str  # an ISO date, or a month like "2011-03"; "" if no such day exists
    month_first: str
    order_by_dots: bool = False  # its separators are dots, which decide the order

    @property
    def is_ambiguous(self) -> bool:
        """Whether the day and the month could be exchanged and mean another day."""
        return bool(self.day_first and self.month_first and self.day_first != self.month_first)


def dates_in_text(text: str) -> Iterator[DateInText]:
    """Yield the dates in *text* in order. Years alone, and numbers that do not form a day, are no dates."""
    if not _HAS_YEAR.search(text):
        return
    for match in _WRITTEN.finditer(text):
        found = {name[0] + name[1:]: value for name, value in match.groupdict().items() if value}
        day_first, month_first = _both_orders(found)
        if day_first or month_first:
            yield DateInText(match.start(), match.end(), day_first, month_first, found.get("s2") == ".")


def _both_orders(found: dict[str, str]) -> tuple[str, str]:
    """Return the day that a match means with the day first, and with the month first."""
    if "n1" in found:
        first, second = int(found["n1"]), int(found["n2"])
        year = int(found["y2"]) if len(found["y2"]) == 4 else 2000 + int(found["y2"])
        return _iso(year, second, first), _iso(year, first, second)
    parts = {name[0]: value for name, value in found.items()}
    month = _NUMBER[parts["w"].rstrip(".").lower()] if "w" in parts else int(parts["m"])
    date_or_month = _iso(int(parts["y"]), month, int(parts["d"])) if "d" in parts else f"{parts['y']}-{month:02}"
    return date_or_month, date_or_month


def _iso(year: int, month: int, day: int) -> str:
    """Return the ISO date, or "" if there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def possible_days(found: DateInText, order: str) -> tuple[tuple[str, ...], str]:
    """Return the days that *found* may mean, and what decided the order of day and month, or "" if nothing had to.

    *order* is the `day_month_order` of the text. A date with dots has its day first: no locale of the Unicode CLDR writes
    the month first with dots.
    """
    if not found.is_ambiguous:
        return (found.day_first or found.month_first,), ""
    if found.order_by_dots:
        return (found.day_first,), "dots put the day first"
    if order:
        return (found.day_first if order.startswith("day") else found.month_first,), order
    return tuple(sorted({found.day_first, found.month_first})), "day and month may be exchanged"


def day_month_order(texts: Iterable[str]) -> str:
    """Return which of day and month is first in the numeric dates of a text, and why; "" where unknown."""
    texts = list(texts)
    seen = {_first_part(found) for text in texts for found in dates_in_text(text)} - {""}
    if len(seen) == 1:
        return f"{seen.pop()} first, as in another date of the text"
    if seen:
        return ""
    language = language_by_words(texts)
    return f"day first, as is usual in the text's language ({language})" if language in _DAY_FIRST else ""


def _first_part(found: DateInText) -> str:
    """Return which of day and month is first in a date with only one possible order, or ""."""
    if bool(found.day_first) == bool(found.month_first):
        return ""
    return "day" if found.day_first else "month"


def language_by_words(texts: Iterable[str]) -> str:
    """Return the language with the most of its common words in *texts*, or "" if these are few.

    A language must lead the next by half: forms of several languages, and short texts, have none.
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text[:_LOOKED_AT].lower()))
    score = {name: sum(counts[word] for word in words) for name, words in _VOCABULARY.items()}
    (best, most), (_, next_most) = sorted(score.items(), key=lambda item: (-item[1], item[0]))[:2]
    return best if most >= _FEWEST_COMMON and most >= _LEAD * next_most else ""
