"""The alignment as matches are added and removed, and the steps that match one to one."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.pairing import (
    Alignment,
    Candidate,
    Match,
    match_anywhere,
    match_headings,
    match_in_gaps,
    match_in_order,
    match_single_clauses,
)
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause, Kind

TEXTS = [
    f"Rule {n} of the {name} says that the crew of {n} rings the {name} bell at noon."
    for n, name in enumerate(("barge", "sloop", "raft", "canoe"))
]


def paragraphs(*texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def candidate(i, j, score, *, in_gap=True):
    return Candidate(i, j, score, score, score, in_gap)


def unaligned(size=4):
    """Return an alignment of two readings in which no clause is matched."""
    old, new = ([text.replace("says", word) for text in TEXTS[:size]] for word in ("states", "demands"))
    return match_in_order(prepare(paragraphs(*old), paragraphs(*new)))


def test_a_match_is_added_and_removed_with_all_its_positions():
    alignment = Alignment(prepare([], []))
    alignment.add((0,), (1, 2), 0.9)
    alignment.add((1,), (0,), 1.0)
    assert (alignment.forward, alignment.backward) == ({0: 1, 1: 0}, {1: 0, 2: 0, 0: 1})
    assert alignment.in_order() == [Match((0,), (1, 2), 0.9), Match((1,), (0,), 1.0)]
    assert not alignment.are_unmatched(5, 2)
    alignment.keep_only([Match((1,), (0,), 1.0)])
    assert (alignment.forward, alignment.backward) == ({1: 0}, {0: 1})
    assert alignment.are_unmatched(0, 2)


def test_a_pair_is_beside_a_match_before_or_after_it():
    alignment = Alignment(prepare([], []))
    alignment.add((3,), (5,), 1.0)
    beside = [(i, j) for i in range(6) for j in range(8) if alignment.is_beside_match(i, j)]
    assert beside == [(2, 4), (4, 6)]


def test_equal_clauses_are_matched_in_order():
    texts = paragraphs(*TEXTS[:3])
    alignment = match_in_order(prepare(texts, [texts[0], texts[2]]))
    assert alignment.in_order() == [Match((0,), (0,), 1.0), Match((2,), (1,), 1.0)]


def test_candidates_of_a_gap_do_not_cross_and_give_way_to_far_better_ones():
    alignment = unaligned()
    found = [candidate(0, 1, 0.9), candidate(1, 0, 0.5), candidate(2, 2, 0.7), candidate(3, 3, 0.6)]
    better = candidate(3, 2, 0.8, in_gap=False)
    assert match_in_gaps(alignment, sorted([*found, better], key=lambda c: -c.rank)) == 2
    assert alignment.forward == {0: 1, 2: 2}


def test_candidates_anywhere_are_taken_best_first_and_with_a_lower_threshold_beside_a_match():
    alignment = unaligned()
    found = [candidate(0, 1, 0.9), candidate(0, 0, 0.8), candidate(1, 2, 0.53), candidate(3, 0, 0.53)]
    match_anywhere(alignment, [c._replace(in_gap=False) for c in found])
    assert alignment.forward == {0: 1, 1: 2}


def test_headings_above_matched_clauses_are_matched_by_few_words():
    def section(heading):
        return [Clause(Kind.HEADING, heading), Clause(Kind.PARAGRAPH, TEXTS[0], path=(heading,))]

    alignment = match_in_order(prepare(section("Fees and charges"), section("All charges and fees")))
    match_headings(alignment)
    assert alignment.forward == {0: 0, 1: 1}
    alignment = match_in_order(prepare(section("Fees"), section("Charges")))
    match_headings(alignment)
    assert alignment.forward == {1: 1}


def test_a_single_clause_between_matched_neighbours_needs_little_similarity():
    middle = ["Geese cross the yard at noon and wait.", "At noon all geese must leave the yard.", "Ropes are coiled."]
    before = paragraphs(TEXTS[0], middle[0], TEXTS[1])
    for other, matched in ((middle[1], True), (middle[2], False)):
        alignment = match_in_order(prepare(before, paragraphs(TEXTS[0], other, TEXTS[1])))
        match_single_clauses(alignment)
        assert (1 in alignment.forward) is matched
