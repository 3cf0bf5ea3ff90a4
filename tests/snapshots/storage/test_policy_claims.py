"""Which run is reading a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.migrations import POLICY_CLAIMS
from clausetrail.snapshots.store import Store
from tests.support.small_histories import store_before


def living(holder: str) -> bool:
    return False


def claim(store: Store, policy: str, holder: str) -> bool:
    return not store.runs.claim_policy(policy, holder, 60, living)


@pytest.fixture
def two(store: Store) -> Store:
    for name in ("acme", "kites"):
        store.facts.declare(Policy(name, (f"http://{name}.example/",)))
    return store


def test_one_holder_has_a_policy_until_it_releases_it(two: Store) -> None:
    assert claim(two, "acme", "first")
    assert claim(two, "acme", "first")
    assert not claim(two, "acme", "second")
    assert claim(two, "kites", "second")
    two.runs.release_claims("second")
    assert not claim(two, "acme", "second")
    two.runs.release_claims("first", "acme")
    assert claim(two, "acme", "second")


def test_a_claim_ends_with_its_process_or_with_its_time(two: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert claim(two, "acme", "first")
    assert two.runs.claim_policy("acme", "second", 60, lambda holder: holder == "first") == ""
    now = clock.unix_seconds()
    monkeypatch.setattr(clock, "unix_seconds", lambda: now + 50)
    two.runs.renew_claims("second", 60)
    monkeypatch.setattr(clock, "unix_seconds", lambda: now + 100)
    assert not claim(two, "acme", "third")
    monkeypatch.setattr(clock, "unix_seconds", lambda: now + 120)
    assert claim(two, "acme", "third")
    # The clock was set back: no claim may last longer than it was made for.
    monkeypatch.setattr(clock, "unix_seconds", lambda: now - 10_000)
    assert claim(two, "acme", "fourth")


def test_an_older_store_gets_the_table(tmp_path: Path) -> None:
    store_before(tmp_path, POLICY_CLAIMS).close()
    store = Store.open(tmp_path)
    store.facts.declare(Policy("acme", ("http://acme.example/",)))
    assert claim(store, "acme", "first")
    store.close()
