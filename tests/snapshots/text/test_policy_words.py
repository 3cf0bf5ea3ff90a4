"""How the words of a policy are counted."""

from __future__ import annotations

from clausetrail.snapshots.text.policy_words import count_stems


def test_distinct_stems_and_all_occurrences_are_counted():
    assert count_stems("Privacy policy: we collect personal data, and Data of users.") == (5, 6)
    assert count_stems("Geese may cross the yard at noon.") == (0, 0)


def test_only_the_first_characters_are_searched():
    assert count_stems("x " * 10_000 + "privacy") == (0, 0)
