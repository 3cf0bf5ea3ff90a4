"""Flag a revision by its stated dates: silent edits, date bumps, dates moved back, retroactive and announced changes.

A flag describes what two readings show, with the words that it is based on, and no one's purpose. Where a date may mean
two days, a flag is raised only if it is true of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from clausetrail.snapshots.dates.stated_dates import Role, StatedDate, stated_dates
from clausetrail.snapshots.model import Change, Clause, Event
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Finding, Matter


class Flag(StrEnum):
    """What is notable about a revision's dates."""

    SILENT_EDIT = "silent edit"  # the words changed, and no date
    DATE_BUMP = "date bump"  # a date changed, and no other words
    MOVED_BACK = "moved back"  # a date became an earlier one
    RETROACTIVE = "retroactive"  # effective before the text was present
    ANNOUNCED = "announced"  # effective after the text was present


Flagged = tuple[Flag, str]

_WITHOUT_WORDS = frozenset({Matter.COSMETIC, Matter.RENUMBERING, Matter.MOVE, Matter.LINK})
_EVENT_NAMES = {Event.ADDED: "added", Event.REMOVED: "removed"}
_ROLE_NAMES = {Role.UPDATED: "date of update", Role.EFFECTIVE: "date of effect", Role.UNLABELLED: "date"}
_LONGEST_QUOTED = 80  # characters of a clause that is quoted with its date


def date_flags(
    before: Sequence[Clause], after: Sequence[Clause], changes: Sequence[Change], not_before: str, not_after: str
) -> tuple[Flagged, ...]:
    """Return the flags of a revision, each with its evidence in words.

    *changes* are those of `snapshots.diff.compare`. The revision is after the capture *not_before*, the last that shows
    *before*, and not after *not_after*, the first that shows *after*: ISO dates or 14 archive digits.
    """
    old, new = stated_dates(before), stated_dates(after)
    last, first = _iso_date(not_before), _iso_date(not_after)
    flags = [*_edit_flags(before, after, changes, old, new), *_moved_back(old, new)]
    for date in _new_dates_of_effect(old, new):
        flags += _effect_flags(date, last, first)
    return tuple(flags)


def _iso_date(when: str) -> str:
    """Return the ISO date of archive digits, or of an ISO time."""
    return f"{when[:4]}-{when[4:6]}-{when[6:8]}" if when[:8].isdigit() else when[:10]


def _edit_flags(
    before: Sequence[Clause],
    after: Sequence[Clause],
    changes: Sequence[Change],
    old: Sequence[StatedDate],
    new: Sequence[StatedDate],
) -> Iterator[Flagged]:
    """Yield the flag of a text that changed without its dates, or of dates that changed without the text."""
    if not old or not new:
        return
    found = [(change, findings(change, before, after)) for change in changes]
    without_text = _WITHOUT_WORDS | {Matter.DATE}
    if _days(old) == _days(new):
        edits = [change for change, one in found if not _is_within(one, without_text)]
        if edits:
            yield Flag.SILENT_EDIT, f"{_counts(edits)}, while the text still states {_quoted(new, after)}"
    elif _days(new) - _days(old) and _has_date(found) and all(_is_within(one, without_text) for _, one in found):
        yield Flag.DATE_BUMP, f"{_quoted(old, before)} became {_quoted(new, after)}, and no other words changed"


def _days(dates: Iterable[StatedDate]) -> set[tuple[Role, tuple[str, ...]]]:
    return {(date.role, date.days) for date in dates}


def _is_within(found: Iterable[Finding], matters: frozenset[Matter]) -> bool:
    """Return whether all findings in a change are about *matters*."""
    return all(finding.matter in matters for finding in found)


def _has_date(found: Iterable[tuple[Change, Sequence[Finding]]]) -> bool:
    return any(finding.matter is Matter.DATE for _, findings_of_change in found for finding in findings_of_change)


def _counts(changes: Iterable[Change]) -> str:
    """Return how many clauses were reworded, added and removed."""
    counts = Counter(_EVENT_NAMES.get(change.event, "reworded") for change in changes)
    parts = [f"{counts[event]} {event}" for event in ("reworded", "added", "removed") if counts[event]]
    return f"clauses: {', '.join(parts)}"


def _quoted(dates: Iterable[StatedDate], clauses: Sequence[Clause]) -> str:
    """Return the clauses of *dates* in quotes, or the date alone where its clause is long."""
    texts = ((date, clauses[date.place].text) for date in dates)
    return " and ".join(f'"{text if len(text) <= _LONGEST_QUOTED else date.words}"' for date, text in texts)


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
