"""The dates that a policy states of itself: "Last updated 25 May 2018", "Gültig ab 1. Januar 2020".

What a text says of itself is reported, never believed: captures say when a text was seen. A date counts only
where words of dating stand beside it, or where it stands alone at the top or the bottom of the text. The dates
of laws, of court cases, of copyright lines and of earlier editions are not the policy's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from clausetrail.snapshots.dates.date_parsing import DateInText, dates_in_text, day_month_order, possible_days
from clausetrail.snapshots.model import Clause, Kind


class Role(StrEnum):
    """What a stated date is said to be: the last edit or publication, the begin of validity, or neither in words."""

    UPDATED = "updated"
    EFFECTIVE = "effective"
    UNLABELLED = "unsaid"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a text states of itself, in the clause at *place*.

    *days* holds one ISO date, or a month ("2011-03") where no more is said, or two dates where day and month
    may change places; *how* says what decided their order, or that nothing did.
    """

    role: Role
    days: tuple[str, ...]
    words: str
    place: int
    how: str = ""


_SHORT = 160  # characters: a line of dating; median of 40 in the archive's policies, the longest that we met has 150
_SENTENCE_END = 400  # characters before a date in which its sentence begins
_NEAR = 90  # characters between the words of dating and their date
_MARGIN = 12  # clauses at the top or the bottom where a date may stand alone
_LIST = 3  # dates in one line are a list of editions; clauses in a row that begin with one, a list of changes
_HEAD = 5  # characters before the date that begins an entry ("Le ", "Am "); in the row of a table, a cell or two
_HEAD_OF_ROW = 30

# Words of dating, by role and language: en, fr, de, es, it, nl, pt, zh/ja. An edit that says "last" is sure anywhere;
# the loose ones count in a short line alone.
_UPDATED = (
    r"\blast(?:ly)?\W{1,2}(?:\w+\W{1,2})?(?:updat|revis|modif|chang|amend|edit|review|publish)\w*"
    r"|\b(?:most recent|latest) (?:update|revision|version|change)s?\b|\bdate of (?:the )?last\b"
    r"|\bderni[eè]re (?:mise|modification|r[ée]vision|actualisation|version)"
    r"|\b(?:zuletzt|letztmals) (?:\w+ ){0,3}(?:aktualisiert|geändert|überarbeitet|bearbeitet)"
    r"|\bletzte[rns]? (?:aktualisierung|änderung|überarbeitung|bearbeitung|stand|update)"
    r"|\b[úu]ltim[ao] (?:actualizaci[óo]n|modificaci[óo]n|revisi[óo]n|versi[óo]n|cambio|fecha)"
    r"|\bultim[oa] (?:aggiornamento|modifica|revisione|versione)"
    r"|\blaatste?(?:lijk)? (?:\w+ )?(?:bijgewerkt|gewijzigd|aangepast|herzien|wijziging|update|versie|aanpassing|herziening)"
    r"|\b[úu]ltim[ao] (?:actuali[zs]a[çc][ãa]o|atualiza[çc][ãa]o|modifica[çc][ãa]o|altera[çc][ãa]o|revis[ãa]o|vers[ãa]o)"
    r"|最后更新|最終更新|最終改定"
)
_UPDATED_LOOSELY = (
    r"\b(?:updated|revised|amended|modified|published|posted|reviewed|adopted|approved)\b|\b(?:update|revision|publication) date\b"
    r"|\bdate of (?:(?:the|this) )?(?:update|revision|publication|version)|\bas (?:of|at)\b|\brev\."
    r"|\b(?:mise?s? )?(?:à|a) jour (?:le|du|au|en)?\b|\b(?:modifi|publi|actualis|révis)ée?s?\b|\bpublication\b"
    r"|\bstand\b|\b(?:aktualisiert|geändert|veröffentlicht|überarbeitet)\b"
    r"|\b(?:actualizad|revisad|modificad|publicad)[oa]s?\b|\bactualizaci[óo]n\b"
    r"|\b(?:aggiornat|modificat|pubblicat)[oaie]\b|\baggiornamento\b"
    r"|\b(?:bijgewerkt|gewijzigd|gepubliceerd|update)\b"
    r"|\b(?:a[c]?tualizad|alterad|publicad)[oa]s?\b|更新|改定|制定"
)
_EFFECTIVE = (
    r"\b(?:effective|valid|applicable)(?: date)?(?: (?:as of|as from|as at|from|on|since|beginning|starting))?\b"
    r"|\b(?:takes?|took|taking|comes? into|came into|goes? into|went into) (?:effect|force)|\b(?:in|into) (?:effect|force)\b"
    r"|\bappl(?:y|ies|ied) (?:from|as of|since|starting)\b|\bstart(?:ing)? date\b|\bcommencement date\b|\benters? into force\b"
    r"|\b(?:en|entr[ée]e en) vigueur\b|\bdate d['’]effet|\bprend(?:ra|ront)? effet|\bapplicables? (?:à|au|dès|depuis)\b"
    r"|\b(?:gültig|wirksam|geltend|gilt|gelten) (?:\w+ )?(?:ab|seit|vom)\b|\bgültigkeit\w*|\bin ?kraft\w*|\bkraft getreten"
    r"|\b(?:en|entrada en) vigor\b|\bvigentes?\b|\bvigencia\b|\bsurtir[áa]n? efecto|\befectiv[oa]\b|\baplicables? desde\b"
    r"|\b(?:in|entrata in) vigore\b|\bdata di efficacia\b|\bvalid[oa] dal\b|\befficac[ei] dal\b"
    r"|\bingangsdatum\b|\bvan kracht\b|\bgeldig (?:vanaf|sinds)\b|\bgeldend vanaf\b|\binwerkingtreding\b"
    r"|\b(?:em|entrada em) vigor\b|\bvig[êe]ncia\b|\bv[áa]lid[oa] (?:desde|a partir)|生效|施行"
)
_EDITION = r"\b(?:versions?|edition|fassung|versi[óo]n|versione|versie|vers[ãa]o)\b"
_SURE = re.compile(rf"(?P<updated>{_UPDATED})|(?P<effective>{_EFFECTIVE})", re.IGNORECASE)
_LOOSE = re.compile(
    rf"(?P<updated>{_UPDATED}|{_UPDATED_LOOSELY})|(?P<effective>{_EFFECTIVE})|{_EDITION}", re.IGNORECASE
)

_ROLES = {"updated": Role.UPDATED, "effective": Role.EFFECTIVE}

# What the document calls itself. In a long clause a validity is the policy's only where it is named.
_ITSELF = re.compile(
    r"\b(?:policy|policies|notice|statement|terms|conditions|agreement|guidelines|rules|version|document|eula|tos|addendum"
    r"|politique|conditions|charte|mentions|cgu|cgv|contrat|erklärung|\w*datenschutz\w*|nutzungsbedingungen|agb|richtlinie"
    r"|bedingungen|pol[íi]tica|t[ée]rminos|condiciones|aviso|informativa|condizioni|termini|privacyverklaring|beleid"
    r"|voorwaarden|termos|condi[çc][õo]es)\b",
    re.IGNORECASE,
)
# What else has dates: laws, decisions, foundings, and the editions that are no longer this one.
_FOREIGN = re.compile(
    r"\b(?:act|acts|law|laws|directive|regulations?|statute|code|decision|decree|framework|treaty|gdpr|dsgvo|rgpd|ccpa|cpra|avg"
    r"|loi|lois|décret|ordonnance|règlement|arrêté|délibération|gesetz(?:es)?|verordnung|beschluss|richtlinie \(?e|ley|leyes"
    r"|reglamento|decreto|legge|regolamento|wet|verordening|lei|regulamento|shield|clauses|founded|incorporated|registered"
    r"|subscribe|subscription|account|purchased?|copyright)\b|©|\(c\)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|prior|former(?:ly)?|older|earlier(?! of)|archived?|archives|superseded|replac\w+|to view the"
    r"|précédente?s?|antérieure?s?|anciennes?|remplac\w+|vorherige[nrs]?|frühere[nrs]?|bisherige[nrs]?|vorigen?"
    r"|anterior(?:es)?|sustituy\w+|precedent[ei]|vorige|eerdere)\b"
    r"|\b(?:until|till|before|prior to|jusqu|avant|bis|vor|hasta|antes|fino|tot|até)\b\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;]\s+(?=[^\W\d_a-zà-ÿ])|\n")
_TITLE = re.compile(r"[|:–—]\s|\s-\s")  # "Cookies and the law: last updated ..."
_BARE = re.compile(
    r"(?:\W|\b(?:current|latest|version|dated?|datum|fecha|data|on|le|vom|am|den|v?\d+(?:\.\d+)*|actuelle?|aktuell|actual)\b)*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\w\s'’]{4,50}[:：]?\s*\*?$")


def stated_dates(clauses: Sequence[Clause]) -> tuple[StatedDate, ...]:
    """Return the dates that *clauses* state of themselves, in their order, each role and day once.

    Of a list of editions the newest is told. Where a date has words of dating, dates that stand alone are not
    told beside it unless they say another day.
    """
    return _stated(tuple(clauses))


# A version's dates are asked for by the revisions before and after it, and by whoever tells it.
@lru_cache(maxsize=8)
def _stated(clauses: tuple[Clause, ...]) -> tuple[StatedDate, ...]:
    writes = [(place, [*dates_in_text(clause.text)]) for place, clause in enumerate(clauses)]
    found = [(place, dates) for place, dates in writes if dates]
    if not found:
        return ()
    direction = day_month_order(clause.text for clause in clauses)
    entries = _entries(clauses, found)
    told = [
        date for place, dates in found for date in _in_clause(clauses, place, dates, direction) if place not in entries
    ]
    lone = [date for place, dates in found for date in _alone(clauses, place, dates, direction, place in entries)]
    return _once([*told, *_newest(date for date in lone if not any(date.place == other.place for other in told))])


def _entries(clauses: Sequence[Clause], found: Iterable[tuple[int, Sequence[DateInText]]]) -> set[int]:
    """Return the places of the clauses that are entries of a list of changes: three in a row that begin with a date."""
    entries: set[int] = set()
    run: list[int] = []
    for place, dates in found:
        head = _HEAD_OF_ROW if clauses[place].kind is Kind.ROW else _HEAD
        if dates[0].start > head or dates[0].end == len(clauses[place].text):
            continue
        run = [*run, place] if run and place - run[-1] <= 2 else [place]
        entries.update(run if len(run) >= _LIST else ())
    return entries


def _in_clause(
    clauses: Sequence[Clause], place: int, dates: Sequence[DateInText], direction: str
) -> Iterator[StatedDate]:
    """Yield the dates of a clause that have words of dating beside them."""
    text, last = clauses[place].text, 0
    if len(dates) >= _LIST and len(text) <= 30 * len(dates):
        return
    for at, found in enumerate(dates):
        until = dates[at + 1].start if at + 1 < len(dates) else len(text)
        whole = _before(text, max(0, found.start - _SENTENCE_END), found.start)
        lead = whole[max(0, last - found.start + len(whole)) :]
        role = _role(lead, whole, _after(text, found.end, until), _is_line(text, found))
        if role:
            days, how = possible_days(found, direction)
            yield StatedDate(role, days, text[found.start : found.end], place, how)
        last = found.end


def _is_line(text: str, found: DateInText) -> bool:
    """Return whether a date stands in a short clause, or in a short sentence that opens or closes a long one."""
    if len(text) <= _SHORT:
        return True
    opening, closing = (
        _SENTENCE.search(text, found.end, _SHORT // 2),
        text.rfind(". ", len(text) - _SHORT // 2, found.start),
    )
    return opening is not None or closing >= 0


def _before(text: str, first: int, start: int) -> str:
    """Return the words of a date's own sentence that stand before it, from *first* on."""
    ends = [match.end() for match in _SENTENCE.finditer(text, first, start)]
    return text[ends[-1] if ends else first : start]


def _after(text: str, end: int, until: int) -> str:
    ends = _SENTENCE.search(text, end, until)
    return text[end : min(until, ends.start() if ends else until, end + 40)]


def _role(lead: str, whole: str, trail: str, is_short: bool) -> Role | None:
    """Return the role that the words around a date give it, or nothing: then it is not the policy's.

    *lead* is what stands between the date before, or the begin of the sentence, and this date; *whole* is what
    stands before it in the sentence.
    """
    near = lead[-_NEAR:]
    cue = _last((_LOOSE if is_short else _SURE), near)
    if cue and _is_foreign(near[cue.end() :], whole, cue, is_short):
        return None
    if not cue and is_short and not _FOREIGN.search(near):
        cue = re.match(rf"[\s,.():*-]*(?:{_LOOSE.pattern})", trail, re.IGNORECASE)
    if not cue or _EARLIER.search(near):
        return None
    return _ROLES.get(cue.lastgroup or "", Role.UNLABELLED)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match: the words of dating nearest to a date that follows."""
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _is_foreign(between: str, whole: str, cue: re.Match[str], is_short: bool) -> bool:
    """Return whether the date belongs to a law or to other matters than the text."""
    if _FOREIGN.search(between):
        return True
    other, itself = _last(_FOREIGN, whole), _ITSELF.search(whole)
    if is_short or cue["updated"]:
        is_title = other and _TITLE.search(whole, other.end())
        return other is not None and not itself and not is_title
    return not itself or other is not None


def _alone(
    clauses: Sequence[Clause], place: int, dates: Sequence[DateInText], direction: str, is_entry: bool
) -> Iterator[StatedDate]:
    """Yield the dates of a clause that holds nothing else, at the top or the bottom, and of a list of editions."""
    text = clauses[place].text
    rest = "".join(text[a:b] for a, b in _gaps(text, dates))
    title = clauses[place - 1].text if place else ""
    if is_entry:
        days, how = possible_days(dates[0], direction)
        yield StatedDate(Role.UNLABELLED, days, text[dates[0].start : dates[0].end], place, how)
        return
    is_list = len(dates) >= _LIST and len(text) <= 30 * len(dates)
    if _EARLIER.search(rest) or not (is_list or _BARE.fullmatch(rest)):
        return
    above = _last(_LOOSE, title) if _LABEL.fullmatch(title) and len(dates) == 1 else None
    if not above and _MARGIN <= place < len(clauses) - _MARGIN:
        return
    if _EARLIER.search(title) and len(title) <= _SHORT:
        return
    role = _ROLES.get(above.lastgroup or "", Role.UNLABELLED) if above else Role.UNLABELLED
    for found in dates:
        days, how = possible_days(found, direction)
        yield StatedDate(role, days, text[found.start : found.end], place, how)


def _gaps(text: str, dates: Sequence[DateInText]) -> Iterator[tuple[int, int]]:
    last = 0
    for found in dates:
        yield last, found.start
        last = found.end
    yield last, len(text)


def _newest(alone: Iterable[StatedDate]) -> list[StatedDate]:
    """Return the dates that a label dates, and of the others the newest: the rest are editions of before."""
    alone = list(alone)
    bare = [date for date in alone if date.role is Role.UNLABELLED]
    newest = max(bare, key=lambda date: (date.days[0], -date.place), default=None)
    return [date for date in alone if date.role is not Role.UNLABELLED or date is newest]


def _once(told: Iterable[StatedDate]) -> tuple[StatedDate, ...]:
    """Return *told* in order of place, without repetitions and without lone dates that say a dated day again."""
    kept: dict[tuple[Role, tuple[str, ...]], StatedDate] = {}
    for date in sorted(told, key=lambda date: (date.role is Role.UNLABELLED, date.place)):
        said = [days for _, days in kept]
        if date.role is not Role.UNLABELLED or date.days not in said:
            kept.setdefault((date.role, date.days), date)
    return tuple(sorted(kept.values(), key=lambda date: date.place))
