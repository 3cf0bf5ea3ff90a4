"""What today's code reads otherwise than is recorded: the old epoch beside the new one, before it is accepted.

A policy is told again in a transaction that is undone, so that what is said here is what `rebuild` would do. Both
readings are of the same bytes: every difference comes from our code, and none from the policy.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.code_upgrade import (
    ClauseDifference,
    ReadingDifference,
    UpgradeEffect,
    difference_kind,
)
from clausetrail.snapshots.history_screening.other_documents import Verdicts
from clausetrail.snapshots.model import Capture, Clause, Event, Policy, Verdict
from clausetrail.snapshots.storage.derivations import Told
from clausetrail.snapshots.store import Store


class _Undone(Exception):
    """Ends a rehearsal."""


@contextlib.contextmanager
def rolled_back(store: Store) -> Iterator[None]:
    """Let everything inside be written to *store*, and undo it in the end."""
    with contextlib.suppress(_Undone), store.transaction():
        yield
        raise _Undone


def preview_upgrade(store: Store, policy: Policy, *, quick: bool = True) -> UpgradeEffect:
    """Return what today's code, *quick* or by BeautifulSoup, would tell of *policy* otherwise than is recorded.

    Raises DamagedBody.
    """
    derivations, name = store.derivations, policy.name
    with rolled_back(store):
        recorded, judged = derivations.readings(name), derivations.outsiders(name)
        versions, events = derivations.versions(name), _events(store, name)
        derive(store, policy, again=True, quick=quick)
        epoch = UpgradeEffect(policies=1)
        _count_readings(store, policy, epoch, recorded, judged)
        today = derivations.versions(name)
        epoch.versions = len(versions), len(today)
        old, new = ({version.first: version for version in side} for side in (versions, today))
        epoch.versions_added = tuple(capture for capture in new if capture not in old)
        epoch.versions_removed = tuple(capture for capture in old if capture not in new)
        epoch.changed_revisions = sum(events.get(ends, told) != told for ends, told in _events(store, name).items())
    return epoch


def _events(store: Store, policy: str) -> dict[tuple[Capture, Capture], Counter[tuple[Event, bool]]]:
    """Return what each revision tells, by the first captures of its two versions."""
    return {
        (revision.before.first, revision.after.first): Counter((told.event, told.moved) for told in revision.changes)
        for revision in store.derivations.revisions(policy)
    }


def _count_readings(
    store: Store, policy: Policy, epoch: UpgradeEffect, recorded: Mapping[int, Told], judged: Verdicts
) -> None:
    today, judged_today = store.derivations.readings(policy.name), store.derivations.outsiders(policy.name)
    differences: dict[tuple[str, str], tuple[ClauseDifference, ...]] = {}  # captures that read alike differ alike
    for capture in store.facts.fetched(policy.name):
        number = capture.id or 0
        was, now = recorded.get(number), today[number]
        epoch.readings += 1
        turns = tuple(_turns(was, now, judged.get(number), judged_today.get(number)))
        if not turns or was is None:
            epoch.differing += [(capture, turns)] if turns else []
            epoch.reading_differences.update(turns)
            continue
        epoch.differing.append((capture, turns))
        epoch.reading_differences.update(turns)
        epoch.codes.add(was.code)
        if was.text and now.text and was.text != now.text:
            pair = was.text, now.text
            if pair not in differences:
                differences[pair] = tuple(_between(*map(store.derivations.clauses, pair)))
            epoch.clause_differences.update(set(differences[pair]))
            epoch.events.update(difference_kind(told) for told in differences[pair])


def _turns(was: Told | None, now: Told, *judged: tuple[Verdict, str] | None) -> Iterator[ReadingDifference]:
    """Yield in which respects a reading differs. Words and their normal form make the history, the layout does not."""
    if was is None:
        yield "verdict", "unread", now.verdict
        return
    before, after = (_verdict(told, outside) for told, outside in zip((was, now), judged, strict=True))
    if before != after:
        yield "verdict", *((before[0], after[0]) if before[0] != after[0] else (": ".join(before), ": ".join(after)))
    if was.text and now.text and (was.text, was.fingerprint) != (now.text, now.fingerprint):
        yield ("layout" if was.fingerprint == now.fingerprint else _what_differs(was, now)), "", ""
    for respect in ("title", "language", "encoding"):
        old, new = getattr(was, respect), getattr(now, respect)
        if old != new:
            yield (respect, old, new) if respect != "title" else (respect, "", "")


def _what_differs(was: Told, now: Told) -> str:
    """Return "words", or that only what is compared of them is another, as where the normal form has a new rule."""
    return "words" if was.text != now.text else "normal form"


def _verdict(told: Told, outside: tuple[Verdict, str] | None) -> tuple[str, str]:
    """Return what *told* shows and why, as its neighbours in time judge it."""
    return (str(outside[0]), outside[1]) if outside else (str(told.verdict), told.reason)


def _between(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Iterator[ClauseDifference]:
    for change in changes(before, after):
        old, new = (
            tuple(side[at] for at in places) for side, places in ((before, change.before), (after, change.after))
        )
        yield ClauseDifference(change.event, change.moved, old, new)
