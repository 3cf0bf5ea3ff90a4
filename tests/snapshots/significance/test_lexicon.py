"""The words of rights and duties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.significance import weights
from clausetrail.snapshots.significance.lexicon import GRAMMAR, Topic, terms


def test_a_license_to_drive_is_no_licence() -> None:
    assert {term.topic for term in terms("your driver's license")} == {Topic.SENSITIVE}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("You may not sell it", [Topic.PROHIBITION, Topic.SALE]),
        ("Class action waiver", [Topic.CLASS_ACTION, Topic.LIABILITY]),
        ("Vos données sont partagées avec des tiers", [Topic.SHARING, Topic.SHARING]),
        ("Der Gerichtsstand ist Berlin", [Topic.COURTS]),
        ("Usted puede oponerse", [Topic.PERMISSION, Topic.OPT_OUT]),
        ("three price tiers", [Topic.PAYMENT]),
        ("lamps and soup", []),
        ("", []),
    ],
)
def test_of_phrases_that_overlap_the_longest_is_found(text: str, topics: list[Topic]) -> None:
    assert [term.topic for term in terms(text)] == topics


def test_most_forms_of_a_word_have_one_stem_and_contractions_too() -> None:
    assert len({term.stem for text in ("share", "shares", "sharing") for term in terms(text)}) == 1
    assert [term.stem for term in terms("we don't")] == [term.stem for term in terms("we do not")]


def test_a_term_is_returned_as_it_is_written() -> None:
    assert [term.words for term in terms("To Opt-Out, write.")] == ["Opt-Out"]


def test_every_topic_has_a_weight_and_small_words_weigh_less_alone() -> None:
    assert set(weights.TOPICS) == set(Topic)
    assert all(0 <= points <= 100 for points in weights.TOPICS.values())
    assert set(weights.MODAL_ALONE) < GRAMMAR
    assert all(points < weights.TOPICS[topic] for topic, points in weights.MODAL_ALONE.items())


@given(st.text(max_size=200))
def test_the_terms_of_any_text_are_in_it(text: str) -> None:
    assert all(term.words in text for term in terms(text))
