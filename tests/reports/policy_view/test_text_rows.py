"""A text as rows: groups of one kind in their order, levels of headings, cells of tables."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.policy_view.clause_history_views import ClauseDates, DatedWords
from clausetrail.reports.policy_view.text_rows import group_passages
from clausetrail.snapshots.model import Clause, Kind

clauses = st.lists(st.builds(Clause, st.sampled_from(Kind), st.just("Some words of ours."), level=st.integers(0, 9)))


@given(clauses)
def test_every_clause_is_one_passage_in_its_order_with_its_anchor(given_clauses: list[Clause]) -> None:
    groups = group_passages(given_clauses, ())
    passages = [passage for group in groups for passage in group.passages]
    assert [passage.anchor for passage in passages] == [f"c{place + 1}" for place in range(len(given_clauses))]
    assert all(one.kind != other.kind for one, other in pairwise(groups))


@given(clauses)
def test_headings_descend_one_level_at_a_time_below_the_title_of_the_page(given_clauses: list[Clause]) -> None:
    levels = [
        passage.level
        for group in group_passages(given_clauses, ())
        if group.kind == "heading"
        for passage in group.passages
    ]
    assert all(3 <= level <= 6 for level in levels)
    assert all(after - before <= 1 for before, after in pairwise([2, *levels]))


def test_the_cells_of_a_table_row_are_apart() -> None:
    ((passage,),) = (group.passages for group in group_passages([Clause(Kind.ROW, "Data | Purpose | Time")], ()))
    assert passage.cells == ("Data", "Purpose", "Time")


def test_a_clause_with_dated_phrases_is_cut_and_has_the_date_of_most_words() -> None:
    dates = ClauseDates("k", 1, 3, (DatedWords(3, 1), DatedWords(1, 3)))
    ((passage,),) = (
        group.passages for group in group_passages([Clause(Kind.PARAGRAPH, "We keep your name.")], [dates])
    )
    assert [(one.text, one.dates.since) for one in passage.stretches] == [("We keep your", 1), ("name.", 3)]
    assert (passage.mostly_since, passage.dates) == (1, dates)
