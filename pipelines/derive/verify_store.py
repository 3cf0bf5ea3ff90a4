"""Does the store still say what its bytes say? Every body hashed again, every policy told again; nothing is written."""

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
    """Yield a sentence for each body whose bytes no longer hash to its name."""
    for name in list(store.bodies.names()):
        try:
            store.bodies.get(name)
        except DamagedBody as error:
            yield str(error)


def derivation_differences(store: Store, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each derivation of *policy* that today's code would tell otherwise."""
    readings, code = store.derivations.readings(policy.name), reading_code_for(policy)
    for capture in list(store.facts.fetched(policy.name)):
        told = readings.get(capture.id or 0)
        where = f"{policy.name}: the reading of {iso_date(capture.timestamp)}"
        if told is None:
            yield f"{where} is missing; `clausetrail rebuild {policy.name}` makes it"
            continue
        today = read(store.facts.snapshot(capture), policy, code)
        fingerprint = today.fingerprint if told.fingerprint is not None else None
        if (today.verdict, fingerprint) != (told.verdict, told.fingerprint):
            why = "" if told.code == code else f" (made by {told.code}, today {code})"
            yield f"{where} was {told.verdict}, today's code reads {today.verdict} with other words{why}"
    yield from _told_otherwise(store, policy)


def _told_otherwise(store: Store, policy: Policy) -> Iterator[str]:
    recorded = store.derivations.versions(policy.name)
    same_outsiders = store.derivations.outsiders(policy.name) == screen_captures(store, policy)
    if not same_outsiders or recorded != assemble_versions(store.derivations.sightings(policy.name)):
        yield f"{policy.name}: the versions do not follow from the readings; `clausetrail rebuild {policy.name}` tells them again"
        return
    held = store.derivations.comparisons(policy.name)
    for before, after in pairwise(recorded):
        code, told = held.get((before.text, after.text), ("", ()))
        today = changes(store.derivations.clauses(before.text), store.derivations.clauses(after.text))
        if today != told:
            why = "" if code == revision_code() else f" (made by {code or 'nothing'}, today {revision_code()})"
            yield f"{policy.name}: revision {after.number} is told otherwise by today's code{why}"
