"""Facts are stored completely and once, and read back in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.model import Snapshot
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME, capture, fetched, listing


def test_a_listing_is_stored_completely_and_a_repeated_one_adds_no_capture(acme: Store) -> None:
    rows = [capture(1), capture(2, "B" * 32), capture(1)]
    assert acme.facts.add_listing(listing(), rows) == 2
    assert acme.facts.add_listing(listing(), rows) == 0
    assert [c.timestamp for c in acme.facts.captures("acme")] == ["20100201000000", "20100202000000"]


def test_an_index_counts_as_read_up_to_its_first_gap(acme: Store) -> None:
    def reached(since: str = "") -> str:
        return acme.facts.listed_until("acme", "a.example", ACME.urls[0], since)

    assert reached() == ""
    acme.facts.add_listing(listing(since="2012", reached="20130101000000"))
    assert reached() == ""
    assert reached("2012") == "20130101000000"
    acme.facts.add_listing(listing(since="", reached="", outcome="throttled"))
    assert reached() == ""
    acme.facts.add_listing(listing(since="", reached="20120601000000"))
    assert reached() == "20130101000000"


def test_a_snapshot_keeps_bytes_and_headers_unchanged(acme: Store) -> None:
    headers = (("X-A", "1"), ("X-A", "2"))
    snapshot = Snapshot(
        capture(),
        b"\x00\xff page",
        "http://a.example/web/1id_/x",
        200,
        headers,
        (("Content-Type", "text/html"),),
        "now",
    )
    number = acme.facts.add_snapshot(snapshot)
    (held,) = acme.facts.fetched_captures("acme")
    assert acme.facts.snapshot(held) == replace(snapshot, capture=replace(snapshot.capture, id=number))
    assert acme.facts.snapshot(held).content_type == "text/html"


def test_a_capture_is_unplayable_after_two_failures_but_throttling_and_faults_do_not_count(acme: Store) -> None:
    acme.facts.add_listing(listing(), [capture(1), capture(2, "B" * 32)])
    one, two = [c.id for c in acme.facts.captures("acme")]
    for answer, number in [
        ("hop to another time", one),
        ("throttled", two),
        ("throttled", two),
        ("archive fault", two),
    ]:
        acme.facts.add_failed_request(FailedRequest("acme", "x", answer, capture=number))
    assert acme.facts.unplayable("acme", "2000-01-01T00:00:00Z") == set()
    acme.facts.add_failed_request(FailedRequest("acme", "x", "hop to another time", capture=one))
    assert acme.facts.unplayable("acme", "2000-01-01T00:00:00Z") == {one}
    assert acme.facts.unplayable("acme", "9999-01-01T00:00:00Z") == set()  # long ago: tried again


def test_the_state_token_changes_with_the_facts_and_only_with_them(acme: Store) -> None:
    marks = [acme.facts.state_token("acme")]
    acme.facts.add_listing(listing(), [capture(1)])
    marks.append(acme.facts.state_token("acme"))
    fetched(acme, 1, "one", "A" * 32)
    marks.append(acme.facts.state_token("acme"))
    acme.facts.declare(replace(ACME, remove=("nav",)))
    marks.append(acme.facts.state_token("acme"))
    assert len(set(marks)) == 4
    acme.facts.add_listing(listing(), [capture(1)])
    acme.facts.declare(replace(ACME, remove=("nav",)))
    assert acme.facts.state_token("acme") == marks[-1]


def test_an_unknown_policy_is_an_error(acme: Store) -> None:
    assert acme.facts.policy("acme") == ACME
    with pytest.raises(UnknownPolicy):
        acme.facts.policy("acne corp")
