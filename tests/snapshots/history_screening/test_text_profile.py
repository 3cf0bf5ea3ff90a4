"""Profiles of texts."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.history_screening.minhash import Sketch
from clausetrail.snapshots.history_screening.text_profile import TextProfile, profile_from_bytes, profile_of
from clausetrail.snapshots.page_ending import Ending
from tests.support.invented_policies import policy_text


def test_bytes_hold_the_profile() -> None:
    profile = profile_of("en", policy_text(1), Ending.CUT)
    again: TextProfile = profile_from_bytes("en", profile.to_bytes())
    assert again == profile


@pytest.mark.parametrize(
    ("stems", "words", "hits", "is_policy_like"),
    [
        (7, 10, 0, True),
        (6, 300, 7, True),
        (6, 300, 6, False),
        (6, 299, 99, False),
        (3, 300, 7, True),
        (2, 5000, 900, False),
    ],
)
def test_the_words_of_a_policy_are_counted(stems: int, words: int, hits: int, is_policy_like: bool) -> None:
    assert TextProfile("en", Sketch(words, 1, (1,)), stems, hits).is_policy_like is is_policy_like


def test_a_policy_has_the_words_of_one_and_a_shop_has_not() -> None:
    assert profile_of("en", policy_text(1)).is_policy_like
    assert not profile_of("en", policy_text(1, opening="boats and soup")).is_policy_like
