"""Rules for the minor changes: punctuation, capitals, spelling, numbers of clauses, dates, addresses, names.

They match the form of the words alone. Where one explains all of a change, its rule ends with "only".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clausetrail.snapshots.dates.date_parsing import dates_in_text
from clausetrail.snapshots.significance import weights
from clausetrail.snapshots.significance.finding import Finding, Matter, one_sided, surplus
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import mask_references
from clausetrail.snapshots.text.scope_commas import scope_commas
from clausetrail.snapshots.text.tokens import words

_HIDDEN = "…"  # replaces a date or an address; a punctuation mark, so that it does not count as a word
_SHOWN = 8  # words of a rewording in a finding; the redline shows all
_SHORTEST_SPELLED = 6  # letters of a word in which British and American spelling are equated
_SHORTEST_MISSPELLED = 5  # letters of a word that may differ from another by one letter
_WORDS_BESIDE_DATE = 8  # other words at most in a whole clause that counts as a date
_WORDS_BESIDE_ADDRESS = 4  # the same for an address
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
# Words of an address in small letters.
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


def minor_findings(left: str, right: str) -> list[Finding]:
    """Return the findings of the rules in this module but `other_wording`; one that explains all ends with "only"."""
    old, new = words(left), words(right)
    if old == new:
        removed, added = scope_commas(left, right)
        if removed or added:
            return [Finding(Matter.WORDING, weights.OTHER_WORDS, "a comma that may change the scope", removed, added)]
        return [Finding(Matter.COSMETIC, weights.PUNCTUATION, "marks only")]
    if [word.casefold() for word in old] == [word.casefold() for word in new]:
        return [Finding(Matter.COSMETIC, weights.LETTER_CASE, "capitals only", *surplus(old, new))]
    if _unnumbered(left) == _unnumbered(right):
        return [Finding(Matter.RENUMBERING, weights.NUMBERING, "numbers of clauses only", *surplus(old, new))]
    if len(old) == len(new) and all(a == b or _spelling(a) == _spelling(b) for a, b in zip(old, new, strict=True)):
        return [Finding(Matter.COSMETIC, weights.LETTER_CASE, "spelling only", *surplus(old, new))]
    (old_rest, old_dates), (new_rest, new_dates) = _hide_dates(left), _hide_dates(right)
    old_addresses, new_addresses = _hide_addresses(left)[1], _hide_addresses(right)[1]
    found = []
    if old_dates != new_dates:
        found.append(Finding(Matter.DATE, weights.DATE, "a date", *surplus(old_dates, new_dates)))
    if old_addresses != new_addresses:
        exchanged = surplus(old_addresses, new_addresses)
        found.append(Finding(Matter.CONTACT, weights.CONTACT, "an address", *exchanged))
    if found and words(_hide_addresses(old_rest)[0]) == words(_hide_addresses(new_rest)[0]):
        found[-1] = replace(found[-1], rule=f"{found[-1].rule} only")
    return found


def _unnumbered(text: str) -> list[str]:
    """Return the words of *text* without enumerators and the numbers of cross-references."""
    return words(mask_references(_ENUMERATOR.sub("", text)))


def _spelling(word: str) -> str:
    """Return *word* in American spelling, case-folded: "organisation" and "organization" are equal."""
    folded = word.casefold()
    if len(folded) >= _SHORTEST_SPELLED:
        for british, american in _BRITISH:
            folded = folded.replace(british, american)
    return folded


def _hide_dates(text: str) -> tuple[str, list[str]]:
    """Return *text* with its dates hidden, and the dates."""
    hidden, last, found = "", 0, []
    for date in dates_in_text(text):
        hidden += text[last : date.start] + _HIDDEN
        found.append(text[date.start : date.end])
        last = date.end
    rest = text[last:]
    found += _COMPACT_DATE.findall(rest)
    return hidden + _COMPACT_DATE.sub(_HIDDEN, rest), found


def _hide_addresses(text: str) -> tuple[str, list[str]]:
    """Return *text* with its mail addresses, URLs and telephone numbers hidden, and these."""
    if not _MAY_ADDRESS.search(text):
        return text, []
    return _ADDRESS.sub(_HIDDEN, text), [match[0].rstrip(".,;)") for match in _ADDRESS.finditer(text)]


def other_wording(left: str, right: str) -> Finding:
    """Return the finding where no other rule applies: names and contacts by the form of the words, else other words."""
    removed, added = surplus(*(words(_hide_addresses(_hide_dates(side)[0])[0]) for side in (left, right)))
    changed = [word for word in (*removed, *added) if word.lower() not in _SMALL]
    if not changed or all(word.lower() in _ARTICLES for word in changed):
        rule = "articles and order of words"
        return Finding(Matter.WORDING, weights.ARTICLES, rule, removed[:_SHOWN], added[:_SHOWN])
    if all(word[0].isupper() or word[0].isdigit() for word in changed):
        if max(len(left), len(right)) <= _LONGEST_ADDRESS and _is_contact(left, right, changed):
            if _COMPANY.search(left) and not any(word[0].isdigit() for word in removed[:1]):
                rule = "the name or registered office of a company"
                return Finding(Matter.NAME, weights.NAME, rule, removed, added)
            rule = "names and numbers beside an address or office"
            return Finding(Matter.CONTACT, weights.CONTACT, rule, removed, added)
        is_first = len(removed) == len(added) == 1 and left.startswith(removed[0]) and right.startswith(added[0])
        if not is_first and not left.isupper() and not any(word[0].isdigit() for word in changed):
            return Finding(Matter.NAME, weights.NAME, "capitalised words", removed[:_SHOWN], added[:_SHOWN])
    if len(removed) == len(added) == 1 and _is_one_letter(removed[0], added[0]):
        return Finding(Matter.WORDING, weights.ONE_LETTER, "a letter in a word", removed, added)
    return Finding(Matter.WORDING, weights.OTHER_WORDS, "other words", removed[:_SHOWN], added[:_SHOWN])


def _is_contact(left: str, right: str, changed: Sequence[str]) -> bool:
    if _OFFICE.search(left) and _OFFICE.search(right):
        return True
    return any(word[0].isdigit() for word in changed) and bool(_PLACE.search(left) and _PLACE.search(right))


def _is_one_letter(old: str, new: str) -> bool:
    """Return whether two long words differ by one letter: a corrected misspelling, or a plural."""
    size = max(len(old), len(new))
    is_long = size >= _SHORTEST_MISSPELLED and old.isalpha() and new.isalpha()
    return is_long and _common_prefix(old, new) + _common_prefix(old[::-1], new[::-1]) >= size - 1


def _common_prefix(old: str, new: str) -> int:
    """Return the number of letters with which both words begin."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def whole_date_or_contact(text: str, *, is_added: bool) -> list[Finding]:
    """Return the findings in a whole clause that has little more than a date or an address."""
    found = []
    for matter, rule, points, most, (rest, hidden) in (
        (Matter.DATE, "a date", weights.DATE, _WORDS_BESIDE_DATE, _hide_dates(text)),
        (Matter.CONTACT, "an address", weights.CONTACT, _WORDS_BESIDE_ADDRESS, _hide_addresses(text)),
    ):
        if hidden and len(words(rest)) <= most:
            found.append(one_sided(matter, points, rule, tuple(hidden), is_added=is_added))
    if not found and len(text) <= _LONGEST_ADDRESS // 3 and (place := _PLACE.search(text)):
        found.append(one_sided(Matter.CONTACT, weights.CONTACT, "a postal address", (place[0],), is_added=is_added))
    return found
