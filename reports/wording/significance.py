"""Print what a revision is about: the dates that its texts state, the flags these raise, and the weightiest findings.

The rules are in `clausetrail.snapshots.dates.stated_dates`, `clausetrail.snapshots.significance.date_flags` and
`clausetrail.snapshots.significance.classify_change`; here their results become plain values and lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.dates.stated_dates import StatedDate, stated_dates
from clausetrail.snapshots.model import Change, Clause, Revision
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.date_flags import revision_flags
from clausetrail.snapshots.significance.finding import Finding

# Least weight (0 to 100) of a finding that gets a line. Lighter ones are in the JSON only: typography, numbers, names,
# wordings that no rule knows.
_LINE_WEIGHT = 50
_MOST_FINDING_LINES = 6  # of one revision
_MOST_QUOTED_WORDS = 8  # of the words that a rule matched on one side


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
    return [{"flag": str(flag), "why": why} for flag, why in revision_flags(revision, before, after)]


def stated_date_documents(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Return the dates that *clauses* state of their text as plain values; two days where day and month may be exchanged."""
    return [
        {
            "role": str(found.role),
            "days": list(found.days),
            "words": found.words,
            "place": found.place,
            "how": found.how,
        }
        for found in stated_dates(clauses)
    ]


def stated_dates_line(clauses: Sequence[Clause]) -> Iterator[Line]:
    """Yield one line with the dates that *clauses* state of their text, or nothing where there is none."""
    if found := stated_dates(clauses):
        yield (Piece("note", f"  Stated dates: {'; '.join(map(_stated_date_phrase, found))}"),)


def _stated_date_phrase(stated: StatedDate) -> str:
    role = f"{stated.role} " if stated.role != "unsaid" else ""
    ambiguous = " (order of day and month is ambiguous)" if len(stated.days) > 1 else ""
    return f"{role}{' or '.join(stated.days)}{ambiguous}"


def significance_lines(revision: Revision, before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[Line]:
    """Yield the flags of *revision*, then what its weightiest changes are about, the weightiest first."""
    for flag in flag_documents(revision, before, after):
        yield (Piece("note", visible(f"  {flag['flag'].capitalize()}: {flag['why']}")),)
    weighty = [
        found
        for change in revision.changes
        for found in findings(change, before, after)
        if found.weight >= _LINE_WEIGHT
    ]
    # A rule that fits several clauses gets one line, from its weightiest finding.
    by_rule = {found.rule: found for found in sorted(weighty, key=lambda found: found.weight)}
    heaviest = sorted(by_rule.values(), key=lambda found: -found.weight)
    for found in heaviest[:_MOST_FINDING_LINES]:
        yield (Piece("note", visible(f"  About: {_finding_phrase(found)}")),)
    if len(heaviest) > _MOST_FINDING_LINES:
        yield (Piece("note", f"  About: and {len(heaviest) - _MOST_FINDING_LINES} more; `--json` has all of them"),)


def _finding_phrase(found: Finding) -> str:
    quotes = " ".join(
        f"{side} {quoted(first_words(', '.join(matched), _MOST_QUOTED_WORDS))}"
        for side, matched in (("before", found.before), ("after", found.after))
        if matched
    )
    return f"{found.rule} ({quotes})" if quotes else found.rule
