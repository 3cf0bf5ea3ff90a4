"""Changes keep their event through every derivation, and each channel gets each event once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Capture, Change, Event, Revision, Version
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.storage.outbox import DELIVERED, PASSED_OVER, TAKEN_BACK, RecordedChange
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME, capture

NOON = "2026-03-01T12:00:00Z"
LATER = "2026-03-02T12:00:00Z"


@pytest.fixture
def known(acme: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose policy was listed up to 2010-02-02 and has a horizon there."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    first = Listing("acme", "a.example", ACME.urls[0], "", "20100203000000", "listed", asked_at=NOON)
    acme.facts.add_listing(first, [capture(1), capture(2)])
    acme.addresses.record_listing("acme", "a.example", ACME.urls[0], "20100202000000", to_the_end=True)
    acme.outbox.record_revisions("acme", (), ())
    acme.outbox.add_channel("desk")
    return acme


def seen(day: int) -> Capture:
    return replace(capture(day), id=day)


def revision(number: int, last: int, first: int, event: Event = Event.ADDED) -> Revision:
    """Return a revision to version *number*, between the captures of two days."""
    before = Version(number - 1, f"text {number - 1}", "a", seen(last), seen(last), 1)
    after = Version(number, f"text {number}", "b", seen(first), seen(first), 1)
    return Revision(before, after, (Change(event, (), (0,)),))


def record(store: Store, revisions: Sequence[Revision]) -> list[RecordedChange]:
    store.outbox.record_revisions("acme", revisions, revisions)
    return sorted(store.outbox.newest(10), key=lambda event: event.id)


def test_a_change_before_the_horizon_is_history(known: Store) -> None:
    history, later = record(known, [revision(2, 1, 2), revision(3, 2, 3)])
    assert (history.to_announce, later.to_announce) == (False, True)
    assert (history.noted_at, later.noted_at) == ("2010-02-02T00:00:00Z", NOON)
    assert [event.name for event in known.outbox.pending("desk", ["acme"])] == [later.name]


def test_a_change_that_is_not_fresh_is_not_announced(known: Store) -> None:
    known.outbox.record_revisions("acme", [revision(3, 2, 3)], ())
    assert [event.to_announce for event in known.outbox.newest(10)] == [False]


def test_an_event_keeps_its_name_when_its_interval_narrows(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (event,) = record(known, [revision(3, 2, 9)])
    monkeypatch.setattr(clock, "now", lambda: LATER)
    (narrowed,) = record(known, [revision(4, 3, 8)])
    assert (narrowed.id, narrowed.name, narrowed.version) == (event.id, event.name, 4)
    assert (narrowed.earliest, narrowed.latest, narrowed.updated_at) == ("20100203000000", "20100208000000", LATER)


def test_an_equal_derivation_changes_nothing(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record(known, [revision(3, 2, 3)])
    monkeypatch.setattr(clock, "now", lambda: LATER)
    assert record(known, [revision(3, 2, 3)]) == before


def test_a_candidate_is_not_an_event_yet(known: Store) -> None:
    newest = revision(3, 2, 3)
    assert record(known, [replace(newest, after=replace(newest.after, candidate=True))]) == []


def test_a_withdrawn_event_is_taken_back_where_it_was_delivered(known: Store) -> None:
    (event,) = record(known, [revision(3, 2, 3)])
    known.outbox.add_channel("other")
    known.outbox.record_outcome("desk", [event], DELIVERED)
    assert known.outbox.pending("desk", ["acme"]) == ()
    (withdrawn_event,) = record(known, [])
    assert withdrawn_event.withdrawn_at == NOON
    (withdrawn,) = known.outbox.withdrawn("desk", ["acme"])
    assert (withdrawn.event.id, withdrawn.announced_at) == (event.id, NOON)
    assert known.outbox.withdrawn("other", ["acme"]) == ()
    known.outbox.record_outcome("desk", [event], TAKEN_BACK)
    assert known.outbox.withdrawn("desk", ["acme"]) == ()
    record(known, [revision(3, 2, 3)])
    assert [again.id for again in known.outbox.pending("desk", ["acme"])] == [event.id]


@pytest.mark.parametrize(
    ("first", "second", "kept"), [(PASSED_OVER, DELIVERED, PASSED_OVER), (DELIVERED, TAKEN_BACK, TAKEN_BACK)]
)
def test_an_outcome_is_kept_unless_it_is_taken_back(known: Store, first: str, second: str, kept: str) -> None:
    (event,) = record(known, [revision(3, 2, 3)])
    known.outbox.record_outcome("desk", [event], first)
    known.outbox.record_outcome("desk", [event], second)
    assert known._database.execute("SELECT outcome FROM deliveries").fetchall() == [(kept,)]


def test_a_channel_gets_only_the_events_after_its_registration(known: Store) -> None:
    record(known, [revision(3, 2, 3)])
    assert known.outbox.add_channel("late") is True
    assert known.outbox.add_channel("late") is False
    assert known.outbox.pending("late", ["acme"]) == ()
    assert known.outbox.last_id() == 1
