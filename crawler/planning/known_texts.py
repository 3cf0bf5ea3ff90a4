"""What today's code reads in the bytes that are held, so that a plan compares like with like."""

from __future__ import annotations

from clausetrail.pipelines.derive.derive_timeline import update_readings
from clausetrail.snapshots.history.coverage import UNREADABLE
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store


def fingerprints(store: Store, policy: Policy) -> dict[int, str]:
    """Return what each capture of *policy* that is held says, by its number: a fingerprint, or SILENT.

    What older code read is read again: a difference that is ours would be bisected like one of the policy.
    """
    update_readings(store, policy)
    told = store.derivations.readings(policy.name)
    return {number: one.fingerprint or UNREADABLE for number, one in told.items()}
