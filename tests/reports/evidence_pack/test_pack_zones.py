"""A pack names what is elsewhere on both pages, and `verify` finds whatever was moved there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clausetrail.pipelines.code_version import reading_code
from clausetrail.pipelines.derive.verify_pack import pack_differences
from clausetrail.pipelines.reading import read
from clausetrail.reports.evidence_pack.pack_files import DOCUMENT, PAGE, build_pack
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence.evidence_record import Evidence, from_json, to_json
from clausetrail.snapshots.model import DoubtfulClause
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.text.fingerprint import fingerprint
from tests.support.small_histories import FIRST, HERON, SECOND, add, page
from tests.support.small_packs import FERRY, NOON, checked, gathered
from tests.support.small_zones import simple_zones

__all__ = ["simple_zones"]
PAGES = {
    "20050310080000": page("Today a crossing costs half", *FIRST, "Request 4711 of our server"),
    "20060910080000": page("Today a crossing costs twice", *SECOND, "Request 4712 of our server"),
    "20061210080000": page("Today a crossing costs twice", *SECOND, "Request 4713 of our server"),
}


@pytest.fixture
def gathered_evidence(tmp_path: Path, simple_zones: None) -> tuple[Evidence, tuple[bytes, bytes]]:
    store = Store.open(tmp_path / "store")
    add(store, FERRY, PAGES)
    found = gathered(store)
    store.close()
    return found


def test_a_pack_has_both_texts_and_verifies(
    gathered_evidence: tuple[Evidence, tuple[bytes, bytes]], tmp_path: Path
) -> None:
    evidence, bodies = gathered_evidence
    assert [(one.clause.text, one.reason) for one in evidence.before.elsewhere] == [
        ("Today a crossing costs half", "in a banner"),
        ("Request 4711 of our server", "hidden from readers"),
    ]
    assert [str(change.event) for change in evidence.revision.changes] == ["reworded"]
    bag = build_pack(evidence, bodies, NOON)
    assert bag.files["data/before/elsewhere.txt"].decode().splitlines() == [
        "[in a banner] Today a crossing costs half",
        "[hidden from readers] Request 4711 of our server",
    ]
    assert b"4711" not in bag.files["data/before/text.txt"]
    assert b"Elsewhere on the page before" in bag.files[PAGE]
    assert from_json(bag.files[DOCUMENT]) == evidence
    assert checked(bag, tmp_path) == []


def test_the_whole_reading_is_recomputed(gathered_evidence: tuple[Evidence, tuple[bytes, bytes]]) -> None:
    evidence, bodies = gathered_evidence
    assert evidence.before.all_clauses == read(evidence.before.snapshot(bodies[0]), FERRY, reading_code()).clauses
    # A forger leaves a clause out of both lists, or gives it other words.
    left_out = replace(evidence, before=replace(evidence.before, elsewhere=evidence.before.elsewhere[:1]))
    assert any("another text" in one for one in pack_differences(left_out, bodies))
    first, last = evidence.before.elsewhere
    other = replace(first, clause=replace(first.clause, text="Today a crossing costs nothing"))
    renamed = replace(evidence, before=replace(evidence.before, elsewhere=(other, last)))
    assert any("another text" in one for one in pack_differences(renamed, bodies))


def test_a_clause_moved_elsewhere_is_found(gathered_evidence: tuple[Evidence, tuple[bytes, bytes]]) -> None:
    """All words are there, and the text that is compared is not the version's."""
    evidence, bodies = gathered_evidence
    before = evidence.before
    moved = DoubtfulClause(len(before.all_clauses) - 2, before.clauses[-1], "in a form")
    elsewhere = tuple(sorted((*before.elsewhere, moved), key=lambda one: one.place))
    forged = replace(evidence, before=replace(before, clauses=before.clauses[:-1], elsewhere=elsewhere))
    assert forged.before.all_clauses == before.all_clauses
    assert any("is not the reading without" in one for one in pack_differences(forged, bodies))
    named = replace(forged, before=replace(forged.before, fingerprint=fingerprint(forged.before.clauses)))
    assert any("is not the one of version 1" in one for one in pack_differences(named, bodies))


def test_a_place_that_is_not_there_is_refused(gathered_evidence: tuple[Evidence, tuple[bytes, bytes]]) -> None:
    evidence, _ = gathered_evidence
    first, last = evidence.before.elsewhere
    for wrong in (replace(last, place=9999), replace(last, place=first.place), replace(last, place=-1)):
        forged = replace(evidence, before=replace(evidence.before, elsewhere=(first, wrong)))
        with pytest.raises(UnusablePack, match="has no place in it"):
            from_json(to_json(forged))


def test_a_pack_without_doubtful_text_is_that_of_earlier_releases(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    add(store, FERRY, HERON)
    evidence, _ = gathered(store)
    store.close()
    document = to_json(evidence)
    assert b"elsewhere" not in document
    assert b"reading_fingerprint" not in document
    assert from_json(document).before.all_clauses == evidence.before.clauses
