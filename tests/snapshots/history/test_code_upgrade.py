"""How the readings of today's code differ from the recorded ones, in counts."""

from __future__ import annotations

from collections import Counter

import pytest

from clausetrail.snapshots.history.code_upgrade import ClauseDifference, UpgradeEffect, difference_kind
from clausetrail.snapshots.model import Capture, Clause, Event, Kind

CAPTURE = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A", id=1)
LOST = ClauseDifference(Event.REMOVED, False, (Clause(Kind.PARAGRAPH, "We share nothing."),), ())


@pytest.mark.parametrize(
    ("event", "kind"),
    [(Event.SAME, "moved"), (Event.REMOVED, "lost"), (Event.ADDED, "gained"), (Event.SPLIT, "split")],
)
def test_a_difference_is_named_from_the_view_of_the_reading(event: Event, kind: str) -> None:
    assert difference_kind(ClauseDifference(event, False, (), ())) == kind


@pytest.mark.parametrize(
    "effect",
    [
        UpgradeEffect(differing=[(CAPTURE, (("language", "en", "fr"),))]),
        UpgradeEffect(versions_added=(CAPTURE,)),
        UpgradeEffect(versions_removed=(CAPTURE,)),
        UpgradeEffect(changed_revisions=1),
    ],
)
def test_any_change_of_a_derivation_is_a_difference(effect: UpgradeEffect) -> None:
    assert effect.differs
    assert not UpgradeEffect(policies=1, readings=9, versions=(3, 3)).differs


def test_the_effects_on_several_policies_are_added() -> None:
    total = UpgradeEffect()
    one = UpgradeEffect(
        1, 6, [(CAPTURE, ())], Counter({("words", "", ""): 6}), Counter(lost=6), Counter({LOST: 6}), {"abc"}, (3, 2),
        (CAPTURE,), (CAPTURE,), 1,
    )  # fmt: skip
    total.add(one)
    total.add(one)
    assert (total.policies, total.readings, len(total.differing)) == (2, 12, 2)
    assert (total.reading_differences.total(), total.events["lost"], total.clause_differences[LOST]) == (12, 12, 12)
    assert (total.codes, total.versions, total.changed_revisions) == ({"abc"}, (6, 4), 2)
    assert (len(total.versions_added), len(total.versions_removed)) == (2, 2)
