"""Which clauses are accepted as the parts of a whole."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare, with_weights
from clausetrail.snapshots.diff.alignment.split_scoring import Split, best_split, is_part
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
SHORT = "Write to us at any time."


def weighted(whole, *parts):
    sides = [Clause(Kind.PARAGRAPH, whole)], [Clause(Kind.PARAGRAPH, part) for part in parts]
    readings = prepare(*sides)
    readings = with_weights(readings, readings.before, readings.after)
    return readings.before[0], readings.after, readings.weights


def best(whole, *parts, seed=0, need_gain=True):
    one, several, weights = weighted(whole, *parts)
    return best_split(one, range(len(parts)), several, seed, weights, need_gain=need_gain)


def test_parts_that_make_up_the_whole_are_a_split():
    assert best(f"{FEES} {DATA}", FEES, DATA) == Split(0, (0, 1), 1.0)


def test_a_part_that_adds_nothing_is_left_out():
    assert best(f"{FEES} {DATA}", FEES, LAW, DATA) == Split(0, (0, 2), 1.0)


def test_one_part_and_a_foreign_clause_are_no_split():
    assert best(f"{FEES} {DATA}", FEES, LAW) is None


@pytest.mark.parametrize("need_gain", [True, False])
def test_a_short_reworded_part_of_a_long_whole_counts_only_where_no_gain_is_needed(need_gain):
    long = " ".join([DATA, FEES, LAW] * 3)
    found = best(
        f"{long} Write to us whenever you like.",
        long.replace("yearly", "monthly"),
        "Just write to us whenever you like.",
        need_gain=need_gain,
    )
    assert (found is None) is need_gain


def test_a_part_may_be_in_the_middle_of_the_other():
    whole = f"{FEES} {DATA} {LAW}"
    split = best(whole, f"{FEES} {LAW}", DATA)
    assert split is not None
    assert split.similarity == 1.0


def test_a_long_run_is_trimmed_at_its_ends_only():
    texts = [f"Rule {n} says that subject{n} meets object{n} where place{n} ends." for n in range(12)]
    split = best(" ".join(texts), "What for?", *texts, "How long?", seed=3)
    assert split is not None
    assert split.parts == tuple(range(1, 13))


def test_a_part_is_mostly_contained_or_half_found_right_beside_the_seed():
    whole, parts, weights = weighted(
        f"{FEES} Ask the miller for a copy of this season's list of fees.",
        FEES,
        "Ask the clerk for a copy of the printed list of fees.",
        LAW,
        "fees",
    )
    assert is_part(parts[1], parts[0], whole, weights)
    assert not is_part(parts[2], parts[0], whole, weights)
    assert is_part(parts[3], parts[0], whole, weights)  # the last word of the whole
