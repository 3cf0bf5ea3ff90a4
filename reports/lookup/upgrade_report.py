"""What an upgrade reads otherwise, told line by line: counts first, then the clauses, the most frequent ones first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, change_pieces, fold_unchanged
from clausetrail.snapshots.history.code_upgrade import ClauseDifference, UpgradeEffect, difference_kind
from clausetrail.snapshots.model import Capture, Change, iso_date

_EXAMPLES = 3  # of each kind
_DATES = 5
_LONGEST = 60  # words of a clause that is lost or gained as a whole
_KINDS = ("lost", "gained", "reworded", "split", "merged", "moved", "renumbered", "cosmetic")


def upgrade_summary(name: str, epoch: UpgradeEffect) -> str:
    """Return in one line how much of *epoch* differs."""
    was, now = epoch.versions
    told = f"{name}: {len(epoch.differing)} of {epoch.readings} readings differ"
    return f"{told}, {now} versions where there were {was}" if was != now else told


def upgrade_lines(epoch: UpgradeEffect) -> Iterator[Line]:
    """Yield how the readings of *epoch* differ and why, with a few clauses of each kind."""
    if epoch.codes:
        yield _note(f"  recorded by {', '.join(sorted(epoch.codes)[:_DATES])}")
    for (respect, was, now), count in sorted(epoch.reading_differences.items(), key=lambda pair: (-pair[1], pair[0])):
        turned = f" {visible(was) or 'none'} \N{RIGHTWARDS ARROW} {visible(now) or 'none'}" if was or now else ""
        yield _note(f"  {respect}{turned}: {_readings(count)}")
    if epoch.events:
        counts = ", ".join(f"{epoch.events[kind]} {kind}" for kind in _KINDS if epoch.events[kind])
        yield _note(f"  clauses: {counts}")
    yield from _examples(epoch.clause_differences)
    yield from _dates("no version begins any more with the capture of", epoch.versions_removed)
    yield from _dates("a version would begin with the capture of", epoch.versions_added)
    if epoch.changed_revisions:
        yield _note(f"  {epoch.changed_revisions} revisions between the same captures would be told otherwise")


def _examples(found: Counter[ClauseDifference]) -> Iterator[Line]:
    shown: Counter[str] = Counter()
    for told, count in sorted(found.items(), key=_rank):
        kind = difference_kind(told)
        shown[kind] += 1
        if shown[kind] <= _EXAMPLES:
            yield (Piece("heading", f"  {kind}"), Piece("note", f" in {_readings(count)}"))
            yield (Piece("plain", "    "), *_words(told))


def _rank(counted: tuple[ClauseDifference, int]) -> tuple[int, str, str]:
    """The most frequent first; equal counts by their words."""
    told, count = counted
    before, after = (" ".join(clause.words for clause in side) for side in (told.before, told.after))
    return -count, before, after


def _words(told: ClauseDifference) -> list[Piece]:
    before, after = (tuple(range(len(side))) for side in (told.before, told.after))
    pieces = fold_unchanged(change_pieces(Change(told.event, before, after), told.before, told.after))
    if told.before and told.after:
        return pieces
    return [Piece(piece.style, _cut(piece.text)) for piece in pieces]


def _cut(text: str) -> str:
    parts = text.split(" ")
    return text if len(parts) <= _LONGEST else " ".join(parts[:_LONGEST]) + " \N{HORIZONTAL ELLIPSIS}"


def _dates(what: str, captures: tuple[Capture, ...]) -> Iterator[Line]:
    if captures:
        days = ", ".join(iso_date(capture.timestamp) for capture in captures[:_DATES])
        more = f" and {len(captures) - _DATES} more" if len(captures) > _DATES else ""
        yield _note(f"  {what} {days}{more}")


def _readings(count: int) -> str:
    return f"{count} reading{'s' * (count != 1)}"


def _note(text: str) -> Line:
    return (Piece("note", text),)
