"""Verify a store: hash every body and derive every policy again, compare with what is recorded, and write nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from clausetrail.pipelines.code_version import reading_code_for, revision_code
from clausetrail.pipelines.derive.derive_timeline import screen_captures
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.model import Policy, iso_date
from clausetrail.snapshots.store import Store


def damaged_bodies(store: Store) -> Iterator[str]:
    """Yield a sentence for each body that no longer hashes to its name."""
    for name in list(store.bodies.names()):
        try:
            store.bodies.get(name)
        except DamagedBody as error:
            yield str(error)


def derivation_differences(store: Store, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each recorded derivation of *policy* that differs from what today's code derives.

    Raises DamagedBody.
    """
    readings, code = store.derivations.readings(policy.name), reading_code_for(policy)
    for capture in list(store.facts.fetched_captures(policy.name)):
        recorded = readings.get(capture.id or 0)
        where = f"{policy.name}: the reading of {iso_date(capture.timestamp)}"
        if recorded is None:
            yield f"{where} is missing; `clausetrail rebuild {policy.name}` makes it"
            continue
        today = read(store.facts.snapshot(capture), policy, code)
        fingerprint = today.fingerprint if recorded.fingerprint is not None else None
        if (today.verdict, fingerprint) != (recorded.verdict, recorded.fingerprint):
            why = "" if recorded.code == code else f" (made by {recorded.code}, today {code})"
            yield f"{where} was {recorded.verdict}, today's code reads {today.verdict} with other words{why}"
    yield from _timeline_differences(store, policy)


def _timeline_differences(store: Store, policy: Policy) -> Iterator[str]:
    recorded = store.derivations.versions(policy.name)
    same_outsiders = store.derivations.screened_out(policy.name) == screen_captures(store, policy)
    if not same_outsiders or recorded != assemble_versions(store.derivations.observations(policy.name)):
        yield f"{policy.name}: the versions do not follow from the readings; `clausetrail rebuild {policy.name}` makes them again"
        return
    comparisons = store.derivations.comparisons(policy.name)
    for before, after in pairwise(recorded):
        code, found = comparisons.get((before.text, after.text), ("", ()))
        today = changes(store.derivations.clauses(before.text), store.derivations.clauses(after.text))
        if today != found:
            why = "" if code == revision_code() else f" (made by {code or 'nothing'}, today {revision_code()})"
            yield f"{policy.name}: today's code finds other changes in revision {after.number}{why}"
