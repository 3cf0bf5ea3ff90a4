"""A store is verified against its own bytes: each kind of difference is found, and nothing is written."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from clausetrail.pipelines.derive import verify_store
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.verify_store import (
    damaged_bodies,
    derivation_differences,
    outdated_sentence,
    policy_differences,
    store_differences,
)
from clausetrail.snapshots.errors import DamagedBody, DamagedText
from clausetrail.snapshots.store import FILE, Store
from tests.support.small_histories import heron
from tests.support.store_damage import DAMAGES, found_by_verify


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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bodies SET sha1 = 'A' WHERE rowid = 1",
        "UPDATE bodies SET size = size + 1 WHERE rowid = 1",
        "UPDATE captures SET timestamp = '20010101000000' WHERE id = 1",
        "UPDATE captures SET original = original || 'x' WHERE id = 1",
        "UPDATE snapshots SET origin_headers = '[]' WHERE capture = 1",
        "UPDATE snapshots SET proof = 'equal, or so it says' WHERE capture = 1",
        "DELETE FROM snapshots WHERE capture = 1",
        "UPDATE texts SET id = 'another' WHERE rowid = 1",
        "UPDATE readings SET title = 'Another' WHERE capture = 1",
        "UPDATE readings SET language = 'xx' WHERE capture = 1",
        "UPDATE readings SET verdict = 'nonsense' WHERE capture = 1",
        "UPDATE readings SET likeness = x'00' WHERE capture = 1",
        "UPDATE comparisons SET changes = '['",
        "UPDATE wordings SET words = words || ' and more' WHERE id = 1",
        "UPDATE wordings SET spelled = 'another' WHERE id = 1",
        "UPDATE standings SET first = first + 1 WHERE wording = 2",
        "UPDATE places SET label = '99.' WHERE id = 1",
        "UPDATE indexed SET texts = '[]' WHERE number = 1",
        "DELETE FROM indexed",
        "DELETE FROM told",
        "INSERT INTO clause_words (rowid, words) VALUES (9999, 'words of nobody')",
    ],
)
def test_a_value_that_was_changed_by_hand_is_found_without_a_traceback(store: Store, statement: str) -> None:
    heron(store)
    store._database.execute("PRAGMA foreign_keys = OFF")
    run_sql(store, statement)
    found = [*store_differences(store), *policy_differences(store, store.facts.policy("heron"))]
    assert found


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_random_damage_is_found(store: Store, tmp_path: Path, name: str) -> None:
    heron(store)
    store.close()
    for seed in range(6):
        copy = tmp_path / f"copy{seed}"
        copy.mkdir()
        shutil.copy(tmp_path / "data" / FILE, copy / FILE)
        what = DAMAGES[name](copy / FILE, random.Random(seed))
        assert [*found_by_verify(copy)], what


def test_verify_writes_nothing(store: Store, tmp_path: Path) -> None:
    heron(store)
    store.close()
    before = (tmp_path / "data" / FILE).read_bytes()
    assert [*found_by_verify(tmp_path / "data")] == []
    assert (tmp_path / "data" / FILE).read_bytes() == before
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE]


def test_what_older_code_derived_is_one_sentence_until_it_is_derived_again(store: Store) -> None:
    """Its rows may lack what today's code reads: a profile of an earlier release raised KeyError."""
    heron(store)
    run_sql(store, "UPDATE readings SET likeness = NULL")
    run_sql(store, "UPDATE told SET code = 'read-1 compare-1 timeline-1'")
    assert differences(store) == []
    (line,) = [outdated_sentence(store, policy) for policy in store.facts.policies()]
    assert line.startswith("heron: outdated: derived by older code (read-1 compare-1 timeline-1; today's is read-")
    assert line.endswith("Run `clausetrail rebuild heron`, then verify again")
    derive(store, store.facts.policy("heron"), again=True)
    assert differences(store) == []


def test_a_forged_text_is_not_shown_and_a_rebuild_restores_it(store: Store) -> None:
    heron(store)
    (text, *_) = store.derivations.text_ids()
    run_sql(store, f"UPDATE texts SET clauses = (SELECT clauses FROM texts WHERE id <> '{text}') WHERE id = '{text}'")
    with pytest.raises(DamagedText, match="no longer has the words of its key"):
        Store(store._database).derivations.clauses(text)
    derive(store, store.facts.policy("heron"), again=True)
    assert [*store_differences(store), *differences(store)] == []
