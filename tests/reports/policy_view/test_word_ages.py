"""Stretches of a text with one date: they hold all of the text, and follow its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.policy_view.clause_history_views import DatedWords
from clausetrail.reports.policy_view.word_ages import dated_stretches
from clausetrail.snapshots.identity.word_provenance import dated_words
from tests.support.small_histories import THIRD

TEXT = "p/heron/text-20090512090000.html"
FOURTH = (*THIRD, "We now keep a parrot at the landing, which repeats what it hears; please speak with care near it.")


@given(
    st.text(st.sampled_from("ab 1.,’“”«»( )-\N{NO-BREAK SPACE}ﬁé漢"), max_size=60),
    st.lists(st.integers(1, 5), min_size=1, max_size=6),
)
def test_stretches_hold_all_of_a_text_and_nothing_else(text: str, cuts: list[int]) -> None:
    words = len(dated_words(text))
    told = [DatedWords(1, place) for place, _ in enumerate(cuts, start=1)][: max(words - 1, 0)]
    told += [DatedWords(words - len(told), 9)] if words else []
    found = dated_stretches(text, told)
    assert not found or "".join(one.text + one.space for one in found) == text
    assert all(one.dates in told for one in found)


def test_words_are_found_behind_a_number_and_other_marks() -> None:
    told = [DatedWords(5, 1), DatedWords(1, 3), DatedWords(1, 1)]
    found = dated_stretches("7. “We keep” your name — for ninety days.", told)
    assert [(one.text, one.dates.since) for one in found] == [
        ("7. “We keep” your name — for", 1),
        ("ninety", 3),
        ("days.", 1),
    ]
    assert dated_stretches("Fewer words.", told) == ()
