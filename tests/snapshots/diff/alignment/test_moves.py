"""Which matches are moves, and which of two that exchanged places."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.moves import flag_moves
from clausetrail.snapshots.diff.alignment.pairing import match_in_order
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
PETS = "Dogs wait in the yard while their owners look at the instruments in the upper rooms."


def clauses(*texts):
    return [Clause(Kind.HEADING if text.istitle() else Kind.PARAGRAPH, text) for text in texts]


def moved(before, after):
    return [(link.before, link.after) for link in align(before, after) if link.moved]


def test_a_short_heading_moves_with_its_section_after_a_removal_between():
    before = clauses("Refunds", PETS, FEES, "Courts", LAW, DATA)
    after = clauses("Courts", LAW, DATA, "Refunds", FEES)
    assert moved(before, after) == [((0,), (3,)), ((2,), (4,))]


def test_a_short_line_alone_is_no_move():
    before = clauses("Refunds", FEES, PETS, DATA, LAW)
    after = clauses(FEES, PETS, DATA, LAW, "Refunds")
    assert moved(before, after) == []


def test_of_a_list_and_a_clause_that_exchanged_places_the_clause_moved():
    names = [Clause(Kind.ITEM, name) for name in ("harbour", "old mill", "tower", "inn", "ferry", "bridge", "smithy")]
    assert moved([*clauses(FEES), *names], [*names, *clauses(FEES)]) == [((0,), (7,))]


def flagged(before, after):
    alignment = match_in_order(prepare(clauses(*before), clauses(*after)))
    for i, text in enumerate(before):
        if i not in alignment.forward and text in after:
            alignment.add((i,), (after.index(text),), 1.0)
    return [(match.before, match.moved) for match in flag_moves(alignment.in_order(), alignment.readings)]


def test_matches_that_do_not_cross_are_no_moves():
    assert flagged([FEES, DATA], [FEES, LAW, DATA]) == [((0,), False), ((1,), False)]


def test_the_lighter_of_two_crossing_matches_moved():
    assert flagged([FEES, DATA, LAW], [DATA, LAW, FEES]) == [((0,), True), ((1,), False), ((2,), False)]


def test_a_crossing_match_of_few_words_is_removed():
    assert flagged(["Refunds", FEES, DATA], [FEES, DATA, "Refunds"]) == [((1,), False), ((2,), False)]
