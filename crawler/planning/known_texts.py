"""Fingerprints of the stored captures as today's code reads them, so that a plan compares like with like."""

from __future__ import annotations

from clausetrail.pipelines.derive.derive_timeline import update_readings
from clausetrail.snapshots.history.coverage import UNREADABLE
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store


def fingerprints(store: Store, policy: Policy) -> dict[int, str]:
    """Return the fingerprint of each stored capture of *policy* by its number, UNREADABLE where it shows no policy.

    It is that of what is certain by the page alone: text elsewhere on the page that is new at each capture, like a hidden
    number, is no reason to fetch more. What all captures together show is settled when the timeline is derived.

    Captures that older code read are read again: otherwise a difference that the code made would be bisected like a
    change of the policy.
    """
    update_readings(store, policy)
    readings = store.derivations.readings(policy.name)
    return {number: reading.page_fingerprint or UNREADABLE for number, reading in readings.items()}
