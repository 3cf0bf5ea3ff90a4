"""Splits and merges: which parts belong to a whole, and which do not."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.alignment import splits
from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
ADDED = [
    "Bicycles are parked behind the mill.",
    "The ferry sails on even days only.",
    "Lanterns hang from every second beam.",
    "Geese may cross the yard at noon.",
    "Ropes are coiled before supper is served.",
    "A bell announces each arriving barge.",
]


def paragraphs(*texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def pairs(before, after):
    return [(link.before, link.after) for link in align(before, after)]


def mirrored(links):
    return sorted((after, before) for before, after in links)


@pytest.mark.parametrize(
    ("end", "reworded"),
    [
        (
            "Ask the clerk for a copy of the printed list of fees.",
            "Ask the miller for a copy of this season's list of fees.",
        ),
        (
            "We keep receipts for seven winters in the old tower.",
            "We keep receipts for as long as they last in the tower.",
        ),
    ],
)
def test_a_reworded_end_is_a_part_beside_the_match(end, reworded):
    before, after = paragraphs(DATA, FEES, end), paragraphs(DATA, f"{FEES} {reworded}")
    assert pairs(before, after) == [((0,), (0,)), ((1, 2), (1,))]
    assert mirrored(pairs(after, before)) == pairs(before, after)


def test_a_clause_that_shares_few_words_with_the_added_ones_is_no_part():
    before = paragraphs(DATA, FEES, "Ask the clerk for a copy of the printed list of fees.")
    after = paragraphs(DATA, f"{FEES} Two copies of the harbour map hang in the office.")
    assert pairs(before, after) == [((0,), (0,)), ((1,), (1,))]


def test_a_similar_clause_farther_away_does_not_displace_the_part_beside():
    twin = "Our partners receive your name only where a crate has to be brought to you."
    before = paragraphs(twin, ADDED[0], DATA, LAW)
    assert pairs(before, paragraphs(ADDED[0], f"{DATA} {LAW}")) == [((1,), (0,)), ((2, 3), (1,))]


def test_a_clause_with_an_equal_one_elsewhere_is_not_split():
    before = paragraphs(f"{FEES} {LAW}", DATA, *ADDED[:3])
    after = paragraphs(*ADDED[:3], FEES, DATA, f"{FEES} {LAW}")
    assert ((0,), (5,)) in pairs(before, after)


def test_the_second_half_may_follow_several_added_clauses():
    before, after = paragraphs(f"{FEES} {LAW}", DATA), paragraphs(FEES, *ADDED, LAW, DATA)
    assert pairs(before, after) == [((0,), (0, 7)), ((1,), (8,))]


def test_a_few_words_that_far_away_are_no_part():
    before = paragraphs(f"{FEES} Ask the clerk.", DATA)
    after = paragraphs(FEES, *ADDED, "Ask the clerk.", DATA)
    assert pairs(before, after) == [((0,), (0,)), ((1,), (8,))]


def test_two_equal_addresses_are_merged_each_in_its_place():
    lines = ["The Ferry House", "Landing Street 4", "Lower Heron Bank"]
    whole = " ".join(lines)
    before, after = paragraphs(*lines, DATA, LAW, *lines), paragraphs(whole, DATA, LAW, whole)
    assert pairs(before, after) == [((0, 1, 2), (0,)), ((3,), (1,)), ((4,), (2,)), ((5, 6, 7), (3,))]


def test_each_step_of_the_alignment_that_links_parts_is_of_this_module():
    whole = paragraphs(f"{FEES} {DATA}")
    parts = paragraphs(FEES, DATA)
    match = next(match for match in align(whole, parts) if len(match.after) == 2)
    assert (match.before, match.after) == ((0,), (0, 1))
    assert splits.match_splits_and_merges.__module__ == "clausetrail.snapshots.diff.alignment.splits"
