"""Verify a store: hash everything that has a hash, derive every policy again, compare with what is recorded, and write nothing.

Every function yields a sentence for each difference. The time is linear in the bytes of the store; in memory is one body, one
text or one policy's rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from clausetrail.pipelines.code_version import reading_code_for, revision_code, timeline_code
from clausetrail.pipelines.derive.derive_timeline import compared_pairs, find_policy_switches, screen_captures
from clausetrail.pipelines.derive.settle_zones import settled_texts
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.errors import DamagedBody, DamagedText, StoreError
from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.history_screening import text_profile
from clausetrail.snapshots.model import Change, Policy, Reading, Verdict, iso_date
from clausetrail.snapshots.storage.derivations import StoredReading, places_key, text_key
from clausetrail.snapshots.store import Store

# What reading a row raises whose columns hold values that Clausetrail never writes. `msgspec` raises ValidationError, which is
# a ValueError, for JSON of another form.
_UNREADABLE = (StoreError, ValueError, TypeError, LookupError, AttributeError)


def damaged_bodies(store: Store) -> Iterator[str]:
    """Yield a sentence for each body that no longer hashes to its name."""
    for name in store.bodies.names():
        try:
            store.bodies.get(name)
        except DamagedBody as error:
            yield str(error)


def damaged_texts(store: Store) -> Iterator[str]:
    """Yield a sentence for each text, and for all places of a page, that no longer hash to their key."""
    for name in store.derivations.text_ids():
        try:
            store.derivations.clauses(name)
        except DamagedText as error:
            yield str(error)
    for name in store.derivations.place_ids():
        try:
            store.derivations.places(name)
        except DamagedText as error:
            yield str(error)


def changed_snapshots(store: Store) -> Iterator[str]:
    """Yield a sentence for each snapshot whose headers, proof, time or address no longer have the hash stored with them."""
    for policy, timestamp in store.facts.changed_snapshots():
        yield (
            f"{policy}: the headers, proof, time or address of the capture of {iso_date(timestamp)} are not those that were stored. "
            "Restore them from a copy"
        )


def store_differences(store: Store) -> Iterator[str]:
    """Yield a sentence for each difference that concerns the file, its tables, or one body, text or snapshot."""
    for check in (Store.file_faults, damaged_bodies, damaged_texts, changed_snapshots, Store.full_text_faults):
        try:
            yield from check(store)
        except _UNREADABLE as error:
            yield f"a row cannot be read: {type(error).__name__}: {error}"


def policy_differences(store: Store, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each recorded derivation of *policy* that differs, also where its rows cannot be read."""
    try:
        yield from derivation_differences(store, policy)
    except DamagedBody as error:
        yield f"{policy.name}: cannot be derived again: {error}"
    except _UNREADABLE as error:
        yield f"{policy.name}: what is recorded cannot be read: {type(error).__name__}: {error}"


def is_outdated(store: Store, policy: Policy) -> bool:
    """Return whether other code than today's has derived *policy*, so that its derivations are not compared."""
    _, recorded = store.derivations.derived_from(policy.name)
    return bool(recorded) and recorded != _todays_code(policy)


def outdated_sentence(store: Store, policy: Policy) -> str:
    """Return that the derivations of *policy* were not compared, because other code made them, or "" where today's did."""
    try:
        if not is_outdated(store, policy):
            return ""
        _, recorded = store.derivations.derived_from(policy.name)
    except _UNREADABLE:
        return ""  # `policy_differences` names what cannot be read
    return (
        f"{policy.name}: outdated: derived by older code ({recorded}; today's is {_todays_code(policy)}), and not compared. Run "
        f"`clausetrail rebuild {policy.name}`, then verify again"
    )


def _todays_code(policy: Policy) -> str:
    return f"{reading_code_for(policy)} {revision_code()} {timeline_code()}"


def derivation_differences(store: Store, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each recorded derivation of *policy* that differs from what today's code derives.

    None where other code has derived it: what today's code needs may not be recorded yet. Raises DamagedBody.
    """
    _, recorded = store.derivations.derived_from(policy.name)
    if is_outdated(store, policy):
        return
    if not recorded and store.derivations.versions(policy.name):
        yield f"{policy.name}: versions are recorded, and not which code derived them; `clausetrail rebuild {policy.name}` derives them"
    yield from _reading_differences(store, policy)
    yield from _timeline_differences(store, policy)
    yield from store.index_check.differences(policy.name)


def _reading_differences(store: Store, policy: Policy) -> Iterator[str]:
    code, readings = reading_code_for(policy), store.derivations.readings(policy.name)
    profiles = store.derivations.text_profile_bytes(policy.name)
    for capture in list(store.facts.fetched_captures(policy.name)):
        number = capture.id or 0
        where = f"{policy.name}: the reading of {iso_date(capture.timestamp)}"
        recorded = readings.get(number)
        if recorded is None:
            yield f"{where} is missing; `clausetrail rebuild {policy.name}` makes it"
            continue
        today = read(store.facts.snapshot(capture), policy, code)
        why = "" if recorded.code == code else f" (made by {recorded.code}, today {code})"
        if (today.verdict, _fingerprint(today)) != (recorded.verdict, recorded.fingerprint):
            yield f"{where} was {recorded.verdict}, today's code reads {today.verdict} with other words{why}"
        elif differing := _differing_parts(recorded, profiles.get(number), today):
            yield f"{where} has another {', '.join(differing)} than today's code reads{why}"


def _fingerprint(today: Reading) -> str | None:
    return today.fingerprint if today.verdict is Verdict.POLICY else None


def _differing_parts(recorded: StoredReading, profile: bytes | None, today: Reading) -> list[str]:
    """Return the names of the parts in which the *recorded* reading and its *profile* differ from the reading *today*."""
    readable = today.verdict is Verdict.POLICY
    expected = {
        "reason": (recorded.reason, today.reason),
        "title": (recorded.title, today.title),
        "language": (recorded.language, today.language),
        "encoding": (recorded.encoding, today.encoding),
        "text": (recorded.text, text_key(today.clauses) if readable else None),
        "places": (recorded.places, places_key(today.places) if readable and today.places else None),
        "certain text": (
            recorded.page_fingerprint,
            (today.page_fingerprint or today.fingerprint) if readable else None,
        ),
        "profile": (
            profile,
            text_profile.profile_of(today.language, today.clauses, today.ending).to_bytes() if readable else None,
        ),
    }
    return [name for name, (stored, made) in expected.items() if stored != made]


def _timeline_differences(store: Store, policy: Policy) -> Iterator[str]:
    recorded = store.derivations.versions(policy.name)
    if fault := _zone_fault(store, policy):
        yield f"{policy.name}: {fault}; `clausetrail rebuild {policy.name}` makes them again"
        return
    same_outsiders = store.derivations.screened_out(policy.name) == screen_captures(store, policy)
    if not same_outsiders or recorded != assemble_versions(store.derivations.observations(policy.name)):
        yield f"{policy.name}: the versions do not follow from the readings; `clausetrail rebuild {policy.name}` makes them again"
        return
    comparisons = store.derivations.comparisons(policy.name)
    switches = store.derivations.switches(policy.name, recorded)
    if switches != find_policy_switches(store, policy, recorded, comparisons):
        yield f"{policy.name}: the switches to other documents or languages do not follow from the versions; `clausetrail rebuild {policy.name}` finds them again"
    pairs: dict[tuple[str, str], str] = {}
    for pair, name in compared_pairs(recorded, switches):
        pairs.setdefault(pair, name)
    for (before, after), name in pairs.items():
        code, found = comparisons.get((before, after), ("", ()))
        today = changes(store.derivations.clauses(before), store.derivations.clauses(after))
        if _with_similarity(today) != _with_similarity(found):
            why = "" if code == revision_code() else f" (made by {code or 'nothing'}, today {revision_code()})"
            yield f"{policy.name}: today's code finds other changes in {name}{why}"
    if len(comparisons) > len(pairs):
        yield f"{policy.name}: {counted(len(comparisons) - len(pairs), 'comparison is', 'comparisons are')} recorded for no version"


def _zone_fault(store: Store, policy: Policy) -> str:
    """Return what is wrong with the recorded certain texts of *policy*, or "" if they follow from the readings."""
    today = {(one.whole, one.places): (one, clauses) for one, clauses in settled_texts(store, policy)}
    if store.derivations.certain_texts(policy.name) != {key: one for key, (one, _) in today.items()}:
        return "the certain texts do not follow from the readings"
    expected = {
        one.text: text_profile.profile_of("", clauses).to_bytes()
        for one, clauses in today.values()
        if one.text != one.whole
    }
    if store.derivations.certain_profile_bytes(policy.name) != expected:
        return "the certain texts have other profiles than today's code makes"
    return ""


def _with_similarity(found: tuple[Change, ...]) -> list[tuple[Change, float]]:
    return [(change, change.similarity) for change in found]
