"""Phrases about captures that show nothing of a policy: how many there are, why, and when. Pure.

A capture that nobody has looked at is not one that shows nothing: it is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.version_phrases import capture_count, reason_and_detail
from clausetrail.snapshots.history.unreadable_captures import (
    NOT_FETCHED,
    CaptureCounts,
    ReasonGroup,
    UnreadableCapture,
    group_by_reason,
    left_out,
    reason_counts,
)
from clausetrail.snapshots.model import Version, iso_date

_MOST_DAYS = 4  # of one reason, listed one by one; of more the first and the last


def counts_sentence(counts: CaptureCounts) -> str:
    """Return how the captures of a policy are made up, or "" where all of them show a version.

    "12 captures are listed: 5 show a version, 3 a text that appeared and disappeared, 4 nothing".
    """
    if counts.listed == counts.version:
        return ""
    parts = [f"{counts.version} show{'s' * (counts.version == 1)} a version"]
    if counts.transient:
        parts.append(f"{counts.transient} a text that appeared and disappeared")
    if counts.nothing:
        parts.append(f"{counts.nothing} nothing")
    if counts.unread:
        parts.append(f"{counts.unread} {'was' if counts.unread == 1 else 'were'} not fetched")
    verb = "is" if counts.listed == 1 else "are"
    return f"{capture_count(counts.listed)} {verb} listed: {', '.join(parts)}"


def left_out_sentence(captures: Sequence[UnreadableCapture], readable: int) -> str:
    """Return which captures read well and were left out, with their share, or "" where there are none.

    "Left out beside their neighbours: other document, 17 of 42 readable captures (40%), 2026-02-21 to 2026-07-03".
    *readable* is the number of captures that show a text of the policy.
    """
    found = left_out(captures, readable)
    whole = readable + sum(one.captures for one in found)
    parts = [
        f"{one.reason}, {one.captures} of {whole} readable captures ({_percent(one.share)}), {_period(one.first, one.last)}"
        for one in found
    ]
    return f"Left out beside their neighbours: {'; '.join(parts)}" if parts else ""


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "less than 1%"


def _period(first: str, last: str) -> str:
    days = dict.fromkeys((iso_date(first), iso_date(last)))
    return " to ".join(days)


def silence_phrase(captures: Sequence[UnreadableCapture], where: str) -> str:
    """Return how many *captures* are *where* and why they show nothing, or "" where there are none.

    "2 captures between show nothing: not text (2x); 311 captures between were not fetched".
    """
    read = [one for one in captures if one.reason != NOT_FETCHED]
    unread = len(captures) - len(read)
    phrases = []
    if read:
        verb = "shows" if len(read) == 1 else "show"
        phrases.append(f"{capture_count(len(read))} {where} {verb} nothing: {reason_counts(read)}")
    if unread:
        phrases.append(f"{capture_count(unread)} {where} {'was' if unread == 1 else 'were'} not fetched")
    return "; ".join(phrases)


def enclosed_phrase(version: Version, captures: Sequence[UnreadableCapture]) -> str:
    """Return which *captures* from the first to the last one of *version* do not show it, or ""."""
    is_moment = version.first.timestamp == version.last.timestamp
    return silence_phrase(captures, "of the same second" if is_moment else "between")


def silence_report(captures: Sequence[UnreadableCapture], where: str) -> Iterator[str]:
    """Yield which captures *where* show nothing, and below it a line for each reason; nothing where there are none.

    "Captures between the two that show nothing: archived error 404 (2x)".
    """
    read = [one for one in captures if one.reason != NOT_FETCHED]
    if read:
        yield f"Captures {where} that show nothing: {reason_counts(read)}"
        yield from (f"  {line}" for line in silence_lines(read))
    if unread := [one for one in captures if one.reason == NOT_FETCHED]:
        yield f"Captures {where} that were not fetched: {_days(group_by_reason(unread)[0])} ({len(unread)}x)"


def silence_lines(captures: Sequence[UnreadableCapture]) -> Iterator[str]:
    """Yield a line for each reason for which *captures* show nothing: its count, its evidence, and the days."""
    for group in group_by_reason(captures):
        count = f" ({len(group.times)}x)" if len(group.times) > 1 else ""
        reason, evidence = reason_and_detail(group.reason, group.detail)
        detail = f" [{visible(evidence)}]" if evidence else ""
        yield f"{visible(reason)}{count}{detail}: {_days(group)}"


def _days(group: ReasonGroup) -> str:
    """Return the days of a few captures, with their details where these differ, or the first and the last day of many."""
    days = [iso_date(time) for time in group.times]
    if len(days) <= _MOST_DAYS:
        details = ("",) * len(days) if group.detail else group.details
        return ", ".join(
            f"{day} [{visible(detail)}]" if detail else day for day, detail in zip(days, details, strict=True)
        )
    return f"first on {days[0]}, last on {days[-1]}"
