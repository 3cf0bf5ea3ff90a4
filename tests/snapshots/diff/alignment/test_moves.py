"""What is told as moved, and what between two that changed places."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
PETS = "Dogs wait in the yard while their owners look at the instruments in the upper rooms."


def clauses(*texts):
    return [Clause(Kind.HEADING if text.istitle() else Kind.PARAGRAPH, text) for text in texts]


def moved(before, after):
    return [(link.before, link.after) for link in align(before, after) if link.moved]


def test_a_short_heading_moves_with_its_section_though_the_clause_between_them_went():
    before = clauses("Refunds", PETS, FEES, "Courts", LAW, DATA)
    after = clauses("Courts", LAW, DATA, "Refunds", FEES)
    assert moved(before, after) == [((0,), (3,)), ((2,), (4,))]


def test_a_short_line_that_went_alone_is_not_said_to_have_moved():
    before = clauses("Refunds", FEES, PETS, DATA, LAW)
    after = clauses(FEES, PETS, DATA, LAW, "Refunds")
    assert moved(before, after) == []


def test_of_a_list_and_a_clause_that_changed_places_the_clause_has_moved():
    names = [Clause(Kind.ITEM, name) for name in ("harbour", "old mill", "tower", "inn", "ferry", "bridge", "smithy")]
    assert moved([*clauses(FEES), *names], [*names, *clauses(FEES)]) == [((0,), (7,))]
