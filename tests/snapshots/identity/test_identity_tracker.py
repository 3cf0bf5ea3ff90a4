"""One identity per clause for the whole history, and since when each of its words reads so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.phrases import dated_phrases
from clausetrail.snapshots.identity.word_provenance import (
    Origin,
    after_rewording,
    dated_form,
    dated_words,
    new_provenance,
    origins_of,
)
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
KEEP = "Order forms are kept in a locked cabinet for thirty days after the parcel has arrived."
POST = "Twice a year a printed catalogue goes to everybody who has ordered something since spring."
TALK = "Letters to the editor may be quoted in the newsletter unless the writer asks us not to."


def page(*texts: str) -> tuple[Clause, ...]:
    return tuple(Clause(Kind.PARAGRAPH, text) for text in texts)


def followed(*pages: tuple[Clause, ...]) -> tuple[IdentityTracker, list[dict[str, str]]]:
    """Return the tracker after *pages*, and for each of them the name of every text's clause."""
    tracker, told, before = IdentityTracker("acme"), [], ()
    for number, clauses in enumerate(pages, start=1):
        standing = tracker.add_version(number, clauses, changes(before, clauses) if told else ())
        told.append(
            {clause.text: tracker.clause_id(life) for clause, life in zip(clauses, standing.identities, strict=True)}
        )
        before = clauses
    return tracker, told


def fates(tracker: IdentityTracker, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> list[tuple[str, str]]:
    turns = tracker.add_version(tracker.version + 1, after, changes(before, after)).events
    return sorted((str(turn.event_type), tracker.histories[turn.identity].clause.text[:4]) for turn in turns)


def test_a_clause_keeps_its_identity_through_rewording_and_moving() -> None:
    newer = FEES.replace("yearly", "monthly")
    _, told = followed(page(FEES, DATA, LAW, KEEP), page(DATA, LAW, KEEP, newer), page(newer, DATA, LAW))
    assert told[0][FEES] == told[1][newer] == told[2][newer]


def test_a_clause_that_comes_back_is_the_same_and_says_that_it_was_away() -> None:
    tracker, told = followed(page(FEES, DATA), page(DATA), page(DATA), page(DATA, FEES))
    assert told[3][FEES] == told[0][FEES]
    assert tracker.histories[0].absences == [(2, 4)]
    assert tracker.histories[0].added_in == 1


def test_a_clause_that_comes_back_reworded_is_the_same_where_it_resembles_itself() -> None:
    newer = KEEP.replace("thirty", "ninety")
    _, told = followed(page(FEES, KEEP, DATA), page(FEES, DATA), page(FEES, newer, DATA, LAW))
    assert told[2][newer] == told[0][KEEP]
    assert told[2][LAW] not in told[0].values()


def test_a_page_that_shows_another_text_for_a_while_ends_no_identity() -> None:
    first, other = page(FEES, DATA, LAW), page(KEEP, POST, FEES.replace("yearly fee", "small deposit"))
    later = page(FEES, DATA, LAW.replace("town", "city"))
    _, told = followed(first, other, first, other, later)
    assert told[0] == told[2]
    assert told[1] == told[3]
    assert [*told[4].values()] == [*told[0].values()]


def test_a_wording_goes_back_to_the_life_that_had_it_and_not_to_a_poor_likeness() -> None:
    poor = "You pay the small deposit before the parcel has to be delivered, and nothing by post."
    tracker, told = followed(page(FEES, LAW), page(poor, LAW), page(LAW))
    before, after = page(LAW), page(LAW, POST, FEES)
    assert told[0][FEES] == told[1][poor]
    assert ("back", "You ") in fates(tracker, before, after)


def test_the_larger_part_goes_on_and_the_other_is_born_of_it() -> None:
    whole = f"{FEES} {POST} {TALK}"
    tracker, told = followed(page(DATA, whole, LAW), page(DATA, FEES, f"{POST} {TALK}", LAW))
    large, small = told[1][f"{POST} {TALK}"], told[1][FEES]
    assert large == told[0][whole]
    born = tracker.find(small)
    assert born is not None
    assert tracker.histories[born].parents == (tracker.find(large),)
    assert {origin.since for origin in origins_of(tracker.histories[born].provenance.runs)} == {1}


def test_what_is_taken_in_and_comes_apart_again_is_itself_again() -> None:
    apart, joined = page(DATA, f"{POST} {TALK}", FEES, LAW), page(DATA, f"{POST} {TALK} {FEES}", LAW)
    tracker, told = followed(apart, joined)
    assert fates(tracker, joined, apart) == [("back", "You "), ("split", "Twic")]
    assert told[0][f"{POST} {TALK}"] == told[1][f"{POST} {TALK} {FEES}"]


def test_what_happened_is_told_once_and_nothing_of_what_stood_still() -> None:
    tracker, _ = followed(page(FEES, DATA, LAW, KEEP))
    told = fates(tracker, page(FEES, DATA, LAW, KEEP), page(DATA, LAW.replace("town", "city"), KEEP, POST))
    assert told == [("added", "Twic"), ("removed", "You "), ("reworded", "Disp")]


def test_changes_of_other_readings_are_refused() -> None:
    tracker, _ = followed(page(FEES, DATA))
    with pytest.raises(ValueError, match="zip"):
        tracker.add_version(2, page(LAW), ())


def test_a_name_holds_for_every_wording_even_when_an_earlier_one_is_found_later() -> None:
    older, newer = KEEP.replace("thirty", "ten"), KEEP.replace("thirty", "ninety")
    _, told = followed(page(DATA, KEEP), page(DATA, newer))
    tracker, again = followed(page(DATA, older), page(DATA, KEEP), page(DATA, newer))
    assert told[0][KEEP] == told[1][newer] != again[0][older]
    assert tracker.find(told[0][KEEP]) == tracker.find(again[0][older])
    assert tracker.find("000000-" + split_id(told[0][KEEP])[1]) is None
    assert tracker.find("nobody") is None


def test_a_name_is_made_of_the_policy_and_the_first_wording() -> None:
    _, told = followed(page(FEES, FEES))
    assert told[0][FEES] == f"{policy_prefix('acme')}-{clause_suffix(wording_hash(FEES), 1)}"
    assert wording_hash(FEES) == wording_hash(FEES.upper())


texts = st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK, FEES.replace("yearly", "monthly"), "No.", "Contact us", ""])
pages = st.lists(texts, max_size=7).map(lambda told: page(*told))
histories = st.lists(pages, min_size=1, max_size=6)


@given(histories)
def test_every_clause_has_one_life_and_no_two_of_a_version_share_it(history: list[tuple[Clause, ...]]) -> None:
    tracker, before = IdentityTracker("acme"), ()
    standing: set[int] = set()
    for number, clauses in enumerate(history, start=1):
        told = tracker.add_version(number, clauses, changes(before, clauses) if number > 1 else ())
        assert len(told.identities) == len(clauses) == len(set(told.identities))
        come = {turn.identity for turn in told.events if turn.event_type in {EventType.ADDED, EventType.RESTORED}}
        gone = {turn.identity for turn in told.events if turn.event_type is EventType.REMOVED}
        assert set(told.identities) == (standing | come) - gone
        assert not standing & come
        for life, clause in zip(told.identities, clauses, strict=True):
            assert tracker.histories[life].clause == clause
            words = [*origins_of(tracker.histories[life].provenance.runs)]
            assert len(words) == len(dated_words(clause.text))
            assert all(1 <= origin.since <= number and origin.restored_in <= number for origin in words)
        standing, before = set(told.identities), clauses
    assert len({tracker.clause_id(life.number) for life in tracker.histories}) == len(tracker.histories)
    assert all(tracker.find(tracker.clause_id(life.number)) == life.number for life in tracker.histories)


@given(pages, pages)
def test_a_reading_that_returns_is_all_the_same_clauses(one: tuple[Clause, ...], other: tuple[Clause, ...]) -> None:
    tracker = IdentityTracker("acme")
    first = tracker.add_version(1, one, ()).identities
    tracker.add_version(2, other, changes(one, other))
    assert tracker.add_version(3, one, changes(other, one)).identities == first


different = st.lists(st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK]), max_size=6, unique=True)


@given(different, different, different)
def test_a_capture_that_lands_in_between_keeps_the_names(one: list[str], middle: list[str], other: list[str]) -> None:
    _, told = followed(page(*one), page(*other))
    _, again = followed(page(*one), page(*middle), page(*other))
    assert again[0] == told[0]
    assert again[2] == told[1]


def test_words_keep_the_version_they_came_with() -> None:
    old, new = "We keep orders for 30 days.", "We keep orders and letters for 90 days."
    known = after_rewording(new_provenance(old, 1), old, new, 2)
    assert [origin.since for origin in origins_of(known.runs)] == [1, 1, 1, 2, 2, 1, 2, 1]


def test_words_that_are_put_in_again_have_their_first_date_and_say_that_they_were_away() -> None:
    first, second, third = f"{FEES} {POST}", FEES, f"{FEES} In spring {POST}"
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, third, 3)
    told = [*origins_of(known.runs)]
    assert told[-1] == Origin(1, 3)
    assert told[len(dated_words(FEES))] == Origin(3)


def test_a_wording_that_returns_has_all_its_dates_again() -> None:
    first, second = KEEP, KEEP.replace("thirty", "ninety")
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, first, 3)
    assert {origin.since for origin in origins_of(known.runs)} == {1}
    assert [origin.restored_in for origin in origins_of(known.runs)].count(3) == 1


def test_a_short_word_struck_elsewhere_is_no_return() -> None:
    first, second = "You may not copy this page.", "You may copy this page."
    third = "You may copy this page but not sell it."
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, third, 3)
    assert [*origins_of(known.runs)][6] == Origin(3)


def test_words_that_change_places_inside_a_clause_keep_their_date() -> None:
    first, second = f"{FEES} {POST}", f"{POST} {FEES}"
    known = after_rewording(new_provenance(first, 1), first, second, 2)
    assert [*origins_of(known.runs)] == [Origin(1)] * len(dated_words(first))


def test_case_punctuation_and_numbering_are_not_dated() -> None:
    tracker, _ = followed(page(FEES, DATA), page("4. " + FEES.upper(), DATA.replace(" only", ", only")))
    assert all(origin == Origin(1) for life in tracker.histories for origin in origins_of(life.provenance.runs))


def test_a_phrase_reads_so_since_its_newest_word() -> None:
    old, new = "We may use your name and we write to you.", "We may sell, lend and rent your name and we write to you."
    told = dated_phrases(new, after_rewording(new_provenance(old, 1), old, new, 2))
    assert [(phrase.text, phrase.origin.since) for phrase in told] == [
        ("We may", 1),
        ("sell, lend and rent", 2),
        ("your name and we write to you.", 1),
    ]
    assert " ".join(phrase.text for phrase in told) == new


def test_words_that_stand_together_only_since_others_were_taken_out_are_two_phrases() -> None:
    old, new = "We may not share your letters.", "We may share your letters."
    told = dated_phrases(new, after_rewording(new_provenance(old, 1), old, new, 2))
    assert [(phrase.text, phrase.origin.since, phrase.cut_before) for phrase in told] == [
        ("We may", 1, 0),
        ("share your letters.", 1, 2),
    ]


@given(st.lists(st.text(st.sampled_from("ab c.é中-’5"), max_size=30), min_size=1, max_size=5))
def test_phrases_hold_the_whole_text(wordings: list[str]) -> None:
    known = new_provenance(wordings[0], 1)
    for number, (old, new) in enumerate(itertools.pairwise(wordings), start=2):
        known = after_rewording(known, old, new, number)
    told = "".join(phrase.text for phrase in dated_phrases(wordings[-1], known))
    assert told.replace(" ", "") == (dated_form(wordings[-1]).replace(" ", "") if dated_words(wordings[-1]) else "")
