"""Which text is doubtful over a history."""

from __future__ import annotations

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.zones.settle import PlacedText, settled_doubts

CLAUSES = (Clause(Kind.HEADING, "Terms"), Clause(Kind.PARAGRAPH, "You pay each month."))


def test_text_without_places_is_certain():
    assert settled_doubts([PlacedText(CLAUSES)]) == [("", "")]
