"""The status of addresses: listings, requests for the newest memento, and complete policies."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.snapshots.storage.address_status import AddressStatus
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME


def test_a_policy_is_as_recently_checked_as_its_oldest_check_of_an_address(acme: Store) -> None:
    two = replace(ACME, urls=(*ACME.urls, "http://acme.example/other"))
    assert acme.addresses.last_checked(two) == ""
    acme.addresses.record_listing("acme", "a.example", ACME.urls[0], "20100101000000", to_the_end=True)
    assert acme.addresses.last_checked(two) == ""
    acme.addresses.record_probe("acme", "a.example", "http://acme.example/other")
    assert acme.addresses.last_checked(two) != ""


def test_an_address_keeps_the_latest_value_of_each_field(acme: Store) -> None:
    where = ("acme", "a.example", ACME.urls[0])
    assert acme.addresses.status(*where) == AddressStatus()
    acme.addresses.record_listing(*where, "20100301000000", to_the_end=False)
    acme.addresses.record_listing(*where, "20100201000000", to_the_end=True)
    status = acme.addresses.status(*where)
    assert (status.newest, status.listed_at != "", status.probed_at) == ("20100301000000", True, "")
    assert acme.addresses.status("acme", "b.example", ACME.urls[0]) == AddressStatus()


def test_a_policy_is_complete_until_a_new_capture_is_listed(acme: Store) -> None:
    assert not acme.addresses.is_complete("acme")
    for complete in (True, True, False, False, True):
        acme.addresses.set_complete("acme", complete=complete)
        assert acme.addresses.is_complete("acme") is complete
