"""Rows of a redline: each clause once, in the order of the newer text, and unchanged ones folded."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.policy_view import redline_rows
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Event, Kind

clauses = st.lists(
    st.builds(
        Clause,
        st.sampled_from([Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM]),
        st.sampled_from(
            [f"{one} We keep the book of {two} for a year." for one in "ABCD" for two in ("names", "boats")]
        ),
        st.sampled_from(["", "1.", "2."]),
    ),
    max_size=8,
)


def _anchors(rows: list[redline_rows.Row]) -> list[str]:
    found = []
    for row in rows:
        if isinstance(row, redline_rows.Fold):
            found += [anchor for passage in row.passages for anchor in (passage.anchor, *passage.also)]
        else:
            found += [row.anchor, *(row.also if isinstance(row, redline_rows.ChangeRow) else ())]
    return found


def test_a_page_says_what_it_left_out_of_an_endless_clause() -> None:
    endless = [Clause(Kind.PARAGRAPH, "word " * 50_000)]
    (row,) = redline_rows.redline_rows(changes([], endless), [], endless)
    assert isinstance(row, redline_rows.ChangeRow)
    assert len(row.runs[0].text) < 101_000
    assert "characters more, not shown on this page" in row.runs[0].text


@given(clauses, clauses)
def test_a_redline_shows_each_clause_of_both_sides_once(before: list[Clause], after: list[Clause]) -> None:
    told = changes(before, after)
    anchors = _anchors(redline_rows.redline_rows(told, before, after))
    assert sorted(anchor for anchor in anchors if anchor[0] == "c") == sorted(
        f"c{place + 1}" for place in range(len(after))
    )
    removed = [f"d{change.before[0] + 1}" for change in told if change.event is Event.REMOVED]
    assert sorted(anchor for anchor in anchors if anchor[0] == "d") == sorted(removed)
    assert len(anchors) == len(set(anchors))


@given(clauses, clauses)
def test_a_redline_keeps_the_order_of_the_newer_text(before: list[Clause], after: list[Clause]) -> None:
    rows = redline_rows.redline_rows(changes(before, after), before, after)
    firsts = [int(anchor[1:]) for row in rows for anchor in _anchors([row])[:1] if anchor[0] == "c"]
    assert firsts == sorted(firsts)


def test_a_move_is_linked_both_ways(site: Path) -> None:
    text = (site / "p" / "heron" / "change-20140613100000.html").read_text("utf-8")
    (entry,) = re.findall(r'<article class="entry moved" id="(c\d+)">', text)
    (ghost, target) = re.findall(r'<p class="ghost" id="(m\d+)">Moved away from here: <a href="#(c\d+)"', text)[0]
    assert target == entry
    assert f'<a href="#{ghost}">Its place before</a>' in text


def test_renumbering_waits_in_a_fold() -> None:
    before = [Clause(Kind.PARAGRAPH, "We keep the book of names for a year.", "1.")]
    after = [replace(before[0], label="2.")]
    (fold,) = redline_rows.redline_rows(changes(before, after), before, after)
    assert isinstance(fold, redline_rows.Fold)
    assert (fold.summary, fold.passages[0].note) == ("1 renumbered", "renumbered, was 1.")


def test_a_long_unchanged_stretch_inside_a_clause_waits_in_a_fold() -> None:
    stretch = " ".join(f"word{number}" for number in range(300))
    before = [Clause(Kind.PARAGRAPH, f"We may keep it. {stretch} for 30 days.")]
    after = [Clause(Kind.PARAGRAPH, f"We may keep it. {stretch} for 90 days.")]
    (entry,) = redline_rows.redline_rows(changes(before, after), before, after)
    assert isinstance(entry, redline_rows.ChangeRow)
    folded = next(run for run in entry.runs if run.folded)
    assert folded.rest.split()[-2:] == ["word299", "for"]
    assert len(folded.rest.split(" ")) == redline_rows.CONTEXT
    assert [run.text for run in entry.runs if run.style != "plain"] == ["30", "90"]


def test_where_only_typography_changed_it_is_shown_between_the_folds() -> None:
    kept = Clause(Kind.PARAGRAPH, "Boats sail at eight.")
    before = [kept, Clause(Kind.PARAGRAPH, "We keep the Book for a year."), replace(kept, text="Boats return at nine.")]
    after = [before[0], replace(before[1], text="we keep the book for a year."), before[2]]
    folds = redline_rows.redline_rows(changes(before, after), before, after)
    assert [(fold.summary, fold.shown) for fold in folds if isinstance(fold, redline_rows.Fold)] == [
        ("1 passage unchanged", False),
        ("1 cosmetic", True),
        ("1 passage unchanged", False),
    ]
