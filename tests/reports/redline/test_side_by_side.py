"""Two readings side by side: ranges of changed words, lines and documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.redline.side_by_side import (
    Comparison,
    Side,
    comparison_document,
    comparison_lines,
    marked_ranges,
)
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Change, Clause, Event, Kind


def compared(old: str, new: str) -> Comparison:
    before, after = ((Clause(Kind.PARAGRAPH, text),) for text in (old, new))
    changes = (Change(Event.REWORDED, (0,), (0,), how="similar .80"),)
    return Comparison(Side("old", "", "", before), Side("new", "", "", after), changes)


@given(st.text(alphabet="ab .\u2019'\n", max_size=30), st.text(alphabet="ab .\u2019'\n", max_size=30))
def test_marks_lie_inside_their_clauses_and_begin_and_end_with_words(old: str, new: str) -> None:
    told = compared(old, new)
    deleted, inserted = marked_ranges(told.changes[0], told.before.clauses, told.after.clauses)
    for found, text in ((deleted, old), (inserted, new)):
        for mark in found:
            cut = text[mark.start : mark.end]
            assert cut
            assert cut == cut.strip()


def test_a_split_is_marked_in_each_of_its_parts() -> None:
    before = (Clause(Kind.PARAGRAPH, "Orders are kept for a year. Letters are kept for two years."),)
    after = tuple(
        Clause(Kind.PARAGRAPH, text) for text in ("Orders are kept for a month.", "Letters are kept for six years.")
    )
    told = Comparison(Side("a", "", "", before), Side("b", "", "", after), compare(before, after))
    (change,) = comparison_document(told)["changes"]
    assert change["event"] == "split"
    assert [[c["words"][s:e] for s, e in c["marks"]] for c in change["after"]] == [["month"], ["six"]]
    assert [[c["words"][s:e] for s, e in c["marks"]] for c in change["before"]] == [["year", "two"]]


def test_lines_and_document_leave_out_unchanged_clauses_unless_full() -> None:
    kept = Clause(Kind.PARAGRAPH, "You may object in writing at any time.")
    before = (Clause(Kind.PARAGRAPH, "We keep order forms for 30 days."), kept)
    after = (Clause(Kind.PARAGRAPH, "We keep order forms for 90 days."), kept)
    comparison = Comparison(Side("old", "", "", before), Side("new", "", "", after), compare(before, after))
    assert [change.event for change in comparison.differences] == [Event.REWORDED]
    for full in (False, True):
        text = "\n".join(map(to_plain_text, comparison_lines(comparison, full=full)))
        assert text.startswith("old \N{RIGHTWARDS ARROW} new: 1 reworded")
        assert ("object in writing" in text) is full
        assert len(comparison_document(comparison, full=full)["changes"]) == 1 + full
