"""Derive a policy's timeline from its stored captures, with today's code. All derivations are made here.

`derive` runs seven steps in one transaction: read, settle, screen, assemble versions, compare, record, index and announce. A
crawl, `rebuild`, `verify` and `import` all use these steps, so they cannot derive different histories.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clausetrail.pipelines.code_version import reading_code_for, revision_code, timeline_code
from clausetrail.pipelines.derive.settle_zones import settled_texts
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.history_screening.screening_steps import screen_readings
from clausetrail.snapshots.history_screening.site_name import site_label, site_name_check
from clausetrail.snapshots.history_screening.switches import find_switches, titles_agree
from clausetrail.snapshots.model import Change, Clause, Policy, Revision, Switch, Version, iso_date
from clausetrail.snapshots.storage.derivations import Comparisons
from clausetrail.snapshots.store import Store

SelectNew = Callable[[Sequence[Revision]], tuple[Revision, ...]]


@dataclass(frozen=True, slots=True)
class DerivationResult:
    """The timeline of a policy after a derivation, and which of its revisions are new.

    A revision is not new while its newer text is still a candidate; *new_candidate* is the one to such a text that earlier
    derivations did not have, or None. *code_changed* is true where the code, or what the
    watchlist selects, has changed since the last derivation: then only what new captures show is new in the policy.
    *readings_made* counts the captures that were read.
    """

    versions: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    new_revisions: tuple[Revision, ...]
    code_changed: bool
    readings_made: int
    new_candidate: Revision | None = None


def derive(store: Store, policy: Policy, *, again: bool = False, quick: bool = True) -> DerivationResult:
    """Derive the timeline of *policy* in one transaction, store it, and return it.

    With *again* everything is read and compared anew, whatever code made the recorded results. Without *quick* every
    page is parsed by BeautifulSoup, as a crawl does it. Does nothing where neither the facts nor the code have changed.
    Raises DamagedBody, and then changes nothing.
    """
    facts, code = (
        store.facts.state_token(policy.name),
        f"{reading_code_for(policy)} {revision_code()} {timeline_code()}",
    )
    recorded_facts, recorded_code = store.derivations.derived_from(policy.name)
    if not again and (recorded_facts, recorded_code) == (facts, code):
        return _recorded(store, policy)
    code_changed = bool(recorded_code) and recorded_code != code
    with store.transaction():
        # Before anything else, since step 6 replaces the recorded versions: how a new revision is recognised.
        recorded, told = store.derivations.revisions(policy.name), certain_fingerprints(store, policy)
        by_captures = _new_by_captures(store, policy, recorded_facts) if code_changed else None
        last_recorded = store.derivations.versions(policy.name)[-1:]
        # 1. Read: every capture needs a reading by today's code, for readings by two codes differ by more than the policy.
        readings_made = update_readings(store, policy, again=again, quick=quick)
        # 2. Settle: what of each page is certain, which only all captures together show. All that follows is about certain text.
        store.derivations.set_certain_texts(policy.name, settled_texts(store, policy), again=again or code_changed)
        settled = certain_fingerprints(store, policy)
        # 3. Screen: a page that reads well may still be another document, which only its neighbours in time show.
        store.derivations.set_screened_out(policy.name, screen_captures(store, policy))
        # 4. Versions: captures of one text become one version, oldest first.
        versions = assemble_versions(store.derivations.observations(policy.name))
        # 5. Compare: only pairs that were not compared by today's code, since a comparison is the slowest step.
        comparisons = _comparisons(store, policy, versions, again=again)
        switches = find_policy_switches(store, policy, versions, comparisons)
        _compare_with_bases(store, policy, versions, switches, comparisons, again=again)
        # 6. Record: versions and comparisons replace the earlier ones, with the facts and the code that they follow from.
        store.derivations.add_timeline(policy.name, versions, comparisons, switches, facts, code)
        # 7. Index the texts for search, and note the revisions for feeds and alerts.
        store.search.update(policy.name, versions, again=again)
        revisions = store.derivations.revisions(policy.name)
        select_new = by_captures or _new_by_texts(recorded, told, settled)
        is_new_candidate = _new_candidates(last_recorded, settled, recorded_facts if code_changed else "")
        new_revisions = select_new(revisions)
        new_candidate = next(
            (one for one in revisions[-1:] if one.after.candidate and is_new_candidate(one.after)), None
        )
        store.outbox.record_revisions(policy.name, revisions, new_revisions, new_candidate)
    return DerivationResult(versions, revisions, new_revisions, code_changed, readings_made, new_candidate)


def _recorded(store: Store, policy: Policy) -> DerivationResult:
    timeline = store.timeline(policy)
    return DerivationResult(timeline.versions, timeline.revisions, (), code_changed=False, readings_made=0)


# Which revisions are new


def certain_fingerprints(store: Store, policy: Policy) -> dict[int | None, str]:
    """Return the fingerprint of the certain text of each capture of *policy* that was settled, by the number of the capture."""
    readings = store.derivations.readings(policy.name)
    return {
        seen.capture.id: seen.fingerprint
        for seen in store.derivations.unscreened_observations(policy.name)
        if seen.fingerprint and readings[seen.reading or 0].is_settled
    }


def _new_by_texts(
    recorded: Sequence[Revision], told: Mapping[int | None, str], settled: Mapping[int | None, str]
) -> SelectNew:
    """Return a function that selects revisions by their two texts: those that were not *recorded* before, as often as they occur.

    *told* and *settled* are the fingerprints of the certain texts of captures, before and after this derivation settled
    them. What new captures show of a page may settle the others anew: a recorded revision is known by the texts that its
    captures have now, and a revision between two captures that had one text before is none of the policy's, but of ours.
    """
    known = {*_keys(recorded), *_keys(recorded, settled)}

    def select(revisions: Sequence[Revision]) -> tuple[Revision, ...]:
        keyed = zip(revisions, _keys(revisions), strict=True)
        return tuple(
            revision
            for revision, key in keyed
            if not revision.after.candidate and key not in known and not was_one_text(revision)
        )

    def was_one_text(revision: Revision) -> bool:
        before = told.get(revision.before.last.id)
        return before is not None and before == told.get(revision.after.first.id)

    return select


def _keys(
    revisions: Iterable[Revision], settled: Mapping[int | None, str] | None = None
) -> Iterator[tuple[str, str, int] | None]:
    """Yield a key for each of *revisions*: its two texts, and how many earlier revisions have the same two texts.

    With *settled* the texts are those that its captures have in it. The key is None while the newer text is a candidate, so
    that the revision is new once the text is confirmed.
    """
    current = settled or {}
    counts: Counter[tuple[str, str]] = Counter()
    for revision in revisions:
        texts = (
            current.get(revision.before.last.id, revision.before.fingerprint),
            current.get(revision.after.first.id, revision.after.fingerprint),
        )
        yield (*texts, counts[texts]) if not revision.after.candidate else None
        counts[texts] += 1


def _new_candidates(
    last_recorded: Sequence[Version], settled: Mapping[int | None, str], recorded_facts: str
) -> Callable[[Version], bool]:
    """Return a function that says whether a candidate is new: not the version *last_recorded*, and not only read otherwise.

    *settled* are the fingerprints of the captures now. *recorded_facts* are given after a change of code: then the first
    capture of a new candidate was not listed at that time.
    """
    recorded = {version.fingerprint for version in last_recorded}
    recorded |= {settled.get(version.last.id, version.fingerprint) for version in last_recorded}
    last_listed = _last_listed(recorded_facts) if recorded_facts else 0
    return lambda version: version.fingerprint not in recorded and (version.first.id or 0) > last_listed


def _last_listed(facts: str) -> int:
    """Return the highest number of a capture in *facts*, a token of the state of a policy."""
    return int(json.loads(facts)[1] or 0)


def _new_by_captures(store: Store, policy: Policy, recorded_facts: str) -> SelectNew:
    """Return a function that selects new revisions by their captures, for use after a change of code.

    The texts of such a derivation differ from the recorded ones because of our code, so they cannot show what is new in
    the policy. A revision is new if only captures which were not listed at *recorded_facts* show its newer text, or if that text
    was a candidate then.
    """
    last_listed = _last_listed(recorded_facts)
    candidates = {version.first.id for version in store.derivations.versions(policy.name) if version.candidate}

    def is_new(version: Version) -> bool:
        first, last = version.first.id or 0, version.last.id or 0
        return not version.candidate and (first in candidates or min(first, last) > last_listed)

    return lambda revisions: tuple(revision for revision in revisions if is_new(revision.after))


# The steps


def update_readings(store: Store, policy: Policy, *, again: bool = False, quick: bool = True) -> int:
    """Read every snapshot that has no reading by today's code, or with *again* every one, and return how many.

    *quick* parses a page without BeautifulSoup where no selector needs it; both ways give the same reading
    (docs/decisions/0009).
    """
    code, count = reading_code_for(policy), 0
    readings = store.derivations.readings(policy.name)
    for capture in list(store.facts.fetched_captures(policy.name)):
        assert capture.id is not None
        recorded = readings.get(capture.id)
        if again or recorded is None or recorded.code != code:
            store.derivations.add_reading(read(store.facts.snapshot(capture), policy, code, quick=quick))
            count += 1
    return count


def screen_captures(store: Store, policy: Policy) -> Verdicts:
    """Return a verdict for each capture that reads well and yet does not show *policy*, judged by its neighbours in time."""
    seen = [sighting for sighting in store.derivations.unscreened_observations(policy.name) if sighting.fingerprint]
    texts = {sighting.fingerprint: sighting.text for sighting in seen}

    def clauses(fingerprint: str) -> tuple[Clause, ...]:
        return store.derivations.clauses(texts[fingerprint] or "")

    strays = store.frames.frames_not_shown(policy, seen)
    # An imported text was cleaned, and thereby judged, by others.
    screened = (sighting for sighting in seen if not sighting.capture.is_imported and sighting.capture.id not in strays)
    names_site = site_name_check({site_label(url) for url in policy.urls}, clauses)
    return screen_readings(screened, store.derivations.text_profiles(policy.name), names_site, clauses) | strays


def _comparisons(store: Store, policy: Policy, versions: Sequence[Version], *, again: bool) -> Comparisons:
    """Return the comparison of each pair of texts in *versions*; recorded ones by today's code are kept unless *again*."""
    recorded = {} if again else store.derivations.comparisons(policy.name)
    return {pair: _comparison(store, *pair, recorded) for pair, _ in compared_pairs(versions, {})}


def find_policy_switches(
    store: Store, policy: Policy, versions: Sequence[Version], comparisons: Comparisons
) -> dict[int, Switch]:
    """Return where *policy* switches to another document or language, judged by *comparisons* of its *versions*."""

    def paired_share(before: Version, after: Version) -> float:
        _, found = comparisons.get((before.text, after.text), ("", ()))
        return paired_words(store.derivations.clauses(before.text), store.derivations.clauses(after.text), found)

    labels = {site_label(url) for url in policy.urls}
    names_site = site_name_check(labels, store.derivations.clauses)

    def is_one_title(before: Version, after: Version) -> bool:
        old, new = (store.derivations.title(policy.name, version) for version in (before, after))
        return titles_agree(old, new, labels) and names_site(before.text) == names_site(after.text)

    profiles = store.derivations.text_profiles(policy.name)
    return find_switches(versions, profiles, store.derivations.clauses, paired_share, is_one_title)


def _compare_with_bases(
    store: Store, policy: Policy, versions: Sequence[Version], switches: Mapping[int, Switch], comparisons: Comparisons,
    *, again: bool,
) -> None:  # fmt: skip
    """Add to *comparisons* those of the versions that *switches* return to."""
    if any(switch.base for switch in switches.values()):
        recorded = {} if again else store.derivations.comparisons(policy.name)
        for pair, _ in compared_pairs(versions, switches):
            if pair not in comparisons:
                comparisons[pair] = _comparison(store, *pair, recorded)


def paired_words(before: Sequence[Clause], after: Sequence[Clause], found: Sequence[Change]) -> float:
    """Return the share of the words of the shorter text that *found* pairs with clauses of the other, 0 to 1.

    The words of a pair count by its similarity.
    """
    sizes = [[len(clause.text.split()) for clause in side] for side in (before, after)]
    side = 0 if sum(sizes[0]) <= sum(sizes[1]) else 1
    paired = float(sum(sizes[side]))
    for change in found:
        places = (change.before, change.after)[side]
        similarity = change.similarity if change.before and change.after else 0.0
        paired -= (1 - similarity) * sum(sizes[side][place] for place in places)
    return paired / max(1, sum(sizes[side]))


def compared_pairs(
    versions: Sequence[Version], switches: Mapping[int, Switch]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the keys of the texts to compare, and the name of the comparison in a sentence: "revision 3".

    Each version's text is compared with the next one's, and with those of its transient texts; the text that one of
    *switches* returns to with that of its base.
    """
    for before, after in pairwise(versions):
        yield (before.text, after.text), f"revision {after.number}"
    for version in versions:
        for face in version.faces:
            yield (version.text, face.text), f"the transient text of {iso_date(face.first.timestamp)}"
        if (switch := switches.get(version.number)) and switch.base:
            yield (switch.base.text, version.text), f"the return to version {switch.base.number}"


def _comparison(store: Store, before: str, after: str, recorded: Comparisons) -> tuple[str, tuple[Change, ...]]:
    """Return the code that compared two texts, and the changes between them."""
    code, known = recorded.get((before, after), ("", ()))
    if code == revision_code():
        return code, known
    clauses = store.derivations.clauses
    return revision_code(), changes(clauses(before), clauses(after))
