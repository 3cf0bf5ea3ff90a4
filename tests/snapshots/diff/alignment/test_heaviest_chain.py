"""The heaviest chain against all chains."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9)), max_size=8))
def test_no_chain_is_heavier_than_the_heaviest(given_pairs):
    def weight(chain):
        return sum(given_pairs[at][2] for at in chain)

    def rises(chain):
        places = sorted(given_pairs[at][:2] for at in chain)
        return all(i < k and j < m for (i, j), (k, m) in pairwise(places))

    chains = (c for size in range(len(given_pairs) + 1) for c in combinations(range(len(given_pairs)), size))
    found = heaviest_chain(given_pairs)
    assert rises(found)
    assert weight(found) == max(weight(chain) for chain in chains if rises(chain))


def test_one_heavy_pair_outweighs_two_light_ones_that_it_crosses():
    assert heaviest_chain([(0, 2, 9), (1, 0, 4), (2, 1, 4)]) == [0]
    assert heaviest_chain([]) == []


def test_of_equal_chains_the_choice_is_the_same_with_the_sides_exchanged():
    crossing = [(0, 1, 4), (1, 0, 4)]
    for signs in ([7, 3], [3, 7]):
        there = {crossing[n] for n in heaviest_chain(crossing, signs)}
        swapped = [(j, i, w) for i, j, w in crossing]
        assert there == {(j, i, w) for i, j, w in (swapped[n] for n in heaviest_chain(swapped, signs))}
        assert there == {crossing[signs.index(3)]}


def test_of_equal_chains_the_first_is_taken_wherever_it_is():
    for shift in (0, 50):
        pairs = [(shift, shift + 3, 4), (shift + 1, shift, 4)]
        assert heaviest_chain(pairs) == [1]
