"""The order of evidence by which clauses of a new version get an identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.assignment import (
    NO_POSITION,
    STEPS,
    Assignment,
    KnownIdentities,
    LastPosition,
    NewVersion,
    assign_identities,
)
from clausetrail.snapshots.identity.change_index import ChangeIndex, index_changes
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.model import Clause
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page

NO_CHANGES = ChangeIndex({}, {}, {}, (), ())


def known(
    clauses: Sequence[Clause] = (),
    wordings: Mapping[int, Sequence[int]] | None = None,
    removed: Mapping[int, Clause] | None = None,
    last: Mapping[int, LastPosition] | None = None,
) -> KnownIdentities:
    """Return identities 0, 1, ... for *clauses*, which had the *wordings* before, and the *removed* ones."""
    hashes = {identity: wording_hash(clause.text) for identity, clause in enumerate(clauses)}
    return KnownIdentities(
        range(len(clauses)),
        clauses,
        hashes,
        lambda wording: (wordings or {}).get(wording, ()),
        lambda identity: (last or {}).get(identity, NO_POSITION),
        removed or {},
    )


def new(clauses: Sequence[Clause], index: ChangeIndex = NO_CHANGES) -> NewVersion:
    return NewVersion(clauses, [wording_hash(clause.text) for clause in clauses], index)


def test_the_steps_have_names_and_reasons_and_a_fixed_order() -> None:
    assert [step.name for step in STEPS] == [
        "equal words",
        "rewording to an own earlier wording",
        "earlier wording",
        "rewording",
        "largest part of a split or merge",
        "similarity to a removed clause",
    ]
    assert all(step.reason.endswith(".") for step in STEPS)


def test_a_position_and_an_identity_are_assigned_once() -> None:
    assignment = Assignment([-1, -1])
    assignment.assign(0, 7)
    assignment.assign(0, 8)
    assignment.assign(1, 7)
    assert (assignment.identities, assignment.unassigned()) == ([7, -1], [1])


@pytest.mark.parametrize(
    ("last", "matching"),
    [((3, 5), 2), ((3, 4), 1), ((-1, -1), 0), ((5, 3), 0)],
)
def test_matching_neighbours_are_counted(last: tuple[int, int], matching: int) -> None:
    assert Assignment([3, -1, 5]).matching_neighbours(1, LastPosition(*last, "", 1)) == matching


def test_an_edge_of_the_version_is_no_neighbour() -> None:
    assert Assignment([-1]).matching_neighbours(0, NO_POSITION) == 0


def test_equal_words_come_first_and_new_clauses_stay_unassigned() -> None:
    before, after = page(FEES, DATA), page(DATA, POST)
    found = assign_identities(known(before), new(after, index_changes(2, 2, changes(before, after))))
    assert found.identities == [1, -1]


def test_an_earlier_wording_is_assigned_before_a_rewording() -> None:
    wordings = {wording_hash(KEEP): [5]}
    index = ChangeIndex({}, {}, {0: (0, 0.5)}, (), ())
    assert assign_identities(known(page(FEES), wordings), new(page(KEEP), index)).identities == [5]
    assert assign_identities(known(page(FEES)), new(page(KEEP), index)).identities == [0]


def test_a_close_rewording_keeps_its_identity_for_its_own_position() -> None:
    wordings = {wording_hash(POST): [0]}
    index = ChangeIndex({}, {}, {1: (0, 0.9)}, (), ())
    assert assign_identities(known(page(FEES), wordings), new(page(POST, LAW), index)).identities == [-1, 0]


def test_of_identities_with_one_wording_the_one_with_the_same_neighbours_is_assigned() -> None:
    wordings = {wording_hash(KEEP): [4, 5]}
    last = {4: LastPosition(8, 9, "", 2), 5: LastPosition(0, 9, "", 1)}
    index = ChangeIndex({0: 0}, {}, {}, (), ())
    assert assign_identities(known(page(FEES), wordings, last=last), new(page(FEES, KEEP), index)).identities == [0, 5]


def test_the_largest_part_of_a_split_continues_the_identity() -> None:
    before, after = page(LAW, f"{FEES} {POST} {TALK}"), page(LAW, FEES, f"{POST} {TALK}")
    found = assign_identities(known(before), new(after, index_changes(2, 3, changes(before, after))))
    assert found.identities == [0, -1, 1]


def test_a_removed_clause_is_restored_by_similarity_and_with_less_beside_its_neighbours() -> None:
    similar = KEEP.replace("thirty days after the parcel has arrived", "one year from the day of delivery on")
    removed = {2: page(KEEP)[0]}
    index = ChangeIndex({0: 0, 2: 1}, {}, {}, (), ())
    after = new(page(FEES, similar, DATA), index)
    apart = known(page(FEES, DATA), removed=removed)
    beside = known(page(FEES, DATA), removed=removed, last={2: LastPosition(0, 1, "", 1)})
    assert assign_identities(apart, after).identities == [0, -1, 1]
    assert assign_identities(beside, after).identities == [0, 2, 1]


def test_a_brief_clause_is_not_restored_by_similarity() -> None:
    removed = {0: page("No fees today.")[0]}
    assert assign_identities(known(removed=removed), new(page("No fees now."))).identities == [-1]
