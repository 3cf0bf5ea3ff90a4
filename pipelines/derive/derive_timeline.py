"""From the facts about one policy to its timeline, with today's code. The one way that derivations are made.

A crawl, `rebuild`, `verify` and `import` all come through here, so they cannot tell different histories.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clausetrail.pipelines.code_version import reading_code_for, revision_code, timeline_code
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.history_screening.other_documents import (
    Verdicts,
    screen_readings,
    site_label,
    site_name_check,
)
from clausetrail.snapshots.model import Change, Clause, Policy, Revision, Version
from clausetrail.snapshots.storage.derivations import Comparisons
from clausetrail.snapshots.store import Store


@dataclass(frozen=True, slots=True)
class DerivationResult:
    """What telling a policy brought: its versions, and which revisions were not there before.

    A text that is still a candidate is no news yet. *code_changed* says that code, or what the watchlist selects, has
    changed since the last telling: then only what new captures show is news of the policy.
    """

    versions: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    new_revisions: tuple[Revision, ...]
    code_changed: bool
    readings_made: int


def derive(store: Store, policy: Policy, *, again: bool = False, quick: bool = True) -> DerivationResult:
    """Read what is unread, assemble the versions and compare those that were not compared, in one transaction.

    With *again* everything is read and compared anew, whatever code made what is there, and without *quick* every
    page by BeautifulSoup, as a crawl does it. Does nothing where neither facts nor code have changed.
    """
    mark, code = store.facts.mark(policy.name), f"{reading_code_for(policy)} {revision_code()} {timeline_code()}"
    told_mark, told_code = store.derivations.told(policy.name)
    if not again and (told_mark, told_code) == (mark, code):
        return _unchanged(store, policy)
    code_changed = bool(told_code) and told_code != code
    with store.transaction():
        is_news = _by_captures(store, policy, told_mark) if code_changed else None
        readings_made = update_readings(store, policy, again=again, quick=quick)
        known = Counter(_told(store.derivations.revisions(policy.name)))
        store.derivations.judge(policy.name, screen_captures(store, policy))
        versions = assemble_versions(store.derivations.sightings(policy.name))
        held = {} if again else store.derivations.comparisons(policy.name)
        made = {pair: _compared(store, *pair, held) for pair in _pairs(versions)}
        store.derivations.add_timeline(policy.name, versions, made, mark, code)
        store.search.learn(policy.name, versions, again=again)
        revisions = store.derivations.revisions(policy.name)
        fresh = tuple(
            r
            for r, told in zip(revisions, _told(revisions), strict=True)
            if not r.after.candidate and (is_news(r) if is_news else not known[told])
        )
        store.outbox.note(policy.name, revisions, fresh)
    return DerivationResult(versions, revisions, fresh, code_changed, readings_made)


def _by_captures(store: Store, policy: Policy, mark: str) -> Callable[[Revision], bool]:
    """Return what tells the policy's news from ours where code has changed, so that no words can: the captures.

    A text is news that is seen only on captures which were not listed at *mark*, or that was a candidate then.
    """
    listed = int(json.loads(mark)[1] or 0)  # the highest number of a capture
    waiting = {version.first.id for version in store.derivations.versions(policy.name) if version.candidate}

    def is_news(revision: Revision) -> bool:
        first, last = revision.after.first.id or 0, revision.after.last.id or 0
        return first in waiting or min(first, last) > listed

    return is_news


def screen_captures(store: Store, policy: Policy) -> Verdicts:
    """Return the captures that read well and yet do not show *policy*, judged beside their neighbours in time."""
    seen = [sighting for sighting in store.derivations.read_sightings(policy.name) if sighting.fingerprint]
    texts = {sighting.fingerprint: sighting.text for sighting in seen}

    def clauses(fingerprint: str) -> tuple[Clause, ...]:
        return store.derivations.clauses(texts[fingerprint] or "")

    strays = store.frames.strays(policy, seen)
    # What others cleaned, they have judged.
    ours = (one for one in seen if not one.capture.is_imported and one.capture.id not in strays)
    names_site = site_name_check({site_label(url) for url in policy.urls}, clauses)
    return screen_readings(ours, store.derivations.likenesses(policy.name), names_site, clauses) | strays


def _pairs(versions: Sequence[Version]) -> Iterator[tuple[str, str]]:
    """Yield the texts to compare: each version's with the next one's, and with those of its faces."""
    for before, after in pairwise(versions):
        yield before.text, after.text
    for version in versions:
        yield from ((version.text, face.text) for face in version.faces)


def _told(revisions: Iterable[Revision]) -> Iterator[tuple[str, str, int]]:
    """Yield what tells each of *revisions* from the others: its texts, and how often they had followed each other before.

    One whose newer text is still a candidate is not told yet.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for revision in revisions:
        pair = revision.before.fingerprint, revision.after.fingerprint
        yield (*pair, counts[pair]) if not revision.after.candidate else ("", "", 0)
        counts[pair] += 1


def _unchanged(store: Store, policy: Policy) -> DerivationResult:
    timeline = store.timeline(policy)
    return DerivationResult(timeline.versions, timeline.revisions, (), code_changed=False, readings_made=0)


def update_readings(store: Store, policy: Policy, *, again: bool = False, quick: bool = True) -> int:
    """Read every snapshot that has no reading by today's code, with *again* every one, and return how many.

    *quick* makes no soup of a page where no selector asks for one; both ways read alike (docs/decisions/0009).
    """
    code, count = reading_code_for(policy), 0
    readings = store.derivations.readings(policy.name)
    for capture in list(store.facts.fetched(policy.name)):
        assert capture.id is not None
        held = readings.get(capture.id)
        if again or held is None or held.code != code:
            store.derivations.add_reading(read(store.facts.snapshot(capture), policy, code, quick=quick))
            count += 1
    return count


def _compared(store: Store, before: str, after: str, held: Comparisons) -> tuple[str, tuple[Change, ...]]:
    code, known = held.get((before, after), ("", ()))
    if code == revision_code():
        return code, known
    clauses = store.derivations.clauses
    return revision_code(), changes(clauses(before), clauses(after))
