"""Find the dates that a policy states about itself: "Last updated 25 May 2018", "Gültig ab 1. Januar 2020".

A stated date is reported and never used as the time of a change: only captures show when a text was present. A date
counts only where a dating phrase is beside it, or where it is alone in a clause at the top or the bottom of the text. The
dates of laws, of court cases, of copyright lines and of earlier editions are not the policy's.
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
    """What a dating phrase makes of a date: the last edit or publication, the begin of validity, or neither."""

    UPDATED = "updated"
    EFFECTIVE = "effective"
    UNLABELLED = "unsaid"


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a text states about itself, in the clause at position *place*; *words* is the date as written.

    *days* holds one ISO date, or a month ("2011-03") where no day is given, or two dates where day and month may be
    exchanged; *how* is what decided their order, or that nothing did.
    """

    role: Role
    days: tuple[str, ...]
    words: str
    place: int
    how: str = ""


# Characters of a short clause, which may be a line that only dates: the median is 40 in the archive's policies, and the
# longest that was found has 150.
_SHORT = 160
_SENTENCE_START = 400  # characters before a date within which its sentence begins
_NEAR = 90  # characters between a dating phrase and its date
_TRAIL = 40  # characters behind a date within which a dating phrase may follow
_MARGIN = 12  # clauses at the top or the bottom where a date may be alone
# So many dates in one clause are a list of editions; so many clauses in a row that begin with a date are a list of changes.
_LIST = 3
_CHARACTERS_PER_DATE = 30  # at most, in a list of editions
_ENTRY_HEAD = 5  # characters before the date that begins an entry ("Le ", "Am ")
_ROW_HEAD = 30  # the same in the row of a table: one cell or two
_CACHED = 8  # readings: a version's dates are needed for the revisions before and after it, and for the version itself

# Dating phrases, by role and language: en, fr, de, es, it, nl, pt, zh/ja. "Last updated" and its like count anywhere, the
# loose ones only in a short line.
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
    r"|\b(?:mise?s? )?(?:à|a) jour\b|\b(?:modifi|publi|actualis|révis)ée?s?\b|\bpublication\b"
    r"|\bstand\b|\b(?:aktualisiert|geändert|veröffentlicht|überarbeitet)\b"
    r"|\b(?:actualizad|revisad|modificad|publicad)[oa]s?\b|\bactualizaci[óo]n\b"
    r"|\bfecha de (?:la )?(?:publicaci[óo]n|emisi[óo]n|revisi[óo]n|modificaci[óo]n|versi[óo]n)\b"
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

# Names of the document. In a long clause a date of effect is the policy's only where the document is named.
_NAMES = (
    r"policy|policies|notice|statement|terms|conditions|agreement|guidelines|rules|version|document|eula|tos|addendum"
    r"|politique|conditions|charte|mentions|cgu|cgv|contrat|erklärung|\w*datenschutz\w*|nutzungsbedingungen|agb|richtlinie"
    r"|bedingungen|pol[íi]tica|t[ée]rminos|condiciones|aviso|informativa|condizioni|termini|privacyverklaring|beleid"
    r"|voorwaarden|termos|condi[çc][õo]es"
)
_ITSELF = re.compile(rf"\b(?:{_NAMES})\b", re.IGNORECASE)
# A line that dates the document without a word for an update: "Dated: 3 May 2020", "Issue date: ...", "Rev. 3/2020".
_DATED_LINE = re.compile(
    r"\W*(?:(?:this|policy|document|version|notice|terms)\s+)?"
    r"(?:dated(?: as)?|date of (?:the )?(?:issue|policy|document|notice|terms)|issued?(?: date)?|(?:policy|document|notice|version|terms) date"
    r"|rev(?:ision)?|ver(?:sion)?|v|(?:en )?date|datée?|datiert|ausgabe(?:datum)?|fechad[oa]|con fecha|datat[oa]|gedateerd|émise?|emitid[oa])"
    r"(?![^\W\d_])[\s.:：#,(|–-]*(?:v?\d+(?:\.\d+)*[\s,(|–-]+)?(?:(?:le|on|of|du|vom|am|auf|den|el|del|op)\s+)?",
    re.IGNORECASE,
)
# A title with its date, or a sentence that only dates the document: "Privacy Policy dated ...", "AGB vom ...", "This policy
# is dated ...". Other words before the name are capitalised: "our agreement with the carrier dated ..." is about another.
_DATED_NAME = re.compile(
    r"\W*(?:(?:(?i:this|these|our|the|of|and|for|la|les|de|des|du|et|présente?s?|diese?|der|die|und|unsere?|los|las|y|presente)|&|[^\W\d_a-zà-ÿ][\w&'’.-]*)\s+){0,7}"
    rf"(?i:{_NAMES})\W{{1,3}}(?:(?:of|de|für|von)\s+)?(?:(?:&|[^\W\d_a-zà-ÿ][\w&'’.-]*)\W{{1,2}}){{0,5}}"
    r"(?:(?i:(?:is|are|est|sont|ist|es|son)\W{1,2})?(?i:dated(?: as of)?|datée?s?|datiert|fechad[oa]s?|de fecha|datat[oa]|gedateerd)"
    r"|(?P<of>du|vom|del|van))\s+(?:(?:on|of|du|le|vom|am|auf|el|op)\s+)?"
)
# Where and when a text was signed: "Fait à Paris, le ...", "Berlin, den ...". A newspaper's dateline has no article.
_SIGNED = re.compile(
    r"\W*(?!Cr[eé])(?:Fait à |Dado en |Hecho en )?[^\W\d_a-zà-ÿ][\w-]+(?: [^\W\d_a-zà-ÿ][\w-]+)?,? (?:den|le|a|el)\s+"
)
# Other things with dates: laws, decisions, foundings, accounts; then the editions before this one.
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
    """Return the dates that *clauses* state about themselves, in their order, each role and day once.

    Of a list of editions only the newest date is returned. Where a date has a dating phrase, dates that are alone in a
    clause are left out unless they are another day.
    """
    return _stated(tuple(clauses))


@lru_cache(maxsize=_CACHED)
def _stated(clauses: tuple[Clause, ...]) -> tuple[StatedDate, ...]:
    dates_at = [(place, [*dates_in_text(clause.text)]) for place, clause in enumerate(clauses)]
    found = [(place, dates) for place, dates in dates_at if dates]
    if not found:
        return ()
    order = day_month_order(clause.text for clause in clauses)
    entries = _entries(clauses, found)
    labelled = [
        date for place, dates in found for date in _labelled(clauses, place, dates, order) if place not in entries
    ]
    alone = [date for place, dates in found for date in _alone(clauses, place, dates, order, place in entries)]
    places = {date.place for date in labelled}
    return _once([*labelled, *_newest(date for date in alone if date.place not in places)])


def _entries(clauses: Sequence[Clause], found: Iterable[tuple[int, Sequence[DateInText]]]) -> set[int]:
    """Return the positions of the entries of a list of changes: three clauses in a row that begin with a date."""
    entries: set[int] = set()
    run: list[int] = []
    for place, dates in found:
        head = _ROW_HEAD if clauses[place].kind is Kind.ROW else _ENTRY_HEAD
        if dates[0].start > head or dates[0].end == len(clauses[place].text):
            continue
        run = [*run, place] if run and place - run[-1] <= 2 else [place]
        entries.update(run if len(run) >= _LIST else ())
    return entries


def _is_list(text: str, dates: Sequence[DateInText]) -> bool:
    """Return whether *text* is a list of editions: hardly more than its dates."""
    return len(dates) >= _LIST and len(text) <= _CHARACTERS_PER_DATE * len(dates)


def _labelled(clauses: Sequence[Clause], place: int, dates: Sequence[DateInText], order: str) -> Iterator[StatedDate]:
    """Yield the dates of a clause that have a dating phrase beside them."""
    text, last = clauses[place].text, 0
    if _is_list(text, dates):
        return
    for at, found in enumerate(dates):
        until = dates[at + 1].start if at + 1 < len(dates) else len(text)
        sentence = _before(text, max(0, found.start - _SENTENCE_START), found.start)
        lead = sentence[max(0, last - found.start + len(sentence)) :]
        role = _role(lead, sentence, _after(text, found.end, until), _is_line(text, found))
        if not role and last == 0 and _dates_document(text, sentence, found):
            role = Role.UNLABELLED
        if role:
            days, how = possible_days(found, order)
            yield StatedDate(role, days, text[found.start : found.end], place, how)
        last = found.end


def _dates_document(text: str, sentence: str, found: DateInText) -> bool:
    """Return whether the clause *text* does little more than to date the document that it is in.

    *sentence* is what the date's own sentence has before it.
    """
    if len(text) > _SHORT or _EARLIER.search(sentence) or _FOREIGN.search(sentence):
        return False
    is_last = not re.search(r"\w", text[found.end :])
    if is_last and sentence.strip() and _DATED_LINE.fullmatch(text, 0, found.start):
        return True
    name = _DATED_NAME.fullmatch(sentence)
    return name is not None and (is_last or not name["of"])


def _is_line(text: str, found: DateInText) -> bool:
    """Return whether a date is in a short clause, or in a short sentence at the beginning or end of a long one."""
    if len(text) <= _SHORT:
        return True
    opening = _SENTENCE.search(text, found.end, _SHORT // 2)
    closing = text.rfind(". ", len(text) - _SHORT // 2, found.start)
    return opening is not None or closing >= 0


def _before(text: str, first: int, start: int) -> str:
    """Return the words of a date's own sentence before it, from *first* on."""
    ends = [match.end() for match in _SENTENCE.finditer(text, first, start)]
    return text[ends[-1] if ends else first : start]


def _after(text: str, end: int, until: int) -> str:
    """Return the words of a date's own sentence behind it, up to *until*."""
    sentence_end = _SENTENCE.search(text, end, until)
    return text[end : min(until, sentence_end.start() if sentence_end else until, end + _TRAIL)]


def _role(lead: str, sentence: str, trail: str, is_short: bool) -> Role | None:
    """Return the role that the words around a date give it, or None: then it is not a date of the policy.

    *lead* is the text between the date before, or the beginning of the sentence, and this date; *sentence* is all of the
    sentence before it, *trail* what follows it.
    """
    near = lead[-_NEAR:]
    phrase = _last((_LOOSE if is_short else _SURE), near)
    if phrase and _is_foreign(near[phrase.end() :], sentence, phrase, is_short):
        return None
    if not phrase and is_short and not _FOREIGN.search(near):
        phrase = re.match(rf"[\s,.():*-]*(?:{_LOOSE.pattern})", trail, re.IGNORECASE)
    if not phrase or _EARLIER.search(near):
        return None
    return _ROLES.get(phrase.lastgroup or "", Role.UNLABELLED)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match: the dating phrase nearest to a date that follows."""
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _is_foreign(between: str, sentence: str, phrase: re.Match[str], is_short: bool) -> bool:
    """Return whether the date belongs to a law or to something else than the text.

    *between* is the text between the dating phrase and the date, *sentence* all of the sentence before the date.
    """
    if _FOREIGN.search(between):
        return True
    other, itself = _last(_FOREIGN, sentence), _ITSELF.search(sentence)
    if is_short or phrase["updated"]:
        is_title = other and _TITLE.search(sentence, other.end())
        return other is not None and not itself and not is_title
    return not itself or other is not None


def _alone(
    clauses: Sequence[Clause], place: int, dates: Sequence[DateInText], order: str, is_entry: bool
) -> Iterator[StatedDate]:
    """Yield the dates of a clause that holds nothing else, at the top or the bottom, and of a list of editions."""
    text = clauses[place].text

    def stated(role: Role, found: DateInText) -> StatedDate:
        days, how = possible_days(found, order)
        return StatedDate(role, days, text[found.start : found.end], place, how)

    if is_entry:
        yield stated(Role.UNLABELLED, dates[0])
        return
    rest = "".join(text[start:end] for start, end in _gaps(text, dates))
    is_alone = (
        _is_list(text, dates)
        or _BARE.fullmatch(rest)
        or (len(dates) == 1 and _SIGNED.fullmatch(rest.rstrip(" .") + " "))
    )
    if _EARLIER.search(rest) or not is_alone:
        return
    title = clauses[place - 1].text if place else ""
    label = _last(_LOOSE, title) if _LABEL.fullmatch(title) and len(dates) == 1 else None
    if not label and _MARGIN <= place < len(clauses) - _MARGIN:
        return
    if _EARLIER.search(title) and len(title) <= _SHORT:
        return
    role = _ROLES.get(label.lastgroup or "", Role.UNLABELLED) if label else Role.UNLABELLED
    for found in dates:
        yield stated(role, found)


def _gaps(text: str, dates: Sequence[DateInText]) -> Iterator[tuple[int, int]]:
    """Yield the first and last character of what is between *dates*."""
    last = 0
    for found in dates:
        yield last, found.start
        last = found.end
    yield last, len(text)


def _newest(alone: Iterable[StatedDate]) -> list[StatedDate]:
    """Return the dates with a label, and of the others the newest: the rest belong to earlier editions."""
    alone = list(alone)
    unlabelled = [date for date in alone if date.role is Role.UNLABELLED]
    newest = max(unlabelled, key=lambda date: (date.days[0], -date.place), default=None)
    return [date for date in alone if date.role is not Role.UNLABELLED or date is newest]


def _once(dates: Iterable[StatedDate]) -> tuple[StatedDate, ...]:
    """Return *dates* in order of their clauses, without repetitions and without unlabelled dates of a labelled day."""
    kept: dict[tuple[Role, tuple[str, ...]], StatedDate] = {}
    for date in sorted(dates, key=lambda date: (date.role is Role.UNLABELLED, date.place)):
        labelled_days = [days for _, days in kept]
        if date.role is not Role.UNLABELLED or date.days not in labelled_days:
            kept.setdefault((date.role, date.days), date)
    return tuple(sorted(kept.values(), key=lambda date: date.place))
