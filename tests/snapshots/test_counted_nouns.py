"""A number and its noun agree."""

from __future__ import annotations

from clausetrail.snapshots.counted_nouns import counted


def test_a_number_and_its_noun_agree() -> None:
    assert counted(1, "capture") == "1 capture"
    assert counted(0, "capture") == "0 captures"
    assert counted(1200, "policy", "policies") == "1,200 policies"
    assert counted(1, "row was", "rows were") == "1 row was"
