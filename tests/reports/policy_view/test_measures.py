"""Measures of a text: words, readability, and the size of a revision."""

from __future__ import annotations

from clausetrail.reports.policy_view import measures, redline_rows
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Kind


def test_lix_is_words_per_sentence_and_the_share_of_long_words() -> None:
    sentence = "We write your name and the harbour into a book."  # 10 words, one over six letters
    told = measures.measure_length([Clause(Kind.PARAGRAPH, " ".join([sentence] * 10))])
    assert told == measures.Length(100, 20.0)


def test_no_lix_is_told_where_words_have_no_spaces_or_are_few() -> None:
    assert measures.measure_length([Clause(Kind.PARAGRAPH, "We keep nothing.")]).lix is None
    assert measures.measure_length([Clause(Kind.PARAGRAPH, "個人情報を第三者に提供しません。word " * 200)]).lix is None


def test_the_size_of_a_revision_does_not_count_what_is_quiet() -> None:
    before = [
        Clause(Kind.PARAGRAPH, "We keep the book for 30 days.", "1."),
        Clause(Kind.PARAGRAPH, "Boats sail.", "2."),
    ]
    after = [Clause(Kind.PARAGRAPH, "We keep the book for 90 days.", "1."), Clause(Kind.PARAGRAPH, "Boats sail.", "3.")]
    entries = [
        row
        for row in redline_rows.redline_rows(changes(before, after), before, after)
        if isinstance(row, redline_rows.ChangeRow)
    ]
    runs = [run for entry in entries for run in entry.runs]
    assert [measures.count_words(runs, style) for style in ("insert", "delete")] == [1, 1]
