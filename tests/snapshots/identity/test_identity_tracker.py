"""One identity per clause through all versions of a policy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.identity.clause_ids import split_id
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.word_provenance import Origin, dated_words, origins_of
from clausetrail.snapshots.model import Clause
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page


def track(*pages: tuple[Clause, ...]) -> tuple[IdentityTracker, list[dict[str, str]]]:
    """Return the tracker after *pages*, and for each of them the ID of the clause with each text."""
    tracker, ids, before = IdentityTracker("acme"), [], ()
    for number, clauses in enumerate(pages, start=1):
        present = tracker.add_version(number, clauses, changes(before, clauses) if ids else ())
        ids.append(
            {
                clause.text: tracker.clause_id(identity)
                for clause, identity in zip(clauses, present.identities, strict=True)
            }
        )
        before = clauses
    return tracker, ids


def events(tracker: IdentityTracker, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> list[tuple[str, str]]:
    found = tracker.add_version(tracker.version + 1, after, changes(before, after)).events
    return sorted((str(event.event_type), tracker.histories[event.identity].clause.text[:4]) for event in found)


def test_a_clause_keeps_its_identity_through_rewording_and_moving() -> None:
    newer = FEES.replace("yearly", "monthly")
    _, ids = track(page(FEES, DATA, LAW, KEEP), page(DATA, LAW, KEEP, newer), page(newer, DATA, LAW))
    assert ids[0][FEES] == ids[1][newer] == ids[2][newer]


def test_a_restored_clause_keeps_its_identity_and_its_absence_is_recorded() -> None:
    tracker, ids = track(page(FEES, DATA), page(DATA), page(DATA), page(DATA, FEES))
    assert ids[3][FEES] == ids[0][FEES]
    assert tracker.histories[0].absences == [(2, 4)]
    assert tracker.histories[0].added_in == 1


def test_a_clause_restored_with_similar_words_keeps_its_identity() -> None:
    newer = KEEP.replace("thirty", "ninety")
    _, ids = track(page(FEES, KEEP, DATA), page(FEES, DATA), page(FEES, newer, DATA, LAW))
    assert ids[2][newer] == ids[0][KEEP]
    assert ids[2][LAW] not in ids[0].values()


def test_identities_survive_a_page_that_shows_another_text_for_a_while() -> None:
    first, other = page(FEES, DATA, LAW), page(KEEP, POST, FEES.replace("yearly fee", "small deposit"))
    later = page(FEES, DATA, LAW.replace("town", "city"))
    _, ids = track(first, other, first, other, later)
    assert ids[0] == ids[2]
    assert ids[1] == ids[3]
    assert [*ids[4].values()] == [*ids[0].values()]


def test_an_earlier_wording_outweighs_a_weak_similarity() -> None:
    poor = "You pay the small deposit before the parcel has to be delivered, and nothing by post."
    tracker, ids = track(page(FEES, LAW), page(poor, LAW), page(LAW))
    before, after = page(LAW), page(LAW, POST, FEES)
    assert ids[0][FEES] == ids[1][poor]
    assert ("back", "You ") in events(tracker, before, after)


def test_the_larger_part_of_a_split_keeps_the_identity_and_is_the_parent_of_the_other() -> None:
    whole = f"{FEES} {POST} {TALK}"
    tracker, ids = track(page(DATA, whole, LAW), page(DATA, FEES, f"{POST} {TALK}", LAW))
    large, small = ids[1][f"{POST} {TALK}"], ids[1][FEES]
    assert large == ids[0][whole]
    part = tracker.find(small)
    assert part is not None
    assert tracker.histories[part].parents == (tracker.find(large),)
    assert {origin.since for origin in origins_of(tracker.histories[part].provenance.runs)} == {1}


def test_a_clause_that_is_merged_and_split_again_was_never_absent() -> None:
    apart, joined = page(DATA, f"{POST} {TALK}", FEES, LAW), page(DATA, f"{POST} {TALK} {FEES}", LAW)
    tracker, ids = track(apart, joined)
    part = tracker.find(ids[0][FEES])
    assert part is not None
    assert tracker.histories[part].merged_into == tracker.find(ids[1][f"{POST} {TALK} {FEES}"])
    assert events(tracker, joined, apart) == [("split", "Twic"), ("split", "You ")]
    history = tracker.histories[part]
    assert (history.absences, history.removed_in, history.wording_since, history.present_since) == ([], 0, 1, 1)
    assert ids[0][f"{POST} {TALK}"] == ids[1][f"{POST} {TALK} {FEES}"]


def test_the_parts_of_a_split_are_as_old_as_their_words() -> None:
    whole = f"{FEES} {POST} {TALK}"
    tracker, _ = track(page(DATA, whole, LAW), page(DATA, FEES, POST, TALK, LAW))
    dates = {(one.present_since, one.wording_since, one.added_in) for one in tracker.histories if one.added_in == 2}
    assert dates == {(1, 1, 2)}
    assert {one.wording_since for one in tracker.histories} == {1}


def test_a_part_is_dated_by_its_own_words_and_not_by_those_of_the_whole() -> None:
    newer = f"{FEES} {POST}"
    tracker, ids = track(page(DATA, FEES, LAW), page(DATA, newer, LAW), page(DATA, FEES, POST, LAW))
    old, new = (tracker.histories[tracker.find(ids[2][text]) or 0] for text in (FEES, POST))
    assert (old.present_since, old.wording_since) == (1, 1)
    assert (new.present_since, new.wording_since) == (2, 2)


def test_a_part_that_was_reworded_with_the_split_reads_so_since_then() -> None:
    whole, other = f"{FEES} {POST} {TALK}", TALK.replace(TALK.split()[2], "otherwise")
    tracker, ids = track(page(DATA, whole, LAW), page(DATA, f"{FEES} {POST}", other, LAW))
    kept, changed = (tracker.histories[tracker.find(ids[1][text]) or 0] for text in (f"{FEES} {POST}", other))
    assert kept.wording_since == 1
    assert changed.wording_since == 2


def test_joined_paragraphs_read_so_since_the_newer_of_them() -> None:
    tracker, ids = track(page(DATA, FEES, LAW), page(DATA, FEES, POST, LAW), page(DATA, f"{FEES} {POST}", LAW))
    joined = tracker.histories[tracker.find(ids[2][f"{FEES} {POST}"]) or 0]
    assert joined.wording_since == 2


def test_every_event_is_listed_once_and_unchanged_clauses_have_none() -> None:
    tracker, _ = track(page(FEES, DATA, LAW, KEEP))
    ids = events(tracker, page(FEES, DATA, LAW, KEEP), page(DATA, LAW.replace("town", "city"), KEEP, POST))
    assert ids == [("added", "Twic"), ("removed", "You "), ("reworded", "Disp")]


def test_changes_between_other_readings_raise_an_error() -> None:
    tracker, _ = track(page(FEES, DATA))
    with pytest.raises(ValueError, match="zip"):
        tracker.add_version(2, page(LAW), ())


def test_an_id_stays_valid_when_an_earlier_wording_is_found_later() -> None:
    older, newer = KEEP.replace("thirty", "ten"), KEEP.replace("thirty", "ninety")
    _, ids = track(page(DATA, KEEP), page(DATA, newer))
    tracker, again = track(page(DATA, older), page(DATA, KEEP), page(DATA, newer))
    assert ids[0][KEEP] == ids[1][newer] != again[0][older]
    assert tracker.find(ids[0][KEEP]) == tracker.find(again[0][older])
    assert tracker.find("000000-" + split_id(ids[0][KEEP])[1]) is None
    assert tracker.find("no ID") is None


texts = st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK, FEES.replace("yearly", "monthly"), "No.", "Contact us", ""])
pages = st.lists(texts, max_size=7).map(lambda ids: page(*ids))
histories = st.lists(pages, min_size=1, max_size=6)


@given(histories)
def test_every_clause_has_one_identity_and_no_two_of_a_version_share_one(history: list[tuple[Clause, ...]]) -> None:
    tracker, before = IdentityTracker("acme"), ()
    present: set[int] = set()
    for number, clauses in enumerate(history, start=1):
        ids = tracker.add_version(number, clauses, changes(before, clauses) if number > 1 else ())
        assert len(ids.identities) == len(clauses) == len(set(ids.identities))
        added = {event.identity for event in ids.events if event.event_type in {EventType.ADDED, EventType.RESTORED}}
        removed = {event.identity for event in ids.events if event.event_type is EventType.REMOVED}
        assert set(ids.identities) == (present | added) - removed
        assert not present & added
        for identity, clause in zip(ids.identities, clauses, strict=True):
            assert tracker.histories[identity].clause == clause
            words = [*origins_of(tracker.histories[identity].provenance.runs)]
            assert len(words) == len(dated_words(clause.text))
            assert all(1 <= origin.since <= number and origin.restored_in <= number for origin in words)
        present, before = set(ids.identities), clauses
    assert len({tracker.clause_id(identity.number) for identity in tracker.histories}) == len(tracker.histories)
    assert all(tracker.find(tracker.clause_id(identity.number)) == identity.number for identity in tracker.histories)


@given(pages, pages)
def test_a_reading_that_returns_has_its_identities_again(one: tuple[Clause, ...], other: tuple[Clause, ...]) -> None:
    tracker = IdentityTracker("acme")
    first = tracker.add_version(1, one, ()).identities
    tracker.add_version(2, other, changes(one, other))
    assert tracker.add_version(3, one, changes(other, one)).identities == first


different = st.lists(st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK]), max_size=6, unique=True)


@given(different, different, different)
def test_a_capture_added_in_between_keeps_the_ids(one: list[str], middle: list[str], other: list[str]) -> None:
    _, ids = track(page(*one), page(*other))
    _, again = track(page(*one), page(*middle), page(*other))
    assert again[0] == ids[0]
    assert again[2] == ids[1]


def test_case_punctuation_and_numbering_are_not_dated() -> None:
    tracker, _ = track(page(FEES, DATA), page("4. " + FEES.upper(), DATA.replace(" only", ", only")))
    assert all(origin == Origin(1) for identity in tracker.histories for origin in origins_of(identity.provenance.runs))
