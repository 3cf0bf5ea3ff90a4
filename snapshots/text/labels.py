"""Split the label from the start of a text: "4.2(b)(iii)", "§ 5", "Article 7:", "a)", "•".

Only the start of a text is examined, and only an unambiguous label is split off. A label that stays in the text makes
a redline longer; a word, year or amount that is mistaken for a label would hide a change.
"""

from __future__ import annotations

import re

from clausetrail.snapshots.text.date_masks import MONTHS

_ROMAN = r"(?:x{1,3}(?:ix|iv|v?i{0,3})|ix|iv|v?i{1,3}|v|X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|V?I{1,3}|V)"
_SMALL = rf"(?:\d{{1,2}}|[A-Za-z]|{_ROMAN})"
_CHAIN = rf"(?:\s?\({_SMALL}\))"
_COMPONENT = rf"(?:\d{{1,3}}|[A-Za-z]|{_ROMAN})"  # one of the four in "C.1.a.ii."
_DECIMAL = r"\d{1,3}(?:\.\d{1,3})*"
_DIVISION = (
    "(?i:article|section|clause|paragraph|part|chapter|annex|appendix|schedule|exhibit|title|artikel|abschnitt"
    "|ziffer|kapitel|teil|anlage|anhang|bijlage|deel|artículo|sección|cláusula|capítulo|anexo|articolo|sezione"
    "|capitolo|allegato|artigo|seção|secção|chapitre|titre|partie|annexe|artykuł|rozdział|avsnitt|kapittel)"
)
_CAPITAL = r"(?=[\"'“«(\[]?[^\W\d_a-zà-öø-ÿ])"
_TITLE = r"(?=[^\W\d_a-zà-öø-ÿ][^\W\d_])"  # a capital and another letter
_END = r"(?=\s|$)"

# A tick and a ">" are no bullets here: they may mean "yes" and "more than".
_BULLETS = re.compile(r"(?:(?:[•‣◦▪▫●○■□◆◇➢➤►▶·∙⁃]\s*|[-–—*»→]\s+(?=\S))+|[-–—*]$)")
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"§{{1,2}}\s?{_DECIMAL}[a-z]?{_CHAIN}*[.:)]?{_END}",
        rf"{_DIVISION}\s(?:{_DECIMAL}|{_ROMAN}|[A-Z])\b{_CHAIN}*(?:\s?[.:)]{_END}|\s[-–—]{_END}|$)",
        rf"{_DECIMAL}[.)]?{_CHAIN}*[.):/°º]{_END}",
        rf"{_DECIMAL}\.?{_CHAIN}+{_END}",
        rf"\d{{1,3}}(?:\.\d{{1,3}})+(?:\s+{_CAPITAL}|$)",
        rf"{_DECIMAL}\.{_CAPITAL}",
        rf"\d{{1,3}}\s?[-–—]\s+{_CAPITAL}",
        rf"{_CHAIN}+[.:]?{_END}",
        rf"\[\d{{1,2}}\]{_END}",
        rf"(?:[A-Za-z]|{_ROMAN})[.)]{_CHAIN}*{_END}",
        rf"[A-Za-z]\.\d{{1,3}}(?:\.\d{{1,3}})*\.?{_END}",
        rf"\d{{1,3}}[a-z][.)]{_END}",
        rf"(?=\S{{0,12}}\d){_COMPONENT}(?:\.{_COMPONENT}){{1,5}}[.)]{_END}",
        # Without a space ("3.b.Title"), one component is a number and the rest opens with a capitalised word.
        rf"(?=(?:[A-Za-z]{{1,4}}\.){{0,3}}\d{{1,3}}[.)]){_COMPONENT}(?:\.{_COMPONENT}){{1,5}}[.)]{_TITLE}",
    )
)
# In a heading a number needs no mark ("7 Your rights"); in running text "7 Days" would lose its number.
_TITLES = (
    re.compile(rf"\d{{1,2}}\s+{_CAPITAL}"),
    re.compile(rf"{_DIVISION}\s(?:{_DECIMAL}|{_ROMAN}|[A-Z])\s+{_CAPITAL}"),
)

_OPENING = re.compile(rf"[§(\[\d]|[A-Za-z]{{1,8}}[.)]|(?i:(?=[abcdeikprstz])){_DIVISION}\s")

_MONTH = re.compile(r"([^\W\d_]+)\.?(?:\s+\d|$)")
_SHORT_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}(?![\d.])")
_INITIAL = re.compile(r"[A-Za-z]\.(?:\s|$)")  # the "B." of "z. B.", the "S." of "U. S."
_UNITS = """
    eur usd gbp chf euro euros dollar dollars pounds million millions billion millionen mio mrd am pm uhr kb mb gb
    tb kbps mbps gbps hz khz mhz ghz km kg cm mm h hours days months years stunden tage monate jahre jours mois ans
"""
_MEASURES = frozenset(_UNITS.split())
_NUMBERED = re.compile(rf"(?:§{{1,2}}\s?|{_DIVISION}\s)?({_DECIMAL})\s?[.):°º]?(?:\s?[-–—])?")
_LONGEST_LABEL = 40  # characters
_LONGEST_HEADING = 160  # characters


def split_label(text: str, *, heading: bool = False) -> tuple[str, str]:
    """Return the label at the start of *text* and the rest, or "" and *text* if there is no label.

    The label of a *heading* may also be a number or division without a mark ("7 Your rights", "Article 7 Fees").
    """
    bullets = None if text[:1].isalnum() else _BULLETS.match(text)
    start = bullets.end() if bullets else 0
    end = start + _enumerator_length(text[start : start + _LONGEST_HEADING], heading=heading)
    return (text[:end].strip(), text[end:].lstrip()) if end else ("", text)


def label_numbers(label: str) -> tuple[int, ...]:
    """Return the numbers of a decimal *label*, (8, 2) for "8.2", "8.2." and "Section 8.2:"; () for any other label."""
    numbered = _NUMBERED.fullmatch(label)
    return tuple(map(int, numbered[1].split("."))) if numbered else ()


def _enumerator_length(text: str, *, heading: bool) -> int:
    """Return the length in characters of the number at the start of *text*: the longest form that matches, or 0."""
    if not _OPENING.match(text):
        return 0
    forms = _FORMS + _TITLES if heading and len(text) < _LONGEST_HEADING else _FORMS
    ends = [match.end() for form in forms if (match := form.match(text, 0, _LONGEST_LABEL))]
    return max((end for end in ends if not _is_prose(text[:end].strip(), text[end:].lstrip())), default=0)


def _is_prose(label: str, rest: str) -> bool:
    """Return whether *label* belongs to a date ("1. Mai 2018"), an amount ("5.00 EUR") or an abbreviation ("z. B.")."""
    if _SHORT_DATE.match(label) or not rest:
        return bool(_SHORT_DATE.match(label))
    month = _MONTH.match(rest.casefold())
    if month and month[1] in MONTHS and label[0].isdigit():
        return True
    if label[-1].isdigit():
        return rest.split(maxsplit=1)[0].casefold() in _MEASURES
    return bool(_INITIAL.match(rest) and _INITIAL.fullmatch(label))
