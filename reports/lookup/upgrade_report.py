"""Print how an upgrade of the code reads stored captures differently: counts first, then clauses, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, change_pieces, fold_unchanged
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.code_upgrade import ClauseDifference, UpgradeEffect, difference_kind
from clausetrail.snapshots.model import Capture, Change, iso_date

_EXAMPLES = 3  # clauses shown of each kind of difference
_MOST_LISTED = 5  # code versions, and days of captures, in one line
_LONGEST_CLAUSE = 60  # words shown of a clause that is lost or gained as a whole
_KINDS = ("lost", "gained", "reworded", "split", "merged", "moved", "renumbered", "cosmetic")


def upgrade_summary(name: str, effect: UpgradeEffect) -> str:
    """Return in one line how many readings of the policy *name* differ, and how many versions, where that changes."""
    before, after = effect.versions
    summary = f"{name}: {len(effect.differing)} of {counted(effect.readings, 'reading')} {'differs' if len(effect.differing) == 1 else 'differ'}"
    return (
        f"{summary}, {counted(after, 'version')} where there {'was' if before == 1 else 'were'} {before}"
        if before != after
        else summary
    )


def upgrade_lines(effect: UpgradeEffect) -> Iterator[Line]:
    """Yield in which respects the readings differ, with a few clauses of each kind, and which versions that changes."""
    if effect.codes:
        yield _note(f"  recorded by {', '.join(sorted(effect.codes)[:_MOST_LISTED])}")
    differences = sorted(effect.reading_differences.items(), key=lambda found: (-found[1], found[0]))
    for (respect, before, after), count in differences:
        values = (
            f" {visible(before) or 'none'} \N{RIGHTWARDS ARROW} {visible(after) or 'none'}" if before or after else ""
        )
        yield _note(f"  {respect}{values}: {_readings(count)}")
    if effect.events:
        counts = ", ".join(f"{effect.events[kind]} {kind}" for kind in _KINDS if effect.events[kind])
        yield _note(f"  clauses: {counts}")
    yield from _example_lines(effect.clause_differences)
    yield from _capture_days("no version begins any more with the capture of", effect.versions_removed)
    yield from _capture_days("a version would begin with the capture of", effect.versions_added)
    if effect.changed_revisions:
        yield _note(f"  {counted(effect.changed_revisions, 'revision')} between the same captures would differ")


def _example_lines(differences: Counter[ClauseDifference]) -> Iterator[Line]:
    shown: Counter[str] = Counter()
    for difference, count in sorted(differences.items(), key=_by_frequency):
        kind = difference_kind(difference)
        shown[kind] += 1
        if shown[kind] <= _EXAMPLES:
            yield (Piece("heading", f"  {kind}"), Piece("note", f" in {_readings(count)}"))
            yield (Piece("plain", "    "), *_pieces(difference))


def _by_frequency(counted: tuple[ClauseDifference, int]) -> tuple[int, str, str]:
    """Return a sort key: the most frequent difference first, equal counts by their words."""
    difference, count = counted
    before, after = (
        " ".join(clause.labelled_text for clause in side) for side in (difference.before, difference.after)
    )
    return -count, before, after


def _pieces(difference: ClauseDifference) -> list[Piece]:
    before, after = (tuple(range(len(side))) for side in (difference.before, difference.after))
    change = Change(difference.event, before, after)
    pieces = fold_unchanged(change_pieces(change, difference.before, difference.after))
    if difference.before and difference.after:
        return pieces
    return [Piece(piece.style, _shortened(piece.text)) for piece in pieces]


def _shortened(text: str) -> str:
    words = text.split(" ")
    return text if len(words) <= _LONGEST_CLAUSE else " ".join(words[:_LONGEST_CLAUSE]) + " \N{HORIZONTAL ELLIPSIS}"


def _capture_days(what: str, captures: tuple[Capture, ...]) -> Iterator[Line]:
    if captures:
        days = ", ".join(iso_date(capture.timestamp) for capture in captures[:_MOST_LISTED])
        more = f" and {len(captures) - _MOST_LISTED} more" if len(captures) > _MOST_LISTED else ""
        yield _note(f"  {what} {days}{more}")


def _readings(count: int) -> str:
    return f"{count} reading{'s' * (count != 1)}"


def _note(text: str) -> Line:
    return (Piece("note", text),)
