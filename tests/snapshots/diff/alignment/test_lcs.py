"""The matches in order that every alignment starts from."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.alignment.lcs import clause_lcs, longest_common_subsequence
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause, Kind

LISTS = st.lists(st.integers(0, 5), max_size=12)


def lcs_length(left, right):
    """Return the length of the longest common subsequence, by the textbook algorithm."""
    row = [0] * (len(right) + 1)
    for x in left:
        last = row[:]
        for at, y in enumerate(right):
            row[at + 1] = last[at] + 1 if x == y else max(last[at + 1], row[at])
    return row[-1]


@given(LISTS, LISTS)
def test_the_lcs_is_in_order_and_of_full_lcs_length(left, right):
    found = longest_common_subsequence(left, right)
    assert all(left[i] == right[j] for i, j in found)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(found))
    assert len(found) == lcs_length(left, right)


def test_of_enormous_sequences_only_unique_elements_are_matched():
    left = [*range(21_000)]
    found = longest_common_subsequence(left[10:] + left[:10], left)
    assert len(found) == 20_990


def pairs(before, after):
    readings = prepare(before, after)
    return clause_lcs(readings.before, readings.after)


def test_a_heading_is_matched_with_headings_only_unless_its_words_are_unique():
    line, heading = Clause(Kind.PARAGRAPH, "Contact us"), Clause(Kind.HEADING, "Contact us")
    assert pairs([line], [heading]) == [(0, 0)]
    assert pairs([line], [heading, heading]) == []


def test_a_gap_is_shifted_to_the_start_of_its_section():
    def section(heading, *texts):
        below = [Clause(Kind.PARAGRAPH, text, path=(heading,)) for text in texts]
        return [Clause(Kind.HEADING, heading), *below]

    before = [*section("Fees", "we send it", "learn more"), *section("Law", "courts decide", "learn more")]
    added = section("Data", "we store it", "learn more")
    assert pairs(before, [*before[:3], *added, *before[3:]]) == [(n, n if n < 3 else n + 3) for n in range(6)]
