"""Any run of characters is found in scripts without spaces between words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.snapshots.search.cjk import FROM, TO, is_indexed_alone, separate_characters, split_matches
from tests.support.fts5_database import marked_by_sqlite


@given(
    st.text(st.sampled_from("個人情、  \u200ba"), max_size=12),
    st.text(st.sampled_from("個人情"), min_size=1, max_size=3),
)
@settings(max_examples=300)
def test_a_run_of_characters_is_found_exactly_where_the_text_has_it_with_line_breaks_removed(text, query):
    found = marked_by_sqlite(text, query)
    assert bool(found) == (query in "".join(text.replace("\u200b", "").split()))
    assert not found or all(query in "".join(part.replace("\u200b", "").split()) for part in found[1::2])


@given(st.text(st.sampled_from("個か\u3099\u0301\x00\x0e\x0f\x1f\uefff\u200b정ก้aé- 1"), max_size=20))
@settings(max_examples=300)
def test_marking_a_match_changes_no_character(text):
    found = marked_by_sqlite(text, "個 OR a* OR 정 OR ก")
    assert found is None or "".join(found) == text


def test_characters_are_separated_and_other_scripts_are_not():
    assert separate_characters("個人 data") == "個\x1f人\x1f data"
    assert separate_characters("personal data") == "personal data"
    assert [is_indexed_alone(character) for character in "個aก"] == [True, False, True]


def test_the_matches_are_given_in_the_characters_of_the_text():
    indexed = separate_characters("個人情報")
    marked = indexed.replace("人", f"{FROM}人{TO}")
    assert split_matches(marked, "個人情報") == ("個", "人", "情報")
