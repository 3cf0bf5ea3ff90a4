"""A store is verified against its own bytes: each kind of difference is found, and nothing is written."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.derive import verify_store
from clausetrail.pipelines.derive.verify_store import damaged_bodies, derivation_differences
from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron


def differences(store: Store) -> list[str]:
    return [*derivation_differences(store, store.facts.policy("heron"))]


def run_sql(store: Store, statement: str) -> None:
    with store.transaction():
        store._database.execute(statement)


def test_an_untouched_store_has_no_difference(store: Store) -> None:
    heron(store)
    assert (differences(store), [*damaged_bodies(store)]) == ([], [])


def test_a_body_that_does_not_hash_to_its_name_is_found(store: Store) -> None:
    heron(store)
    run_sql(store, "UPDATE bodies SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM bodies)")
    assert len([*damaged_bodies(store)]) == 1


def test_a_damaged_body_raises_where_it_is_read(store: Store) -> None:
    heron(store)
    run_sql(store, "UPDATE bodies SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM bodies)")
    with pytest.raises(DamagedBody):
        differences(store)


def test_a_missing_reading_is_found_with_the_command_that_makes_it(store: Store) -> None:
    heron(store)
    run_sql(store, "DELETE FROM readings WHERE capture = 3")
    assert differences(store)[0] == (
        "heron: the reading of 2009-05-12 is missing; `clausetrail rebuild heron` makes it"
    )


def test_a_reading_of_other_words_is_found_with_the_code_that_made_it(store: Store) -> None:
    heron(store)
    run_sql(store, "UPDATE readings SET fingerprint = 'other', code = 'read-yesterday' WHERE capture = 3")
    first = differences(store)[0]
    assert first.startswith("heron: the reading of 2009-05-12 was policy, today's code reads policy with other words")
    assert "(made by read-yesterday, today read-" in first


def test_versions_that_do_not_follow_from_the_readings_are_found(store: Store) -> None:
    heron(store)
    run_sql(store, "UPDATE versions SET sightings = sightings + 1 WHERE number = 2")
    assert differences(store) == [
        "heron: the versions do not follow from the readings; `clausetrail rebuild heron` makes them again"
    ]


@pytest.mark.parametrize(
    ("code", "note"), [("compare-yesterday", "made by compare-yesterday"), ("", "made by nothing")]
)
def test_a_revision_with_other_changes_is_found(store: Store, code: str, note: str) -> None:
    heron(store)
    run_sql(store, f"UPDATE comparisons SET changes = '[]', code = '{code}'")
    found = differences(store)
    assert [line.partition(" (")[0] for line in found] == [
        f"heron: today's code finds other changes in revision {number}" for number in (2, 3)
    ]
    assert note in found[0]


def test_a_difference_under_the_same_code_names_no_code(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heron(store)
    monkeypatch.setattr(verify_store, "changes", lambda before, after: ())
    assert differences(store) == [f"heron: today's code finds other changes in revision {number}" for number in (2, 3)]
