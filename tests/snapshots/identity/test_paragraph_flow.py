"""Sentences that only changed their paragraph: not a word of them is new."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.change_index import ChangeIndex, index_changes
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.paragraph_flow import Reflow, reflows
from clausetrail.snapshots.model import Clause
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page

NOTHING = ChangeIndex({}, {}, {}, (), ())


def found(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> list[Reflow]:
    return [*reflows(before, after, index_changes(len(before), len(after), changes(before, after)))]


def test_a_sentence_that_goes_to_the_next_paragraph_is_found() -> None:
    before, after = page(DATA, f"{FEES} {POST}", TALK, LAW), page(DATA, FEES, f"{POST} {TALK}", LAW)
    assert found(before, after) == [Reflow(range(1, 3), range(1, 3), {1: 1, 2: 2})]


def test_other_changes_beside_it_do_not_hide_it() -> None:
    before = page(f"{FEES} {POST}", TALK, KEEP)
    after = page(FEES, f"{POST} {TALK}", KEEP.replace("thirty", "ninety"))
    assert [(one.before, one.after) for one in reflows(before, after, NOTHING)] == [(range(2), range(2))]
    assert [(one.before, one.after) for one in reflows(before[::-1], after[::-1], NOTHING)] == []
    before, after = page(KEEP, f"{FEES} {POST}", TALK), page(LAW, FEES, f"{POST} {TALK}")
    assert [(one.before, one.after) for one in reflows(before, after, NOTHING)] == [(range(1, 3), range(1, 3))]


def test_a_mere_split_or_another_order_is_none() -> None:
    assert [*reflows(page(f"{FEES} {POST}"), page(FEES, POST), NOTHING)] == []
    assert [*reflows(page(FEES, POST), page(POST, FEES), NOTHING)] == []
    assert [*reflows(page(), page(POST), NOTHING)] == []


def test_nothing_is_dated_anew_where_sentences_only_changed_their_paragraph() -> None:
    before, after = page(DATA, f"{FEES} {POST}", TALK, LAW), page(DATA, FEES, f"{POST} {TALK}", LAW)
    tracker = IdentityTracker("acme")
    tracker.add_version(1, before, ())
    added = tracker.add_version(2, after, changes(before, after))
    present = [tracker.histories[number] for number in added.identities]
    assert {(one.present_since, one.wording_since) for one in present} == {(1, 1)}
    assert EventType.REWORDED not in {event.event_type for event in added.events}


sentences = st.lists(st.sampled_from([FEES, DATA, LAW, KEEP, POST, TALK]), min_size=2, max_size=6, unique=True)


@given(sentences, st.data())
def test_any_new_breaks_leave_every_date(texts: list[str], data: st.DataObject) -> None:
    places = st.sets(st.integers(1, len(texts) - 1))
    pages = []
    for _ in range(2):
        edges = [0, *sorted(data.draw(places)), len(texts)]
        pages.append(page(*(" ".join(texts[a:b]) for a, b in pairwise(edges))))
    for one in reflows(*pages, NOTHING):
        words = [
            " ".join(side[place].text for place in run)
            for side, run in zip(pages, (one.before, one.after), strict=True)
        ]
        assert words[0] == words[1]
        assert set(one.targets) == set(one.before)
        assert set(one.targets.values()) <= set(one.after)
