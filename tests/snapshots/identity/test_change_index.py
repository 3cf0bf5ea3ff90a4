"""Changes by the positions of their clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.change_index import index_changes
from clausetrail.snapshots.model import Change, Event
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page


def test_positions_that_no_change_names_are_paired_in_order() -> None:
    index = index_changes(
        3, 4, [Change(Event.REMOVED, (0,), ()), Change(Event.ADDED, (), (0,)), Change(Event.ADDED, (), (3,))]
    )
    assert index.unchanged == {1: 1, 2: 2}
    assert (index.equal, index.reworded, index.splits, index.mergers) == ({}, {}, (), ())


def test_pairs_are_indexed_by_the_new_position() -> None:
    found = [
        Change(Event.REWORDED, (0,), (1,), how="equal"),
        Change(Event.SAME, (1,), (0,), moved=True),
        Change(Event.SPLIT, (2,), (2, 3)),
        Change(Event.MERGED, (3, 4), (4,)),
    ]
    index = index_changes(5, 5, found)
    assert (index.equal, [*index.reworded], index.unchanged) == ({0: 1}, [1], {})
    assert (index.splits, index.mergers) == ((found[2],), (found[3],))


def test_changes_between_readings_of_other_sizes_raise_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        index_changes(2, 1, ())


readings = st.lists(st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK, f"{FEES} {POST}"]), max_size=6)


@given(readings, readings)
def test_every_new_position_is_indexed_at_most_once(before: list[str], after: list[str]) -> None:
    old, new = page(*before), page(*after)
    index = index_changes(len(old), len(new), changes(old, new))
    positions = [*index.unchanged, *index.equal, *index.reworded]
    positions += [place for change in (*index.splits, *index.mergers) for place in change.after]
    assert len(positions) == len(set(positions))
    assert all(old[index.unchanged[place]] == new[place] for place in index.unchanged)
