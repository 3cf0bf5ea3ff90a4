"""Preview an upgrade: what today's code derives from the stored bytes, compared with what is recorded.

A policy is derived again in a transaction that is rolled back, so the preview is what `rebuild` would do. Both readings
are of the same bytes: every difference is one of our code, and none of the policy.
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
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.model import Capture, Clause, Event, Policy, Verdict
from clausetrail.snapshots.storage.derivations import StoredReading
from clausetrail.snapshots.store import Store


class _RollBack(Exception):
    """Ends a transaction that is only a preview."""


@contextlib.contextmanager
def rolled_back(store: Store) -> Iterator[None]:
    """Let the body write to *store*, and roll everything back at its end."""
    with contextlib.suppress(_RollBack), store.transaction():
        yield
        raise _RollBack


def preview_upgrade(store: Store, policy: Policy, *, quick: bool = True) -> UpgradeEffect:
    """Return how the derivations of *policy* by today's code, *quick* or by BeautifulSoup, differ from the recorded ones.

    Raises DamagedBody.
    """
    derivations, name = store.derivations, policy.name
    with rolled_back(store):
        recorded_readings, recorded_verdicts = derivations.readings(name), derivations.screened_out(name)
        recorded_versions, recorded_events = derivations.versions(name), _events(store, name)
        derive(store, policy, again=True, quick=quick)
        effect = UpgradeEffect(policies=1)
        _count_readings(store, policy, effect, recorded_readings, recorded_verdicts)
        versions = derivations.versions(name)
        effect.versions = len(recorded_versions), len(versions)
        # A version is identified by its first capture: code may change its text, its number and its last capture.
        before, after = ({version.first: version for version in side} for side in (recorded_versions, versions))
        effect.versions_added = tuple(capture for capture in after if capture not in before)
        effect.versions_removed = tuple(capture for capture in before if capture not in after)
        effect.changed_revisions = sum(
            recorded_events.get(ends, events) != events for ends, events in _events(store, name).items()
        )
    return effect


def _events(store: Store, policy: str) -> dict[tuple[Capture, Capture], Counter[tuple[Event, bool]]]:
    """Return the counted events of each revision, by the first captures of its two versions."""
    return {
        (revision.before.first, revision.after.first): Counter(
            (change.event, change.moved) for change in revision.changes
        )
        for revision in store.derivations.revisions(policy)
    }


def _count_readings(
    store: Store,
    policy: Policy,
    effect: UpgradeEffect,
    recorded: Mapping[int, StoredReading],
    recorded_verdicts: Verdicts,
) -> None:
    """Count in *effect* how today's readings of *policy* differ from the *recorded* ones."""
    today, verdicts = store.derivations.readings(policy.name), store.derivations.screened_out(policy.name)
    by_texts: dict[tuple[str, str], tuple[ClauseDifference, ...]] = {}  # many captures share one pair of texts
    for capture in store.facts.fetched_captures(policy.name):
        number = capture.id or 0
        old, new = recorded.get(number), today[number]
        effect.readings += 1
        differences = tuple(_reading_differences(old, new, recorded_verdicts.get(number), verdicts.get(number)))
        if not differences:
            continue
        effect.differing.append((capture, differences))
        effect.reading_differences.update(differences)
        if old is None:
            continue
        effect.codes.add(old.code)
        if old.text and new.text and old.text != new.text:
            texts = old.text, new.text
            if texts not in by_texts:
                by_texts[texts] = tuple(_clause_differences(*map(store.derivations.clauses, texts)))
            effect.clause_differences.update(set(by_texts[texts]))
            effect.events.update(difference_kind(difference) for difference in by_texts[texts])


def _reading_differences(
    old: StoredReading | None, new: StoredReading, *neighbour_verdicts: tuple[Verdict, str] | None
) -> Iterator[ReadingDifference]:
    """Yield in which respects the readings *old* and *new* of one capture differ, with both values where they are short.

    *neighbour_verdicts* are those of the screening by neighbours in time, for both readings. Differences of words and of
    their normal form change the history; a difference of layout does not.
    """
    if old is None:
        yield "verdict", "unread", new.verdict
        return
    before, after = (
        _verdict(reading, screened) for reading, screened in zip((old, new), neighbour_verdicts, strict=True)
    )
    if before != after:
        yield "verdict", *((before[0], after[0]) if before[0] != after[0] else (": ".join(before), ": ".join(after)))
    if old.text and new.text and (old.text, old.fingerprint) != (new.text, new.fingerprint):
        yield _text_respect(old, new), "", ""
    for respect in ("title", "language", "encoding"):
        old_value, new_value = getattr(old, respect), getattr(new, respect)
        if old_value != new_value:
            yield (respect, old_value, new_value) if respect != "title" else (respect, "", "")


def _text_respect(old: StoredReading, new: StoredReading) -> str:
    """Return in which respect two texts differ.

    One fingerprint means that only the "layout" differs. One text with two fingerprints means that only its "normal
    form" differs, which is what is compared, as where the normal form has a new rule. Anything else is "words".
    """
    if old.fingerprint == new.fingerprint:
        return "layout"
    return "words" if old.text != new.text else "normal form"


def _verdict(reading: StoredReading, screened: tuple[Verdict, str] | None) -> tuple[str, str]:
    """Return the verdict on a reading and its reason; that of the screening by neighbours, where there is one."""
    return (str(screened[0]), screened[1]) if screened else (str(reading.verdict), reading.reason)


def _clause_differences(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Iterator[ClauseDifference]:
    for change in changes(before, after):
        old, new = (
            tuple(side[at] for at in places) for side, places in ((before, change.before), (after, change.after))
        )
        yield ClauseDifference(change.event, change.moved, old, new)
