"""What a revision's stated dates give away: silent edits, bumped dates, rules made for the past.

A flag says what two readings show, with the words it rests on; it says nothing of anybody's purpose. Where a date
may mean two days, a flag is raised only if it holds for both.
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
    """Something about a revision's dates that a reader should be told."""

    SILENT_EDIT = "silent edit"
    DATE_BUMP = "date bump"
    MOVED_BACK = "moved back"
    RETROACTIVE = "retroactive"
    ANNOUNCED = "announced"


Flagged = tuple[Flag, str]

_OF_LOOKS = frozenset({Matter.COSMETIC, Matter.RENUMBERING, Matter.MOVE, Matter.LINK})
_OF_EVENTS = {Event.ADDED: "added", Event.REMOVED: "removed"}


def date_flags(
    before: Sequence[Clause], after: Sequence[Clause], changes: Sequence[Change], not_before: str, not_after: str
) -> tuple[Flagged, ...]:
    """Return the flags of a revision, each with its evidence in words.

    *changes* are those of `differ.changes`. The revision lies after the capture *not_before*, which was the last to
    show *before*, and not after *not_after*, the first to show *after*: ISO dates or 14 archive digits.
    """
    old, new = stated_dates(before), stated_dates(after)
    last, first = _day(not_before), _day(not_after)
    told = [*_of_text(before, after, changes, old, new), *_back(old, new)]
    for date in _news(old, new):
        told += _of_validity(date, last, first)
    return tuple(told)


def _day(when: str) -> str:
    """Return the ISO date of archive digits, or of an ISO time."""
    return f"{when[:4]}-{when[4:6]}-{when[6:8]}" if when[:8].isdigit() else when[:10]


def _of_text(
    before: Sequence[Clause],
    after: Sequence[Clause],
    changes: Sequence[Change],
    old: Sequence[StatedDate],
    new: Sequence[StatedDate],
) -> Iterator[Flagged]:
    """Yield whether the text changed without its dates, or its dates without the text."""
    if not old or not new:
        return
    told = [(change, findings(change, before, after)) for change in changes]
    if _said(old) == _said(new):
        real = [change for change, found in told if not _is_of(found, _OF_LOOKS | {Matter.DATE})]
        if real:
            yield Flag.SILENT_EDIT, f"{_counted(real)}, while the text still says {_quoted(new, after)}"
    elif (
        _said(new) - _said(old) and _dated(told) and all(_is_of(found, _OF_LOOKS | {Matter.DATE}) for _, found in told)
    ):
        yield Flag.DATE_BUMP, f"{_quoted(old, before)} became {_quoted(new, after)}, and no other words changed"


def _said(dates: Iterable[StatedDate]) -> set[tuple[Role, tuple[str, ...]]]:
    return {(date.role, date.days) for date in dates}


def _is_of(found: Iterable[Finding], matters: frozenset[Matter]) -> bool:
    """Return whether all that a change does is of *matters*."""
    return all(finding.matter in matters for finding in found)


def _dated(told: Iterable[tuple[Change, Sequence[Finding]]]) -> bool:
    return any(finding.matter is Matter.DATE for _, found in told for finding in found)


def _counted(changes: Iterable[Change]) -> str:
    """Return how many clauses were reworded, added and removed."""
    counted = Counter(_OF_EVENTS.get(change.event, "reworded") for change in changes)
    told = [f"{counted[event]} {event}" for event in ("reworded", "added", "removed") if counted[event]]
    return f"clauses: {', '.join(told)}"


def _quoted(dates: Iterable[StatedDate], clauses: Sequence[Clause]) -> str:
    """Return what the dates' own clauses say, or the date alone where its clause is long."""
    texts = ((date, clauses[date.place].text) for date in dates)
    return " and ".join(f'"{text if len(text) <= 80 else date.words}"' for date, text in texts)


def _back(old: Sequence[StatedDate], new: Sequence[StatedDate]) -> Iterator[Flagged]:
    """Yield the roles whose latest date went back in time."""
    for role in Role:
        was, now = _latest(old, role), _latest(new, role)
        if was and now and _end(now.days[-1]) < _begin(was.days[0]):
            yield Flag.MOVED_BACK, f'the {_NAMES[role]} was "{was.words}" and became the earlier "{now.words}"'


_NAMES = {Role.UPDATED: "date of update", Role.EFFECTIVE: "date of effect", Role.UNLABELLED: "date"}


def _latest(dates: Iterable[StatedDate], role: Role) -> StatedDate | None:
    return max((date for date in dates if date.role is role), key=lambda date: date.days[-1], default=None)


def _news(old: Sequence[StatedDate], new: Sequence[StatedDate]) -> Iterator[StatedDate]:
    """Yield the dates of effect that only the new text states."""
    said = _said(old)
    yield from (date for date in new if date.role is Role.EFFECTIVE and (date.role, date.days) not in said)


def _of_validity(date: StatedDate, last: str, first: str) -> Iterator[Flagged]:
    """Yield whether a new text says that it binds from a day before it was there, or from a later one.

    Before means before the last capture that still showed the old text: between the captures nobody looked.
    """
    if last and _end(date.days[-1]) < last:
        yield (
            Flag.RETROACTIVE,
            f'says that it takes effect on "{date.words}", but the text before it was still there on {last}',
        )
    if first and _begin(date.days[0]) > first:
        yield Flag.ANNOUNCED, f'was there on {first} and says that it takes effect on "{date.words}"'


def _begin(day: str) -> str:
    """Return the first day of a date, or of a month."""
    return day if len(day) == 10 else f"{day}-01"


def _end(day: str) -> str:
    """Return the last day of a date; of a month one that no day of it follows."""
    return day if len(day) == 10 else f"{day}-31"
