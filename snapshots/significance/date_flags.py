"""Flag a revision by its stated dates: silent edits, date bumps, dates moved back, retroactive and announced changes.

A flag describes what two readings show, with the words that it is based on, and no one's purpose. Where a date may mean
two days, a flag is raised only if it is true of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from clausetrail.snapshots.dates.stated_dates import Role, StatedDate, stated_dates
from clausetrail.snapshots.model import Change, Clause, Revision, Switch, SwitchKind
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Finding, Matter
from clausetrail.snapshots.significance.silent_edits import counts, is_excluded, silent_edits
from clausetrail.snapshots.significance.switch_phrases import language_part, part_sentence, switch_sentence


class Flag(StrEnum):
    """What is notable about a revision's dates."""

    SILENT_EDIT = "silent edit"  # sentences changed after the day that both texts state
    DATE_BUMP = "date bump"  # a date changed, and no other words
    MOVED_BACK = "moved back"  # a date became an earlier one
    RETROACTIVE = "retroactive"  # effective before the text was present
    ANNOUNCED = "announced"  # effective after the text was present
    OTHER_LANGUAGE = "another language"  # the page shows its text in another language
    OTHER_DOCUMENT = "another document"  # the page shows another document
    WRITTEN_ANEW = "written anew"  # the page shows a text with other words throughout under its title


Flagged = tuple[Flag, str]

_WITHOUT_WORDS = frozenset({Matter.COSMETIC, Matter.RENUMBERING, Matter.MOVE, Matter.LINK})
_ROLE_NAMES = {Role.UPDATED: "date of update", Role.EFFECTIVE: "date of effect", Role.UNLABELLED: "date"}
_FEWEST_CAPTURES = 2  # that show each of two texts, before a silent edit is flagged
_LONGEST_QUOTED = 80  # characters of a clause that is quoted with its date


def revision_flags(revision: Revision, before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Flagged, ...]:
    """Return the flags of *revision*; *before* and *after* are the clauses of its two texts.

    A switch to another document or language is the only flag of its revision: its dates are those of two documents, and
    nobody edited anything silently. So is a second language that the page drops or adds. A text that one capture alone shows, a candidate, a text that others extracted, and one that alternates with another
    cannot prove a silent edit.
    """
    if revision.switch:
        return ((_switch_flag(revision.switch), switch_sentence(revision)),)
    if part := language_part(before, after, revision.changes):
        return ((Flag.OTHER_LANGUAGE, part_sentence(revision, *part)),)
    sides = revision.before, revision.after
    is_weak = any(side.sightings < _FEWEST_CAPTURES or side.candidate for side in sides)
    is_weak |= revision.alternates or sides[0].is_imported != sides[1].is_imported
    ends = sides[0].last.timestamp, sides[1].first.timestamp
    return date_flags(before, after, revision.changes, *ends, is_proven=not is_weak)


def _switch_flag(switch: Switch) -> Flag:
    if switch.kind is SwitchKind.LANGUAGE:
        return Flag.OTHER_LANGUAGE
    return Flag.WRITTEN_ANEW if switch.is_same_document and not switch.base else Flag.OTHER_DOCUMENT


def date_flags(
    before: Sequence[Clause],
    after: Sequence[Clause],
    changes: Sequence[Change],
    not_before: str,
    not_after: str,
    *,
    is_proven: bool = True,
) -> tuple[Flagged, ...]:
    """Return the flags of a revision, each with its evidence in words.

    *changes* are those of `snapshots.diff.compare`. The revision is after the capture *not_before*, the last that shows
    *before*, and not after *not_after*, the first that shows *after*: ISO dates or 14 archive digits. Without *is_proven*
    no silent edit is flagged: the captures are too few.
    """
    old, new = stated_dates(before), stated_dates(after)
    last, first = _iso_date(not_before), _iso_date(not_after)
    found = [(change, findings(change, before, after)) for change in changes] if old and new else []
    flags = [*_date_bump(before, after, found, old, new), *_moved_back(old, new)]
    if is_proven and old and _days(old) == _days(new) and is_excluded(new, last):
        edits = silent_edits(before, after, found)
        evidence = f"changed between the captures of {_moment(not_before)} and {_moment(not_after)}"
        where = f"both texts state {_quoted(new, after)} ({_places(new, after)})"
        flags[:0] = [(Flag.SILENT_EDIT, f"{counts(edits)}, {evidence}, while {where}")] if edits else []
    for date in _new_dates_of_effect(old, new):
        flags += _effect_flags(date, last, first)
    return tuple(flags)


def _moment(when: str) -> str:
    """Return the day and minute of archive digits in UTC, or an ISO date."""
    return f"{_iso_date(when)} {when[8:10]}:{when[10:12]}" if len(when) == 14 and when.isdigit() else _iso_date(when)


def _iso_date(when: str) -> str:
    """Return the ISO date of archive digits, or of an ISO time."""
    return f"{when[:4]}-{when[4:6]}-{when[6:8]}" if when[:8].isdigit() else when[:10]


def _date_bump(
    before: Sequence[Clause],
    after: Sequence[Clause],
    found: Sequence[tuple[Change, Sequence[Finding]]],
    old: Sequence[StatedDate],
    new: Sequence[StatedDate],
) -> Iterator[Flagged]:
    """Yield the flag of dates that changed without the text."""
    without_text = _WITHOUT_WORDS | {Matter.DATE}
    has_new_day = bool(old and _days(new) - _days(old))
    if has_new_day and _has_date(found) and all(_is_within(one, without_text) for _, one in found):
        yield Flag.DATE_BUMP, f"{_quoted(old, before)} became {_quoted(new, after)}, and no other words changed"


def _days(dates: Iterable[StatedDate]) -> set[tuple[Role, tuple[str, ...]]]:
    return {(date.role, date.days) for date in dates}


def _is_within(found: Iterable[Finding], matters: frozenset[Matter]) -> bool:
    """Return whether all findings in a change are about *matters*."""
    return all(finding.matter in matters for finding in found)


def _has_date(found: Iterable[tuple[Change, Sequence[Finding]]]) -> bool:
    return any(finding.matter is Matter.DATE for _, findings_of_change in found for finding in findings_of_change)


def _quoted(dates: Iterable[StatedDate], clauses: Sequence[Clause]) -> str:
    """Return the clauses of *dates* in quotes, or the date alone where its clause is long."""
    texts = ((date, clauses[date.place].text) for date in dates)
    return " and ".join(f'"{text if len(text) <= _LONGEST_QUOTED else date.words}"' for date, text in texts)


def _places(dates: Iterable[StatedDate], clauses: Sequence[Clause]) -> str:
    """Return which clauses state *dates*: "clause 2 of 45"."""
    places = sorted({date.place + 1 for date in dates})
    return f"{'clause' if len(places) == 1 else 'clauses'} {' and '.join(map(str, places))} of {len(clauses)}"


def _moved_back(old: Sequence[StatedDate], new: Sequence[StatedDate]) -> Iterator[Flagged]:
    """Yield a flag for each role with a latest date that became an earlier one."""
    for role in Role:
        before, after = _latest(old, role), _latest(new, role)
        if before and after and _last_day(after.days[-1]) < _first_day(before.days[0]):
            yield (
                Flag.MOVED_BACK,
                f'the {_ROLE_NAMES[role]} was "{before.words}" and became the earlier "{after.words}"',
            )


def _latest(dates: Iterable[StatedDate], role: Role) -> StatedDate | None:
    return max((date for date in dates if date.role is role), key=lambda date: date.days[-1], default=None)


def _new_dates_of_effect(old: Sequence[StatedDate], new: Sequence[StatedDate]) -> Iterator[StatedDate]:
    """Yield the dates of effect that only the new text states."""
    known = _days(old)
    yield from (date for date in new if date.role is Role.EFFECTIVE and (date.role, date.days) not in known)


def _effect_flags(date: StatedDate, last: str, first: str) -> Iterator[Flagged]:
    """Yield the flag of a new text that states an effect from a day before it was present, or from a later day.

    Before means before *last*, the last capture that shows the old text: what was present between the captures is not
    known. *first* is the first capture that shows the new text.
    """
    if last and _last_day(date.days[-1]) < last:
        yield (
            Flag.RETROACTIVE,
            f'states that it takes effect on "{date.words}", but the text before it was still present on {last}',
        )
    if first and _first_day(date.days[0]) > first:
        yield Flag.ANNOUNCED, f'was present on {first} and states that it takes effect on "{date.words}"'


def _first_day(day: str) -> str:
    """Return the first day of a date, or of a month."""
    return day if len(day) == 10 else f"{day}-01"


def _last_day(day: str) -> str:
    """Return the last day of a date; of a month, a day that no day of it follows."""
    return day if len(day) == 10 else f"{day}-31"
