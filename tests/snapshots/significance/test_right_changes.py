"""Rules for the heavy changes."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.significance.lexicon import Topic
from clausetrail.snapshots.significance.right_changes import (
    amounts_changed,
    definition_changed,
    terms_changed,
    words_by_topic,
)


@pytest.mark.parametrize(
    ("left", "right", "rules"),
    [
        ("you may go", "you must go", [("may became must", 70)]),
        ("you go", "you can go", [("permission: words gained", 45)]),
        ("you will go", "you go", [("promise: words lost", 40)]),
        ("it is not so", "it is so", [("negation: words lost", 70)]),
        ("not one word of this is here", "nothing else was ever left there", [("negation: words lost", 50)]),
        ("we sell it", "we rent it", [("sale: words exchanged", 90)]),
        ("we may sell", "we may sell", []),
    ],
)
def test_words_of_rights_are_lost_gained_or_exchanged(left: str, right: str, rules: list[tuple[str, int]]) -> None:
    assert [(finding.rule, finding.weight) for finding in terms_changed(left, right)] == rules


def test_words_are_grouped_by_topic_as_written() -> None:
    assert words_by_topic("We May sell, or may rent.") == {
        Topic.PERMISSION: ("May", "may"),
        Topic.SALE: ("sell", "rent"),
    }


@pytest.mark.parametrize(
    ("left", "right", "heading", "rules"),
    [
        ("for 30 days", "for 60 days", "Lamps", [("a period: 30 days became 60 days", 65)]),
        ("for 30 days", "for 60 days", "Data retention", [("retention: 30 days became 60 days", 80)]),
        ("for 24 hours", "for 1 day", "Lamps", []),
        ("for all", "for $5", "Lamps", [("a sum gained: $5", 65)]),
        ("over 13", "for all", "Lamps", [("an age lost: over 13", 75)]),
        ("5 %", "7 %", "Lamps", [("a share: 5 % became 7 %", 65)]),
    ],
)
def test_amounts_are_compared_by_size(left: str, right: str, heading: str, rules: list[tuple[str, int]]) -> None:
    clauses = [Clause(Kind.PARAGRAPH, left, path=(heading,))]
    assert [(finding.rule, finding.weight) for finding in amounts_changed(left, right, clauses)] == rules


@pytest.mark.parametrize(
    ("text", "path", "terms"),
    [
        ('"Lamp" means anything that burns.', (), ("Lamp",)),
        ("Lamp means anything that burns.", (), ("Lamp",)),
        ("Lamp: anything that burns.", ("Definitions",), ("Lamp",)),
        ("By any means possible.", (), None),
        ("A lamp burns.", (), None),
    ],
)
def test_a_definition_has_its_term(text: str, path: tuple[str, ...], terms: tuple[str, ...] | None) -> None:
    found = definition_changed([], [Clause(Kind.PARAGRAPH, text, path=path)])
    assert [finding.after for finding in found] == ([] if terms is None else [terms])
