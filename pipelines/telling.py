"""From the facts about one policy to its timeline, with today's code. The one way that derivations are made.

A crawl, `rebuild`, `verify` and `import` all come through here, so they cannot tell different histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipelines.code import reading_code, revision_code
from pipelines.reading import read
from snapshots.differ import changes
from snapshots.model import Change, Policy, Revision, Version
from snapshots.store import Store
from snapshots.timeline import assemble

# The code and the changes of each comparison that was made, by the texts before and after it.
Held = dict[tuple[str, str], tuple[str, tuple[Change, ...]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What telling a policy brought: its versions, and which revisions were not there before.

    *retold* says that code has changed since the last telling: then nothing of it is news of the policy.
    """

    versions: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    new_revisions: tuple[Revision, ...]
    retold: bool
    reread: int


def tell(store: Store, policy: Policy, *, again: bool = False) -> Outcome:
    """Read what is unread, assemble the versions and compare those that were not compared, in one transaction.

    With *again* everything is read and compared anew, whatever code made what is there. Does nothing where
    neither facts nor code have changed.
    """
    mark, code = store.facts.mark(policy.name), _code()
    told_mark, told_code = store.derivations.told(policy.name)
    if not again and (told_mark, told_code) == (mark, code):
        return _unchanged(store, policy)
    with store.transaction():
        reread = _read_unread(store, policy, again=again)
        versions = assemble(store.derivations.sightings(policy.name))
        held = {} if again else store.derivations.changes(policy.name)
        revisions = tuple(_revision(store, before, after, held) for before, after in pairwise(versions))
        known = {(r.before.fingerprint, r.after.fingerprint) for r in store.derivations.revisions(policy.name)}
        store.derivations.add_timeline(policy.name, revisions, versions, mark, code)
    fresh = tuple(r for r in revisions if (r.before.fingerprint, r.after.fingerprint) not in known)
    return Outcome(versions, revisions, fresh, bool(told_code) and told_code != code, reread)


def _code() -> str:
    return f"{reading_code()} {revision_code()}"


def _unchanged(store: Store, policy: Policy) -> Outcome:
    timeline = store.timeline(policy)
    return Outcome(timeline.versions, timeline.revisions, (), retold=False, reread=0)


def _read_unread(store: Store, policy: Policy, *, again: bool) -> int:
    """Read every snapshot that has no reading by today's code, one at a time, and return how many."""
    code, count = reading_code(), 0
    readings = store.derivations.readings(policy.name)
    for capture in list(store.facts.fetched(policy.name)):
        assert capture.id is not None
        held = readings.get(capture.id)
        if again or held is None or held.code != code:
            store.derivations.add_reading(read(store.facts.snapshot(capture), policy, code))
            count += 1
    return count


def _revision(store: Store, before: Version, after: Version, held: Held) -> Revision:
    code, known = held.get((before.text, after.text), ("", ()))
    if code == revision_code():
        return Revision(before, after, known, code)
    clauses = store.derivations.clauses
    return Revision(before, after, changes(clauses(before.text), clauses(after.text)), revision_code())
