"""A rule for tests of what is made of zones: a clause that begins with one of these words is elsewhere on the page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from clausetrail.pipelines import reading
from clausetrail.pipelines.derive import settle_zones
from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.zones.place import Place
from clausetrail.snapshots.zones.settle import PlacedText

REASONS = {"Request": "hidden from readers", "Today": "in a banner"}


def page_doubts(clauses: Sequence[Clause], places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(REASONS.get(clause.text.partition(" ")[0], "") if places else "" for clause in clauses)


def settled_doubts(history: Sequence[PlacedText]) -> list[tuple[str, ...]]:
    return [page_doubts(text.clauses, text.places) for text in history]


@pytest.fixture
def simple_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rule above decide, instead of the places of the pages."""
    monkeypatch.setattr(reading, "page_doubts", page_doubts)
    monkeypatch.setattr(settle_zones, "settled_doubts", settled_doubts)
