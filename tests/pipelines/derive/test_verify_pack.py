"""An evidence pack is verified against its own bytes: each kind of difference is one sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.pipelines.derive.verify_pack import pack_differences
from clausetrail.snapshots.evidence.evidence_record import Evidence, Side
from clausetrail.snapshots.store import Store
from tests.support.small_packs import gathered

Bodies = tuple[bytes, bytes]


@pytest.fixture
def pack(ferry: Store) -> tuple[Evidence, Bodies]:
    """The evidence of the Heron Ferry's first change, with both bodies."""
    return gathered(ferry)


def with_side(evidence: Evidence, **values: object) -> Evidence:
    """Return *evidence* with other values in its side before the change."""
    side: Side = replace(evidence.before, **values)  # type: ignore[arg-type]
    return replace(evidence, before=side)


def test_an_untouched_pack_has_no_difference(pack: tuple[Evidence, Bodies]) -> None:
    assert [*pack_differences(*pack)] == []


def test_other_bytes_differ_in_their_hashes_and_their_text(pack: tuple[Evidence, Bodies]) -> None:
    evidence, (before, after) = pack
    found = [*pack_differences(evidence, (before.replace(b"30 days", b"60 days"), after))]
    assert [line.partition(":")[0] for line in found] == [evidence.sides[0][0]] * len(found)
    assert any("are not those that the evidence names" in line for line in found)
    assert any("do not have the SHA-1" in line for line in found)
    assert any("not equal to the digest in the index, and the evidence states 'equal'" in line for line in found)
    assert "read again, the bytes give another" in found[-1]
    assert "text" in found[-1]


def test_a_text_of_another_version_is_found(pack: tuple[Evidence, Bodies]) -> None:
    evidence, bodies = pack
    version = replace(evidence.revision.before, fingerprint="other")
    altered = replace(evidence, revision=replace(evidence.revision, before=version))
    assert [*pack_differences(altered, bodies)] == ["before: the text that was read is not the one of version 1"]


def test_other_changes_are_found_with_the_code_that_made_them(pack: tuple[Evidence, Bodies]) -> None:
    evidence, bodies = pack
    altered = replace(evidence, revision=replace(evidence.revision, changes=(), code="compare-\x1byesterday"))
    (line,) = pack_differences(altered, bodies)
    assert line.startswith(
        "the redline is not what comparing the two texts gives (made by compare-\\x1byesterday, today"
    )


def test_selectors_that_are_not_valid_are_found(pack: tuple[Evidence, Bodies]) -> None:
    evidence, bodies = pack
    altered = replace(evidence, policy=replace(evidence.policy, select=("p[",)))
    found = [*pack_differences(altered, bodies)]
    assert [line.partition(": ")[2] for line in found] == [
        "the text cannot be read again: the policy's selectors are not valid"
    ] * 2


def test_another_title_is_found_by_its_name(pack: tuple[Evidence, Bodies]) -> None:
    evidence, bodies = pack
    found = [*pack_differences(with_side(evidence, title="Another"), bodies)]
    assert len(found) == 1
    assert "read again, the bytes give another title" in found[0]


def test_bytes_that_show_no_policy_are_found(pack: tuple[Evidence, Bodies]) -> None:
    evidence, (_, after) = pack
    found = [*pack_differences(evidence, (b"", after))]
    assert any("the bytes read as" in line for line in found)


def test_bytes_of_a_capture_with_another_digest_are_found(pack: tuple[Evidence, Bodies]) -> None:
    evidence, bodies = pack
    other = replace(evidence.before.capture, digest="B" * 32, timestamp="20040101000000")
    found = [*pack_differences(with_side(evidence, capture=other), bodies)]
    assert any("the bytes are of another capture" in line for line in found)
