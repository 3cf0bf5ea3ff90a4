"""Deriving a timeline: what each step adds, what is new, and that a second derivation changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.derive import derive_timeline
from clausetrail.pipelines.derive.derive_timeline import derive, screen_captures, update_readings
from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.model import Policy, Verdict
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, HERON, SECOND, THIRD, add, heron, page

OTHER_TEXT = page(*THIRD, "A lantern hangs at the landing from dusk to dawn, and the keeper of it writes nothing down.")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets an entry for each comparison of two texts."""
    calls: list[int] = []
    changes = derive_timeline.changes

    def counted(before: object, after: object) -> object:
        calls.append(1)
        return changes(before, after)  # type: ignore[arg-type]

    monkeypatch.setattr(derive_timeline, "changes", counted)
    return calls


def test_a_first_derivation_reads_every_capture_and_all_its_revisions_are_new(store: Store) -> None:
    policy = heron(store)
    result = derive(store, policy, again=True)
    assert (len(result.versions), len(result.revisions), result.readings_made) == (3, 2, 6)
    assert (result.new_revisions, result.code_changed) == ((), False)


def test_all_revisions_of_a_new_policy_are_new(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    monkeypatch.setattr("tests.support.small_histories.derive", lambda *policy: results.append(derive(*policy)))
    heron(store)
    (result,) = results
    assert [revision.after.number for revision in result.new_revisions] == [2, 3]
    assert result.readings_made == 6


def test_a_second_derivation_of_the_same_facts_does_nothing(store: Store, compared: list[int]) -> None:
    policy = heron(store)
    timeline = store.timeline(policy)
    compared.clear()
    result = derive(store, policy)
    assert (result.versions, result.revisions) == (timeline.versions, timeline.revisions)
    assert (result.readings_made, result.new_revisions, compared) == (0, (), [])


def test_a_new_capture_is_read_alone_and_only_its_pair_is_compared(store: Store, compared: list[int]) -> None:
    policy = heron(store)
    compared.clear()
    add(store, policy, {"20200101000000": OTHER_TEXT, "20210101000000": OTHER_TEXT})
    timeline = store.timeline(policy)
    assert len(timeline.versions) == 4
    assert len(compared) == 1


def test_a_candidate_is_not_new_until_a_second_capture_confirms_it(store: Store) -> None:
    policy = heron(store)
    results = []

    def add_and_keep(timestamp: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.support.small_histories.derive", lambda *policy: results.append(derive(*policy)))
            add(store, policy, {timestamp: OTHER_TEXT})

    add_and_keep("20150801000000")
    add_and_keep("20150901000000")
    first, second = results
    assert (first.versions[-1].candidate, first.new_revisions) == (True, ())
    assert (second.versions[-1].candidate, [one.after.number for one in second.new_revisions]) == (False, [4])
    assert first.new_candidate == first.revisions[-1]
    assert second.new_candidate is None


def test_a_candidate_is_new_once(store: Store) -> None:
    policy = heron(store)
    add(store, policy, {"20150801000000": OTHER_TEXT})
    store.facts.declare(replace(policy, title="Another title"))
    again = derive(store, store.facts.policy(policy.name))
    assert (again.versions[-1].candidate, again.new_candidate) == (True, None)
    assert derive(store, policy, again=True).new_candidate is None


def test_a_text_that_returns_is_a_new_revision_each_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    monkeypatch.setattr("tests.support.small_histories.derive", lambda *policy: results.append(derive(*policy)))
    policy = Policy("heron", ("https://heron.example/privacy",))
    years = {2005: FIRST, 2007: SECOND, 2009: FIRST}
    add(store, policy, {f"{year + half}0101000000": page(*text) for year, text in years.items() for half in (0, 1)})
    add(store, policy, {f"{year}0101000000": page(*SECOND) for year in (2011, 2012)})
    first, second = results
    assert [one.after.number for one in first.new_revisions] == [2, 3]
    assert [one.after.number for one in second.new_revisions] == [4]


@pytest.mark.parametrize("again", [False, True])
def test_a_derivation_by_beautifulsoup_gives_the_same_timeline(store: Store, again: bool) -> None:
    policy = heron(store)
    quick = store.timeline(policy)
    slow = derive(store, policy, again=again, quick=False)
    assert (slow.versions, [one.changes for one in slow.revisions]) == (
        quick.versions,
        [one.changes for one in quick.revisions],
    )


def test_a_policy_with_another_selector_is_read_again_and_nothing_of_it_is_new(store: Store) -> None:
    policy = heron(store)
    chosen = replace(policy, select=("p",))
    store.facts.declare(chosen)
    result = derive(store, chosen)
    assert (result.code_changed, result.readings_made, result.new_revisions) == (True, 6, ())
    assert {told.code for told in store.derivations.readings("heron").values()} == {reading_code_for(chosen)}


def test_readings_by_todays_code_are_kept(store: Store) -> None:
    policy = heron(store)
    assert update_readings(store, policy) == 0
    assert update_readings(store, policy, again=True) == len(HERON)


def test_a_page_of_another_document_is_screened_and_makes_no_version(store: Store) -> None:
    policy = heron(store)
    bread = [
        f"Of loaf number {number} we say how the flour was ground, how long the dough rose, and who baked it in the night."
        for number in range(12)
    ]
    assert screen_captures(store, policy) == {}
    add(store, policy, {"20100101000000": page(*bread, title="Terms of Sale of the Heron Bakery")})
    verdicts = screen_captures(store, policy)
    assert [verdict for verdict, _ in verdicts.values()] in ([Verdict.OTHER_DOCUMENT], [])
    assert store.derivations.screened_out("heron") == verdicts
    assert len(store.timeline(policy).versions) == 3


def test_a_damaged_body_leaves_the_timeline_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = heron(store)
    before = store.timeline(policy)
    read = derive_timeline.read
    calls = []

    def failing(*arguments: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 4:
            raise DamagedBody("the bytes do not hash to their name")
        return read(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(derive_timeline, "read", failing)
    with pytest.raises(DamagedBody):
        derive(store, policy, again=True)
    assert len(calls) == 4
    assert store.timeline(policy) == before


def test_the_steps_run_in_their_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = heron(store)
    steps: list[str] = []

    def traced(target: object, name: str) -> None:
        original: Callable[..., object] = getattr(target, name)

        def call(*arguments: object, **options: object) -> object:
            steps.append(name)
            return original(*arguments, **options)

        monkeypatch.setattr(target, name, call)

    for name in ("update_readings", "screen_captures", "assemble_versions", "_comparisons"):
        traced(derive_timeline, name)
    traced(store.search, "update")
    traced(store.outbox, "record_revisions")
    derive(store, policy, again=True)
    assert steps == [
        "update_readings",
        "screen_captures",
        "assemble_versions",
        "_comparisons",
        "update",
        "record_revisions",
    ]
