"""Changes of a new derivation are matched to known events, each at most once."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history.event_matching import Interval, match_intervals


def test_of_overlapping_intervals_the_one_with_the_same_text_after_is_matched():
    known = [Interval("1", "5", "a", "d")]
    today = [Interval("1", "2", "a", "b"), Interval("2", "3", "b", "c"), Interval("4", "5", "c", "d")]
    assert match_intervals(today, known) == {2: 0}
    assert match_intervals(today[:2], known) == {0: 0}
    assert match_intervals([Interval("5", "6", "d", "e")], known) == {}
    assert match_intervals([Interval("5", "5", "d", "e")], [Interval("5", "5", "d", "e")]) == {0: 0}


CUTS = st.lists(st.integers(10, 99), min_size=2, max_size=8, unique=True).map(sorted)


@given(CUTS, CUTS)
def test_each_interval_is_matched_to_at_most_one_that_overlaps(new, old):
    today, known = ([Interval(str(a), str(b), str(a), str(b)) for a, b in itertools.pairwise(x)] for x in (new, old))
    found = match_intervals(today, known)
    assert len(set(found.values())) == len(found)
    assert all(today[one].overlaps(known[other]) for one, other in found.items())
    free = [k for place, k in enumerate(known) if place not in found.values()]
    assert not any(t.overlaps(k) for place, t in enumerate(today) if place not in found for k in free)
