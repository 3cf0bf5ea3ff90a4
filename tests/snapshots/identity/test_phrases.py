"""The phrases of a clause: stretches of words that have been unchanged since one version."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.identity.phrases import Phrase, current_since, dated_phrases, group_by_origin
from clausetrail.snapshots.identity.word_provenance import (
    Origin,
    after_rewording,
    dated_form,
    dated_words,
    new_provenance,
)


def test_a_phrase_is_cut_where_the_origin_of_its_words_changes() -> None:
    old, new = "We may use your name and we write to you.", "We may sell, lend and rent your name and we write to you."
    phrases = dated_phrases(new, after_rewording(new_provenance(old, 1), old, new, 2))
    assert [(phrase.text, phrase.origin.since) for phrase in phrases] == [
        ("We may", 1),
        ("sell, lend and rent", 2),
        ("your name and we write to you.", 1),
    ]
    assert " ".join(phrase.text for phrase in phrases) == new


def test_words_that_are_adjacent_only_since_others_were_removed_are_two_phrases() -> None:
    old, new = "We may not share your letters.", "We may share your letters."
    phrases = dated_phrases(new, after_rewording(new_provenance(old, 1), old, new, 2))
    assert [(phrase.text, phrase.origin.since, phrase.cut_before) for phrase in phrases] == [
        ("We may", 1, 0),
        ("share your letters.", 1, 2),
    ]


@given(st.lists(st.text(st.sampled_from("ab c.é中-’5"), max_size=30), min_size=1, max_size=5))
def test_phrases_hold_the_whole_text(wordings: list[str]) -> None:
    known = new_provenance(wordings[0], 1)
    for number, (old, new) in enumerate(pairwise(wordings), start=2):
        known = after_rewording(known, old, new, number)
    phrases = "".join(phrase.text for phrase in dated_phrases(wordings[-1], known))
    assert phrases.replace(" ", "") == (dated_form(wordings[-1]).replace(" ", "") if dated_words(wordings[-1]) else "")


def test_a_restored_word_is_current_since_the_version_that_restored_it() -> None:
    assert (current_since(Origin(2)), current_since(Origin(1, 5))) == (2, 5)


def test_the_origin_with_the_most_words_is_first_then_the_newest() -> None:
    phrases = [
        Phrase("a b c", 3, Origin(1)),
        Phrase("d", 1, Origin(2)),
        Phrase("e", 1, Origin(4)),
        Phrase("f", 1, Origin(2)),
    ]
    groups = group_by_origin(phrases)
    assert [*groups] == [Origin(1), Origin(4), Origin(2)]
    assert [phrase.text for phrase in groups[Origin(2)]] == ["d", "f"]
    assert group_by_origin([]) == {}
