"""The check of the search index: nothing to report for an index as it was made, a sentence for each forged part."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.search.index_check import IndexCheck
from clausetrail.snapshots.store import Store


@pytest.fixture
def check(ferry: Store) -> IndexCheck:
    checker = IndexCheck(ferry._database, ferry.facts, ferry.derivations)
    assert not list(checker.differences("ferry"))
    return checker


def test_an_index_as_it_was_made_has_no_fault(check: IndexCheck) -> None:
    assert list(check.differences("ferry")) == []
    assert list(check.full_text_faults()) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE wordings SET words = 'forged' WHERE id = (SELECT min(id) FROM wordings)",
            "wording in the search index is not one of its texts",
        ),
        (
            "DELETE FROM standings WHERE wording = (SELECT min(wording) FROM standings)",
            "does not name the versions that have its wordings",
        ),
        ("UPDATE indexed SET texts = '[]'", "was made from other texts"),
    ],
)
def test_a_forged_part_is_named(ferry: Store, check: IndexCheck, statement: str, sentence: str) -> None:
    ferry._database.execute(statement)
    assert any(sentence in fault for fault in check.differences("ferry"))
