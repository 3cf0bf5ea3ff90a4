"""The state of a policy for monitoring: what failed since the last check, and how long ago that was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clausetrail.reports.lookup.policy_state import (
    NEVER,
    NOTHING,
    READ,
    STALE,
    UNREAD,
    PolicyState,
    never_read,
    policy_state,
    prometheus_lines,
)
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron

HERON = Policy("heron", ("http://heron.example/privacy",))


def checked(store: Store, policy: Policy) -> datetime:
    for url in policy.urls:
        store.addresses.record_listing(policy.name, "ia", url, "20150613000000", to_the_end=True)
    return datetime.fromisoformat(store.addresses.last_checked(policy))


def test_a_policy_is_read_until_its_last_check_is_too_long_ago(store: Store) -> None:
    policy = heron(store)
    when = checked(store, policy)
    found = policy_state(store, policy, when + timedelta(days=2), 3)
    assert (found.state, found.reason, found.age, found.versions) == (READ, "", 2.0, 3)
    assert (found.newest, found.changed) == ("2015-06-13", "2014-06-13")
    stale = policy_state(store, policy, when + timedelta(days=4), 3)
    assert (stale.state, stale.reason) == (STALE, f"last checked on {when:%Y-%m-%d}")


def test_a_policy_that_no_archive_was_asked_for_was_never_checked(store: Store) -> None:
    policy = heron(store)
    assert policy_state(store, policy, datetime.now(UTC), 3).state == NEVER
    assert never_read("crane") == PolicyState(
        "crane", NEVER, "in the watchlist, and not in the store", "", None, 0, "", ""
    )


@pytest.mark.parametrize(("answer", "state"), [("throttled", UNREAD), ("excluded", READ)])
def test_a_failed_request_counts_where_it_is_later_than_the_check_and_may_succeed_again(
    store: Store, answer: str, state: str
) -> None:
    policy = heron(store)
    when = checked(store, policy)
    store.facts.add_failed_request(FailedRequest(policy.name, policy.urls[0], answer, "", None))
    store._database.execute("UPDATE absences SET asked_at = '2999-01-01T00:00:00Z'")
    found = policy_state(store, policy, when, 3)
    assert found.state == state
    assert (answer in found.reason) == (state == UNREAD)


def test_a_policy_without_text_is_named_with_the_reason(store: Store) -> None:
    store.facts.declare(HERON)
    when = checked(store, HERON)
    found = policy_state(store, HERON, when, 3)
    assert (found.state, found.versions) == (NOTHING, 0)
    assert "the archive lists no capture" in found.reason


def test_metrics_have_one_line_for_each_policy_and_state() -> None:
    states = [PolicyState('a"b\\c\n', STALE, "", "2026-01-01T00:00:00Z", 5.25, 1, "", ""), never_read("d")]
    lines = [line for line in prometheus_lines(states) if not line.startswith("#")]
    assert lines == [
        'clausetrail_policy_age_days{policy="a\\"b\\\\c\\n"} 5.250',
        'clausetrail_policies{state="never checked"} 1',
        'clausetrail_policies{state="unread"} 0',
        'clausetrail_policies{state="nothing read"} 0',
        'clausetrail_policies{state="stale"} 1',
        'clausetrail_policies{state="read"} 0',
    ]
