"""The small sorts of change: marks, capitals, spelling, numbers of clauses, dates, addresses, names.

Each is told from the looks of the words alone; where it explains a change wholly its rule ends with "only".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clausetrail.snapshots.dates.date_parsing import dates_in_text
from clausetrail.snapshots.significance.finding import (
    ARTICLE,
    CAPITALS,
    CONTACT,
    DATED,
    LETTER,
    MARKS,
    NAMED,
    NUMBERS,
    UNKNOWN,
    Finding,
    Matter,
    exchanged,
    one_sided,
)
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import mask_references
from clausetrail.snapshots.text.tokens import words

_HIDDEN = "…"  # a mark, so that it counts as no word
_SHOWN = 8  # words of a rewording that are shown; the redline shows all
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\bhttps?://\S+|\bwww\.\S+"
    r"|(?:\+|\b00)\d[\d ().-]{6,24}\d|(?<!\d)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"
    r"|\b(?:[\w-]{1,40}\.){1,3}(?:com|org|net|eu|fr|de|es|io|ai|co|uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
_MAY_ADDRESS = re.compile(r"@|://|\w\.[a-z]|\+\d|\d[ .)-]{1,2}\d", re.IGNORECASE)
_COMPACT_DATE = re.compile(r"(?<!\d)20[0-6]\d[01]\d[0-3]\d(?!\d)")
_PLACE = re.compile(
    r"\b(?:street|st\.|road|avenue|ave\.?|suite|floor|boulevard|blvd|p\.? ?o\.? box|rue|cedex|\w*stra(?:ß|ss)e|str\.|\w*platz|calle|plaza"
    r"|registered office|siège social)(?!\w)|\b\d{5}\b|\b[A-Z]{2} \d{5}\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:officer|dpo|datenschutzbeauftragte[rn]?|délégué|delegado|director|directeur|représentant|geschäftsführer|phone|telephone|tel"
    r"|téléphone|telefon|teléfono|fax|registered|vat|siren|siret|rcs)\b",
    re.IGNORECASE,
)
# Words that an address holds in small letters.
_SMALL = frozenset(
    tokens.tokenize("de la du des le les et of the and und am an der bei rue street avenue cedex floor bâtiment")
)
_LONGEST_ADDRESS = 240  # characters
_COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|plc|limited|gmbh|ag|sas|sarl|sa|ab|bv|corp|corporation|s\.l|s\.r\.l|company)\b", re.IGNORECASE
)
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[.;:,)] ))\(?(?:\d{1,2}(?:[.-]\d{1,2}){0,3}|[a-z]|[ivx]{2,4})[.)]?(?= |$)(?<=[\d.)])"
)
_BRITISH = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("our", "or"),
    ("ll", "l"),
    ("centre", "center"),
    ("licence", "license"),
)
_ARTICLES = frozenset(tokens.tokenize("a an the le la les l un une der die das den dem ein eine einen el los las una"))


def small(left: str, right: str) -> list[Finding]:
    """Return what contacts and dates changed; the last rule says "only" where nothing else did."""
    one, two = words(left), words(right)
    if one == two:
        return [Finding(Matter.COSMETIC, MARKS, "marks only")]
    if [word.casefold() for word in one] == [word.casefold() for word in two]:
        return [Finding(Matter.COSMETIC, CAPITALS, "capitals only", *exchanged(one, two))]
    if _unnumbered(left) == _unnumbered(right):
        return [Finding(Matter.RENUMBERING, NUMBERS, "numbers of clauses only", *exchanged(one, two))]
    if len(one) == len(two) and all(a == b or _spelled(a) == _spelled(b) for a, b in zip(one, two, strict=True)):
        return [Finding(Matter.COSMETIC, CAPITALS, "spelling only", *exchanged(one, two))]
    told, dates, addresses = [], (_dates(left), _dates(right)), (_addresses(left), _addresses(right))
    if dates[0][1] != dates[1][1]:
        told.append(Finding(Matter.DATE, DATED, "a date", *exchanged(dates[0][1], dates[1][1])))
    if addresses[0][1] != addresses[1][1]:
        told.append(Finding(Matter.CONTACT, CONTACT, "an address", *exchanged(addresses[0][1], addresses[1][1])))
    bare = [words(_addresses(without)[0]) for without, _ in dates]
    if told and bare[0] == bare[1]:
        told[-1] = replace(told[-1], rule=f"{told[-1].rule} only")
    return told


def _unnumbered(text: str) -> list[str]:
    """Return the words of *text* without enumerators and the numbers of cross-references."""
    return words(mask_references(_ENUMERATOR.sub("", text)))


def _spelled(word: str) -> str:
    """Return *word* in American spelling, folded: "organisation" and "organization" are one."""
    folded = word.casefold()
    if len(folded) >= 6:
        for british, american in _BRITISH:
            folded = folded.replace(british, american)
    return folded


def _dates(text: str) -> tuple[str, list[str]]:
    """Return *text* with its dates hidden, and the dates."""
    told, last, found = "", 0, []
    for date in dates_in_text(text):
        told += text[last : date.start] + _HIDDEN
        found.append(text[date.start : date.end])
        last = date.end
    rest = text[last:]
    found += _COMPACT_DATE.findall(rest)
    return told + _COMPACT_DATE.sub(_HIDDEN, rest), found


def _addresses(text: str) -> tuple[str, list[str]]:
    if not _MAY_ADDRESS.search(text):
        return text, []
    return _ADDRESS.sub(_HIDDEN, text), [match[0].rstrip(".,;)") for match in _ADDRESS.finditer(text)]


def wording(left: str, right: str) -> Finding:
    """Return what is left: names and contacts by the looks of the words, else wording, of a middle weight."""
    gone, come = exchanged(words(_addresses(_dates(left)[0])[0]), words(_addresses(_dates(right)[0])[0]))
    both = [word for word in (*gone, *come) if word.lower() not in _SMALL]
    if not both or all(word.lower() in _ARTICLES for word in both):
        return Finding(Matter.WORDING, ARTICLE, "articles and order of words", gone[:_SHOWN], come[:_SHOWN])
    if all(word[0].isupper() or word[0].isdigit() for word in both):
        if max(len(left), len(right)) <= _LONGEST_ADDRESS and _is_contact(left, right, both):
            if _COMPANY.search(left) and not any(word[0].isdigit() for word in gone[:1]):
                return Finding(Matter.NAME, NAMED, "the name or seat of a company", gone, come)
            return Finding(Matter.CONTACT, CONTACT, "names and numbers beside an address or office", gone, come)
        opens = len(gone) == len(come) == 1 and left.startswith(gone[0]) and right.startswith(come[0])
        if not opens and not left.isupper() and not any(word[0].isdigit() for word in both):
            return Finding(Matter.NAME, NAMED, "capitalised words", gone[:_SHOWN], come[:_SHOWN])
    if len(gone) == len(come) == 1 and _is_slip(gone[0], come[0]):
        return Finding(Matter.WORDING, LETTER, "a letter in a word", gone, come)
    return Finding(Matter.WORDING, UNKNOWN, "other words", gone[:_SHOWN], come[:_SHOWN])


def _is_contact(left: str, right: str, changed: Sequence[str]) -> bool:
    if _OFFICE.search(left) and _OFFICE.search(right):
        return True
    return any(word[0].isdigit() for word in changed) and bool(_PLACE.search(left) and _PLACE.search(right))


def _is_slip(one: str, two: str) -> bool:
    """Return whether two long words differ by one letter: a slip put right, or a plural."""
    size = max(len(one), len(two))
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    tail = next(
        (at for at, (a, b) in enumerate(zip(one[::-1], two[::-1], strict=False)) if a != b), min(len(one), len(two))
    )
    return size >= 5 and one.isalpha() and two.isalpha() and same + tail >= size - 1


def bare(text: str, came: bool) -> list[Finding]:
    """Return that a clause holds little more than a date or an address."""
    told = []
    for matter, rule, heavy, most, (bare, found) in (
        (Matter.DATE, "a date", DATED, 8, _dates(text)),
        (Matter.CONTACT, "an address", CONTACT, 4, _addresses(text)),
    ):
        if found and len(words(bare)) <= most:
            told.append(one_sided(matter, heavy, rule, tuple(found), came))
    if not told and len(text) <= _LONGEST_ADDRESS // 3 and (place := _PLACE.search(text)):
        told.append(one_sided(Matter.CONTACT, CONTACT, "a postal address", (place[0],), came))
    return told
