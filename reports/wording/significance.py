"""What a revision is about, for readers: the dates its texts state, the flags these raise, and the weightiest findings.

The thinking is in `clausetrail.snapshots.dates.stated_dates`, `clausetrail.snapshots.significance.date_flags` and `clausetrail.snapshots.significance.classify_change`; here it becomes values and lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.dates.stated_dates import StatedDate, stated_dates
from clausetrail.snapshots.model import Change, Clause, Revision
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.date_flags import date_flags
from clausetrail.snapshots.significance.finding import Finding

# Findings of less weight are for programs: looks, numbers, names, wordings that no rule knows.
_WORTH_A_LINE = 50
_MOST = 6


def finding_documents(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> list[dict[str, Any]]:
    """Return what *change* is about as plain values, the weightiest first."""
    return [
        {
            "matter": str(found.matter),
            "weight": found.weight,
            "rule": found.rule,
            "before": list(found.before),
            "after": list(found.after),
        }
        for found in findings(change, before, after)
    ]


def flag_documents(revision: Revision, before: Sequence[Clause], after: Sequence[Clause]) -> list[dict[str, str]]:
    """Return the flags of *revision* as plain values, each with its evidence."""
    ends = revision.before.last.timestamp, revision.after.first.timestamp
    return [{"flag": str(flag), "why": why} for flag, why in date_flags(before, after, revision.changes, *ends)]


def stated_date_documents(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Return the dates that *clauses* state of themselves as plain values; several days where the order is not sure."""
    return [
        {"role": str(told.role), "days": list(told.days), "words": told.words, "place": told.place, "how": told.how}
        for told in stated_dates(clauses)
    ]


def stated_dates_line(clauses: Sequence[Clause]) -> Iterator[Line]:
    """Yield the dates that *clauses* state of themselves in one line, where they state any."""
    if told := stated_dates(clauses):
        yield (Piece("note", f"  States: {'; '.join(_stated(one) for one in told)}"),)


def _stated(told: StatedDate) -> str:
    role = f"{told.role} " if told.role != "unsaid" else ""
    doubt = " (which day is not sure)" if len(told.days) > 1 else ""
    return f"{role}{' or '.join(told.days)}{doubt}"


def significance_lines(revision: Revision, before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[Line]:
    """Yield the flags of *revision*, and what its weightiest changes are about, the weightiest first."""
    for told in flag_documents(revision, before, after):
        yield (Piece("note", visible(f"  {told['flag'].capitalize()}: {told['why']}")),)
    worth = [
        found
        for change in revision.changes
        for found in findings(change, before, after)
        if found.weight >= _WORTH_A_LINE
    ]
    # A rule that fits several clauses is told once, by its weightiest finding.
    once = {found.rule: found for found in sorted(worth, key=lambda found: found.weight)}
    heaviest = sorted(once.values(), key=lambda found: -found.weight)
    for found in heaviest[:_MOST]:
        yield (Piece("note", visible(f"  About: {_told(found)}")),)
    if len(heaviest) > _MOST:
        yield (Piece("note", f"  About: and {len(heaviest) - _MOST} more; `--json` has all of them"),)


def _told(found: Finding) -> str:
    words = " ".join(
        f"{side} \N{LEFT DOUBLE QUOTATION MARK}{first_words(', '.join(matched), 8)}\N{RIGHT DOUBLE QUOTATION MARK}"
        for side, matched in (("before", found.before), ("after", found.after))
        if matched
    )
    return f"{found.rule} ({words})" if words else found.rule
