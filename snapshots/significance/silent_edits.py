"""Recognise a silent edit: the policy's own sentences changed after the day that both texts state.

A silent edit is an accusation, so each condition errs towards none: the stated dates exclude the edit at their own precision,
sentences changed by more than spelling, and neither text names another date or version for it. The evidence names both
captures, the stated date, and the clause that states it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from clausetrail.snapshots.dates.date_parsing import dates_in_text, language_by_words
from clausetrail.snapshots.dates.stated_dates import StatedDate
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.significance import weights
from clausetrail.snapshots.significance.finding import Finding, Matter
from clausetrail.snapshots.text.normalize import match_key
from clausetrail.snapshots.text.tokens import words

Found = Sequence[tuple[Change, Sequence[Finding]]]

# Matters that change no rule of the policy. A postal or e-mail address moves without a decision about the text.
_WITHOUT_RULES = frozenset({Matter.COSMETIC, Matter.RENUMBERING, Matter.MOVE, Matter.LINK, Matter.DATE, Matter.CONTACT})
_EVENT_NAMES = {Event.ADDED: "added", Event.REMOVED: "removed"}
# A date is a day somewhere: it is over everywhere one day after it is over in UTC.
_SLACK = timedelta(days=1)
_FEWEST_WORDS = 5  # of a paragraph that is a sentence and not a title, a button or the line of an address
_UNPUNCTUATED_WORDS = 12  # of a paragraph that counts as a sentence without a mark at its end
_LINK_WORDS = 4  # at most, in an item that is nothing but a link, as in a menu
_SENTENCE_END = re.compile(r"[.;:!?。；：！？][\"”»’')\]]*$")
_MARKUP = re.compile(r"\[([^\[\]]{1,200})\](?:\[[\w-]{0,60}\]|\([^()\s]{0,300}\))")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d{1,2}(?!\d))")
_NO_LETTERS = re.compile(r"[\W_]+")
_FEWEST_KEPT = 0.35  # share of words that two editions of one text have in common; less is another text
_VERSION = re.compile(r"\b(?:version|ver\.|rev(?:ision)?\.?|fassung|versi[óo]n|v)\s?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
_ABBREVIATED = (3, 4)  # letters of an abbreviation: "art." for "article"
_SHORTEST_SLIP = 3  # letters of a word that may be a misspelling of another


def silent_edits(before: Sequence[Clause], after: Sequence[Clause], found: Found) -> list[Change]:
    """Return the changes in *found*, each with its findings, that change sentences by more than spelling; none of another text.

    None also where the changed text names a date that the old text does not, or another number of its version.
    """
    texts = {match_key(clause.text) for clause in before}, {match_key(clause.text) for clause in after}
    edits = [change for change, findings in found if _is_edit(change, findings, before, after, texts)]
    if not edits or _is_other_text(before, after) or _is_declared(before, after, edits):
        return []
    return edits


def is_excluded(dates: Iterable[StatedDate], last: str) -> bool:
    """Return whether an edit after the capture of *last* (an ISO date) is later than each of *dates*, whatever it means.

    A month lasts to its end; of a date that may mean two days the later counts. A day of slack covers all time zones.
    """
    if not last:
        return False
    return max(_end(day) for stated in dates for day in stated.days) + _SLACK < date.fromisoformat(last)


def _end(day: str) -> date:
    """Return the last day of an ISO date or month."""
    if len(day) == len("2026-03-31"):
        return date.fromisoformat(day)
    year, month = map(int, day.split("-"))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def counts(changes: Iterable[Change]) -> str:
    """Return how many clauses were reworded, added and removed."""
    found = Counter(_EVENT_NAMES.get(change.event, "reworded") for change in changes)
    parts = [f"{found[event]} {event}" for event in ("reworded", "added", "removed") if found[event]]
    return f"{'clause' if found.total() == 1 else 'clauses'}: {', '.join(parts)}"


def _is_edit(
    change: Change,
    findings: Iterable[Finding],
    before: Sequence[Clause],
    after: Sequence[Clause],
    texts: tuple[set[str], set[str]],
) -> bool:
    """Return whether *change* edits a sentence by more than spelling. *texts* are the clauses of both sides, normalised."""
    old, new = [before[place] for place in change.before], [after[place] for place in change.after]
    if not any(_is_sentence(clause) for clause in (*old, *new)) or _letters(old) == _letters(new):
        return False
    if not old or not new:  # a clause that the other side has elsewhere is no edit
        other = texts[0] if new else texts[1]
        if all(match_key(clause.text) in other for clause in (*old, *new)):
            return False
    return any(_is_beyond_spelling(finding) for finding in findings)


def _letters(clauses: Iterable[Clause]) -> str:
    """Return the letters and digits of *clauses*, without markup that a page shows by mistake: "[text][id]"."""
    text = _MARKUP.sub(r"\1", " ".join(clause.text for clause in clauses))
    text = _DECIMAL.sub("point", _THOUSANDS.sub("", text))  # "36,982.92" equals "36 982,92", and "1.50" is not "150"
    return _NO_LETTERS.sub("", text).casefold()


def _is_sentence(clause: Clause) -> bool:
    """Return whether a clause is a sentence or an entry of a list, and not a title, a button or a line of an address."""
    size = len(words(clause.text))
    if clause.kind is Kind.HEADING:
        return False
    if clause.kind is not Kind.PARAGRAPH:
        return not (clause.links and size <= _LINK_WORDS)
    is_closed = _SENTENCE_END.search(clause.text.rstrip()) is not None
    return size >= (_FEWEST_WORDS if is_closed else _UNPUNCTUATED_WORDS)


def _is_beyond_spelling(finding: Finding) -> bool:
    if finding.matter in _WITHOUT_RULES or finding.weight <= weights.ONE_LETTER:
        return False
    return finding.matter not in {Matter.WORDING, Matter.NAME} or not _is_slip(finding.before, finding.after)


def _is_slip(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether the words exchanged differ by spaces, or each by a letter or an abbreviation ("the" for "then")."""
    if not old or not new:
        return False
    if "".join(old).casefold() == "".join(new).casefold():
        return True
    return len(old) == len(new) and all(
        _differ_by_letter(a.casefold(), b.casefold()) for a, b in zip(old, new, strict=True)
    )


def _differ_by_letter(old: str, new: str) -> bool:
    size = max(len(old), len(new))
    short, long = sorted((old, new), key=len)
    if len(short) in _ABBREVIATED and long.startswith(short):
        return True
    if size < _SHORTEST_SLIP or not old.isalpha() or not new.isalpha():
        return False
    return _common_prefix(old, new) + _common_prefix(old[::-1], new[::-1]) >= size - 1


def _common_prefix(old: str, new: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _is_other_text(before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    """Return whether the two are in different languages, or have so little in common that they are two documents."""
    old, new = ([clause.text for clause in side] for side in (before, after))
    languages = language_by_words(old), language_by_words(new)
    if all(languages) and languages[0] != languages[1]:
        return True
    counted = [Counter(word for text in side for word in words(text.casefold())) for side in (old, new)]
    kept = (counted[0] & counted[1]).total()
    return kept < _FEWEST_KEPT * min(counted[0].total(), counted[1].total())


def _is_declared(before: Sequence[Clause], after: Sequence[Clause], edits: Iterable[Change]) -> bool:
    """Return whether the new text names a later date or another version for its edits."""
    old_text, new_text = ("\n".join(clause.text for clause in side) for side in (before, after))
    if sorted(_VERSION.findall(old_text)) != sorted(_VERSION.findall(new_text)):
        return True
    known = {day for found in dates_in_text(old_text) for day in (found.day_first, found.month_first)}
    changed = (after[place].text for change in edits for place in change.after)
    return any(
        {found.day_first, found.month_first}.isdisjoint(known) for text in changed for found in dates_in_text(text)
    )
