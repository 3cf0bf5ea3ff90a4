"""What today's code reads in the bytes that are held, so that a plan compares like with like."""

from __future__ import annotations

from pipelines.code import reading_code
from pipelines.reading import read
from snapshots.model import Policy, Verdict
from snapshots.store import Store
from snapshots.unseen import SILENT


def fingerprints(store: Store, policy: Policy) -> dict[int, str]:
    """Return what each capture of *policy* that is held says, by its number: a fingerprint, or SILENT.

    What older code read is read again: a difference that is ours would be bisected like one of the policy.
    """
    code, told = reading_code(), store.derivations.readings(policy.name)
    said = {number: one.fingerprint or SILENT for number, one in told.items() if one.code == code}
    for capture in list(store.facts.fetched(policy.name)):
        if capture.id is not None and capture.id not in said:
            reading = read(store.facts.snapshot(capture), policy, code)
            store.derivations.add_reading(reading)
            said[capture.id] = reading.fingerprint if reading.verdict is Verdict.POLICY else SILENT
    return said
