"""The parts of a store together."""

from __future__ import annotations

from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME, capture, fetched, listing


def test_a_capture_without_a_text_has_a_reason(acme: Store) -> None:
    rows = [
        capture(1),
        capture(2, "B" * 32, 301),
        capture(3, "C" * 32, 404),
        capture(4, "D" * 32),
        capture(5, "E" * 32),
    ]
    acme.facts.add_listing(listing(), rows)
    fetched(acme, 1, "one", "A" * 32)
    hopped = next(c.id for c in acme.facts.captures("acme") if c.digest.startswith("D"))
    acme.facts.add_failed_request(FailedRequest("acme", "x", "hop to another time", capture=hopped))
    reasons = [silence.reason for silence in acme.unreadable_captures(ACME)]
    assert reasons == ["archived redirect", "archived error 404", "hop to another time", "not fetched"]
    found = acme.unreadable_captures(ACME)
    assert (
        unreadable_captures.reasons_between(found, "20100201000000", "20100204000000")
        == "archived error 404, archived redirect"
    )
