"""The IDs of clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from tests.support.small_clauses import DATA, FEES, page


def test_an_id_is_made_of_the_policy_and_the_first_wording() -> None:
    tracker = IdentityTracker("acme")
    tracker.add_version(1, page(FEES, FEES), ())
    assert tracker.clause_id(1) == f"{policy_prefix('acme')}-{clause_suffix(wording_hash(FEES), 1)}"
    assert wording_hash(FEES) == wording_hash(FEES.upper())


def test_other_words_and_other_ordinals_have_other_hashes() -> None:
    assert wording_hash(FEES) != wording_hash(DATA)
    assert clause_suffix(wording_hash(FEES), 0) != clause_suffix(wording_hash(FEES), 1)


def test_a_long_text_has_the_same_hash_without_the_cache() -> None:
    long = " ".join(f"word{number}" for number in range(600))
    assert wording_hash(long) == wording_hash(long.upper()) != wording_hash(long + " more")


@pytest.mark.parametrize(
    ("clause_id", "halves"),
    [
        ("5c1e0a-9f3b21c4d7", ("5c1e0a", "9f3b21c4d7")),
        (" 5C1E0A-9F3B21C4D7\n", ("5c1e0a", "9f3b21c4d7")),
        ("9f3b21c4d7", ("", "9f3b21c4d7")),
        ("", ("", "")),
    ],
)
def test_an_id_is_split_into_its_halves(clause_id: str, halves: tuple[str, str]) -> None:
    assert split_id(clause_id) == halves


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 9))
def test_ids_have_a_fixed_length_and_survive_splitting(policy: str, text: str, ordinal: int) -> None:
    prefix, suffix = (
        policy_prefix(policy.encode("utf-8", "replace").decode()),
        clause_suffix(wording_hash(text), ordinal),
    )
    assert (len(prefix), len(suffix)) == (6, 10)
    assert split_id(f"{prefix}-{suffix}") == (prefix, suffix)
