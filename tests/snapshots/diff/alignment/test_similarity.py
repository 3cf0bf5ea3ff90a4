"""The similarity of two clauses: its bounds, and its shortcuts."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare, with_weights
from clausetrail.snapshots.diff.alignment.similarity import (
    clause_similarity,
    containment,
    covered_weight,
    order_similarity,
    weighted_overlap,
)
from clausetrail.snapshots.model import Clause, Kind

WORDS = st.lists(st.sampled_from(["fee", "data", "law", "term", "seat", "mail"]), max_size=9).map(" ".join)


def weighted(one, other):
    readings = prepare([Clause(Kind.PARAGRAPH, one)], [Clause(Kind.PARAGRAPH, other)])
    return with_weights(readings, readings.before, readings.after)


@given(WORDS, WORDS, st.sampled_from([0.1, 0.37, 0.51, 0.9]))
def test_a_minimum_hides_what_is_below_it_and_changes_nothing_above(one, other, minimum):
    readings = weighted(one, other)
    x, y = readings.before[0], readings.after[0]
    similarity = clause_similarity(x, y, readings.weights)
    assert clause_similarity(x, y, readings.weights, minimum) == (similarity if similarity >= minimum else 0.0)


def test_beyond_the_limit_similarity_is_the_overlap_alone():
    readings = weighted("fee data law", "law data fee")
    x, y = readings.before[0], readings.after[0]
    assert clause_similarity(x, y, readings.weights) < clause_similarity(x, y, readings.weights, order_limit=8) == 1.0


@given(WORDS, WORDS, st.floats(0, 1))
def test_containment_is_exact_or_less_than_the_minimum(one, other, minimum):
    readings = weighted(one, other)
    (x,), (y,) = readings.before, readings.after
    both = Counter(one.split()) & Counter(other.split())
    weights = dict(zip((*x.words, *y.words), map(readings.weights.__getitem__, x.encoded + y.encoded), strict=True))
    share = sum(weights[word] * times for word, times in both.items()) / x.weight if x.weight else 0.0
    found = containment(x, y, readings.weights, minimum)
    assert found == share or (found == 0.0 and share < minimum)
    assert covered_weight(x.encoded, y, readings.weights) == round(share * x.weight)


@given(WORDS, WORDS)
def test_similarity_is_symmetric_and_the_mean_of_order_and_overlap(one, other):
    readings = weighted(one, other)
    x, y = readings.before[0], readings.after[0]
    found = clause_similarity(x, y, readings.weights)
    assert found == clause_similarity(y, x, readings.weights)
    mean = (order_similarity(x.encoded, y.encoded) + weighted_overlap(x, y, readings.weights)) / 2
    assert found == (mean if x.length + y.length else 0.0)
