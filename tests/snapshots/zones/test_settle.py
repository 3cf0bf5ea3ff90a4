"""Which text is doubtful over a history."""

from __future__ import annotations

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.zones.place import Place, Region
from clausetrail.snapshots.zones.settle import PlacedText, settled_doubts

CLAUSES = (Clause(Kind.HEADING, "Terms"), Clause(Kind.PARAGRAPH, "You pay each month."))
OUTSIDE = Place(Region.OUTSIDE)


def text(place, captures=1, clauses=CLAUSES):
    return PlacedText(clauses, (Place(),) * (len(clauses) - 1) + (place,), captures)


def test_text_without_places_is_certain():
    assert settled_doubts([PlacedText(CLAUSES)]) == [("", "")]


def test_the_majority_of_captures_decides_for_the_whole_history():
    assert settled_doubts([text(Place(), 3), text(OUTSIDE, 2)]) == [("", ""), ("", "")]
    found = settled_doubts([text(Place(), 2), text(OUTSIDE, 5)])
    assert [doubts[1] for doubts in found] == ["a line outside the text"] * 2


def test_one_text_has_one_zone_whatever_its_markup():
    heading = (CLAUSES[0], Clause(Kind.HEADING, "You pay each month.", level=1))
    found = settled_doubts([text(Place(), 3), text(OUTSIDE, 1, heading)])
    assert found == [("", ""), ("", "")]
