"""Every query becomes an expression of FTS5 or a message."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.search.query_syntax import query_hints, to_fts5
from tests.support.fts5_database import connect_once


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "holds no word"),
        ("* . -", "holds no word"),
        ('"harbour', "a quote that is not closed"),
        ("(harbour", "is not closed"),
        ("harbour)", "too many"),
        ("harbour OR", "missing at the end"),
        ("OR harbour", "missing before the OR"),
        ("NOT harbour", "NOT needs words on both sides"),
        ("harbour () master", "closes where words are expected"),
        ("x" * 1_001, "at most 1,000 characters"),
        ("(" * 20 + "x" + ")" * 20, "at most 15 parentheses"),
        ("x " * 70, "at most 60 words"),
    ],
)
def test_an_invalid_query_is_an_error_with_the_mistake(query, said):
    with pytest.raises(UnusableQuery, match=said):
        to_fts5(query)


PIECES = st.sampled_from(
    ['"', "(", ")", "*", "AND", "OR", "NOT", "NEAR", " ", "a", "é", "漢", "\x00", "-", ":", "^", "\ud800"]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
@settings(max_examples=300)
def test_every_query_is_valid_in_fts5_or_an_error(query):
    database = connect_once()
    try:
        expression = to_fts5(query)
    except UnusableQuery:
        return
    database.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize(
    ("query", "said"),
    [("sell and share", "'and'"), ("*trade", "'*trade'"), ("a*b", "'a*b'"), ("sell -share", "'-share'")],
)
def test_parts_of_a_query_with_another_meaning_get_a_hint(query, said):
    (hint,) = query_hints(query)
    assert hint.startswith(said) or f" of {said} " in hint
    assert [*query_hints('sell AND "this or that" OR arbitrat* third-party -')] == []
