"""Versions, changes and news rest on certain text only; readings keep everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from clausetrail.crawler.planning.known_texts import fingerprints
from clausetrail.pipelines.derive import settle_zones
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.verify_store import policy_differences, store_differences
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.derivations import CertainText
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.zones.settle import PlacedText
from tests.support.small_histories import FIRST, SECOND, add, page
from tests.support.small_zones import page_doubts, simple_zones

__all__ = ["simple_zones"]
POLICY = Policy("heron", ("https://heron.example/privacy",))
TIMES = ("20050310080000", "20050610080000", "20050910080000", "20060110080000", "20060510080000", "20060910080000")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def token(number: int) -> str:
    return f"Request {number * 7919:x} of our server."


def pages(*versions: tuple[str, ...]) -> dict[str, str]:
    return {
        time: page(*passages, token(number))
        for number, (time, passages) in enumerate(zip(TIMES, versions, strict=False))
    }


@pytest.mark.usefixtures("simple_zones")
def test_a_hidden_number_that_is_new_at_each_capture_is_one_version(store: Store) -> None:
    add(store, POLICY, pages(*[FIRST] * 6))
    (version,) = store.derivations.versions(POLICY.name)
    assert version.sightings == 6
    assert not any("Request" in clause.text for clause in store.derivations.clauses(version.text))
    readings = store.derivations.readings(POLICY.name).values()
    assert len({reading.fingerprint for reading in readings}) == 6  # the readings keep everything
    assert len({reading.text for reading in readings}) == 6
    assert {reading.certain_text for reading in readings} == {version.text}
    elsewhere = store.derivations.elsewhere(POLICY.name)
    (shown,) = elsewhere(version.last)
    assert (shown.clause.text, shown.reason) == (token(5), "hidden from readers")
    assert shown.place == len(store.derivations.clauses(version.text))


@pytest.mark.usefixtures("simple_zones")
def test_a_change_of_certain_text_is_one_revision_among_changing_numbers(store: Store) -> None:
    add(store, POLICY, pages(*[FIRST] * 3, *[SECOND] * 3))
    (revision,) = store.derivations.revisions(POLICY.name)
    assert [str(change.event) for change in revision.changes] == ["reworded"]
    assert [*policy_differences(store, POLICY)] == []
    assert [*store_differences(store)] == []


@pytest.mark.usefixtures("simple_zones")
def test_the_plan_of_a_crawl_compares_what_is_certain_by_the_page(store: Store) -> None:
    add(store, POLICY, pages(*[FIRST] * 3, *[SECOND] * 3))
    assert len(set(fingerprints(store, POLICY).values())) == 2


@pytest.mark.usefixtures("simple_zones")
def test_a_page_of_which_nothing_is_certain_is_kept_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        settle_zones, "settled_doubts", lambda history: [("beside it",) * len(t.clauses) for t in history]
    )
    add(store, POLICY, pages(FIRST, FIRST))
    assert len(store.derivations.versions(POLICY.name)) == 2
    assert store.derivations.elsewhere(POLICY.name)(store.derivations.versions(POLICY.name)[0].first) == ()


@pytest.mark.usefixtures("simple_zones")
def test_a_selector_of_the_watchlist_overrides_the_zones(store: Store) -> None:
    add(store, Policy("heron", POLICY.urls, select=("body",)), pages(FIRST, FIRST))
    assert len(store.derivations.versions("heron")) == 2
    assert store.derivations.certain_texts("heron") == {}


def by_captures(history: Sequence[PlacedText]) -> list[tuple[str, ...]]:
    """Let what begins with "Today" be certain everywhere once five captures are known."""
    settled = sum(text.captures for text in history) >= 5
    doubts = [page_doubts(text.clauses, text.places) for text in history]
    return [tuple("" if settled and doubt == "in a banner" else doubt for doubt in one) for one in doubts]


SUMMARY = "Today we keep the names of passengers for one year."


@pytest.mark.usefixtures("simple_zones")
def test_text_that_becomes_certain_by_more_captures_is_no_news(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle_zones, "settled_doubts", by_captures)
    first, second = (SUMMARY, *FIRST), (SUMMARY, *SECOND)
    (told,) = add(store, POLICY, pages(first, first, second, second)).new_revisions
    assert not any(clause.text == SUMMARY for clause in store.derivations.clauses(told.after.text))
    (event,) = store.outbox.newest(10)
    found = add(store, POLICY, pages(first, first, second, second, second, second))
    assert (len(found.revisions), found.new_revisions) == (1, ())
    assert found.revisions[0].after.text != told.after.text
    assert any(clause.text == SUMMARY for clause in store.derivations.clauses(found.revisions[0].after.text))
    (again,) = store.outbox.newest(10)
    assert (again.name, again.withdrawn_at) == (event.name, "")


@pytest.mark.usefixtures("simple_zones")
def test_an_old_difference_that_only_settling_uncovers_is_no_news(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_zones, "settled_doubts", by_captures)
    first, second = (SUMMARY, *FIRST), (SUMMARY.replace("one", "two"), *FIRST)
    assert add(store, POLICY, pages(first, first, second, second)).revisions == ()
    found = add(store, POLICY, pages(first, first, second, second, second, second))
    assert (len(found.revisions), found.new_revisions) == (1, ())  # in the timeline, and announced to nobody


@pytest.mark.usefixtures("simple_zones")
def test_a_new_change_is_news_also_where_the_zones_are_settled_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_zones, "settled_doubts", by_captures)
    first, second = (SUMMARY, *FIRST), (SUMMARY, *SECOND)
    add(store, POLICY, pages(first, first, first, first))
    found = add(store, POLICY, pages(first, first, first, first, second, second))
    assert len(found.new_revisions) == 1


@pytest.mark.usefixtures("simple_zones")
def test_a_candidate_that_is_confirmed_is_news_also_where_the_zones_are_settled_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_zones, "settled_doubts", by_captures)
    first, second = (SUMMARY, *FIRST), (SUMMARY, *SECOND)
    found = add(store, POLICY, pages(first, first, first, second))
    assert (found.new_revisions, found.new_candidate is not None) == ((), True)
    found = add(store, POLICY, pages(first, first, first, second, second))
    assert len(found.new_revisions) == 1


@pytest.mark.usefixtures("simple_zones")
def test_a_candidate_is_not_new_again_where_only_the_zones_are_settled_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_zones, "settled_doubts", by_captures)
    first, second = (SUMMARY, *FIRST), (SUMMARY, *SECOND)
    shown = pages(first, first, first, second)
    assert add(store, POLICY, shown).new_candidate is not None
    found = add(store, POLICY, {"20040310080000": page(*first, token(9)), **shown})
    assert (len(found.revisions), found.revisions[-1].after.candidate) == (1, True)
    assert (found.new_revisions, found.new_candidate) == ((), None)


@pytest.mark.usefixtures("simple_zones")
def test_verify_names_certain_texts_that_do_not_follow_from_the_readings(store: Store) -> None:
    add(store, POLICY, pages(FIRST, FIRST))
    known = store.derivations.certain_texts(POLICY.name)
    whole = [
        (CertainText(one.whole, one.places, one.whole, one.fingerprint, {}), store.derivations.clauses(one.whole))
        for one in known.values()
    ]
    store.derivations.set_certain_texts(POLICY.name, whole)
    assert "the certain texts do not follow" in " ".join(policy_differences(store, POLICY))
    derive(store, POLICY, again=True)
    assert [*policy_differences(store, POLICY)] == []


@pytest.mark.usefixtures("simple_zones")
def test_unused_certain_texts_are_deleted_with_the_others(store: Store) -> None:
    add(store, POLICY, pages(FIRST, FIRST))
    assert store.derivations.delete_unused_texts() == 0
    store.derivations.set_certain_texts(POLICY.name, [])
    store.derivations.add_timeline(POLICY.name, (), {}, {}, "", "")
    assert store.derivations.delete_unused_texts() == 1
