"""The public Python API: everything that a notebook or a script needs to read a store, in one module.

`docs/api.md` documents it, and a test runs each of its examples. The functions read an open store; they fetch and write
nothing. They return the values of `clausetrail.snapshots.model`, which can be imported from here as well. Until
version 1.0 a name may change with any release; the changelog says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.dates.stated_dates import StatedDate, stated_dates
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.diff.word_diff import Span, spans
from clausetrail.snapshots.errors import ClausetrailError, PoliciesError, StoreError, UnknownPolicy
from clausetrail.snapshots.history import versions as history
from clausetrail.snapshots.history.unreadable_captures import reason_counts
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.identity.clause_ids import clause_suffix, policy_prefix, split_id, wording_hash
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.model import (
    Capture,
    Change,
    Clause,
    Event,
    Kind,
    Policy,
    Revision,
    Timeline,
    TransientRevision,
    TransientText,
    Version,
    iso_date,
    parse_timestamp,
)
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Finding, Matter
from clausetrail.snapshots.store import FILE, Store
from clausetrail.snapshots.watchlist.policies import find, usable_bound

__all__ = [
    "Appearance",
    "Capture",
    "Change",
    "Clause",
    "ClausetrailError",
    "DatedClause",
    "Event",
    "Finding",
    "Kind",
    "Matter",
    "PoliciesError",
    "Policy",
    "Revision",
    "Span",
    "StatedDate",
    "Store",
    "StoreError",
    "Timeline",
    "TransientRevision",
    "TransientText",
    "UnknownPolicy",
    "Version",
    "between_dates",
    "changes",
    "clauses",
    "compare_dates",
    "dated_clauses",
    "findings",
    "first_appearance",
    "iso_date",
    "open_store",
    "page_clauses",
    "parse_timestamp",
    "policies",
    "spans",
    "stated_dates",
    "text_at",
    "timeline",
    "uncertainty",
    "version_at",
]

_END_OF_TIME = "9" * 14  # later than any capture: the newest version is meant


def open_store(folder: str | Path) -> Store:
    """Return the open store in *folder*. Close it with `close`, or use it in `with contextlib.closing(…)`.

    Raises StoreError, also where *folder* holds no store: none is ever made here.
    """
    if not (Path(folder) / FILE).is_file():
        raise StoreError(f"there is no store in {folder}; `clausetrail track` makes one")
    return Store.open(Path(folder))


def policies(store: Store) -> tuple[Policy, ...]:
    """Return every policy in *store*, by name."""
    return store.facts.policies()


def timeline(store: Store, name: str) -> Timeline:
    """Return the timeline of the policy that has *name* as its name or as one of its URLs. Raises UnknownPolicy."""
    return store.timeline(find(store.facts.policies(), name))


def clauses(store: Store, text: Version | TransientText) -> tuple[Clause, ...]:
    """Return the clauses of a version or of a transient text, in reading order."""
    return store.derivations.clauses(text.text)


def version_at(store: Store, name: str, when: str = "") -> Version:
    """Return the newest version of a policy that was first seen by the end of *when*; without *when* the newest one.

    *when* is a year, 2012-10, 2012-10-23 or archive digits. `uncertainty` says whether captures leave open which
    version was valid then. Raises UnknownPolicy before the first readable capture, PoliciesError if *when* is no date.
    """
    policy = find(store.facts.policies(), name)
    versions = store.derivations.versions(policy.name)
    version = history.version_at_time(versions, _end_of(when))
    if version is None:
        if not versions:
            answers = sorted({request.answer for request in store.facts.failed_requests(policy.name)})
            why = reason_counts(store.unreadable_captures(policy)) or ", ".join(answers) or "no capture is stored"
            raise UnknownPolicy(
                f"no readable text of {policy.name!r} is known ({why}); `clausetrail timeline {policy.name}` says what to do"
            )
        first = iso_date(versions[0].first.timestamp)
        raise UnknownPolicy(
            f"no readable text of {policy.name!r} is known at that time; the first capture is of {first}"
        )
    return version


def uncertainty(versions: Sequence[Version], version: Version, when: str = "") -> str:
    """Return a sentence on what no capture shows of *when*, or "" if captures show that *version* was valid then.

    *versions* are all versions of the policy, *version* is what `version_at` returns for *when*. Raises PoliciesError if
    *when* is no date.
    """
    return history.uncertainty(versions, version, _end_of(when)) if when else ""


def text_at(store: Store, name: str, when: str = "") -> str:
    """Return the whole text of the version that `version_at` returns, one clause a line. Raises the same errors."""
    return "\n".join(clause.labelled_text for clause in clauses(store, version_at(store, name, when)))


def compare_dates(store: Store, name: str, earlier: str, later: str = "") -> Revision:
    """Return the changes of a policy between two dates, as if the versions of these dates were neighbours.

    Without *later* the newest version is compared. Raises the errors of `version_at`.
    """
    before, after = version_at(store, name, earlier), version_at(store, name, later)
    return Revision(before, after, changes(clauses(store, before), clauses(store, after)))


@dataclass(frozen=True, slots=True)
class Appearance:
    """The time at which something was first present: after the capture *not_before*, and no later than *not_after*.

    *version* is the number of the first version that has it. *not_before* is None for the first version: what the first
    capture shows may be of any age.
    """

    version: int
    not_before: Capture | None
    not_after: Capture


@dataclass(frozen=True, slots=True)
class DatedClause:
    """One clause of a version, with the *clause_id* that it keeps through all versions.

    *present_since* is its first appearance, *wording_since* that of its current words.
    """

    clause_id: str
    clause: Clause
    present_since: Appearance
    wording_since: Appearance


def dated_clauses(store: Store, name: str, when: str = "") -> tuple[DatedClause, ...]:
    """Return the clauses of the version that `version_at` returns, in reading order, each with its dates.

    Raises the errors of `version_at`.
    """
    known, version = timeline(store, name), version_at(store, name, when)
    tracker, _ = track_clauses(known, store.derivations.clauses, version.number)
    return tuple(_dated(known, tracker, tracker.histories[number]) for number in tracker.current)


def first_appearance(store: Store, name: str, clause: str) -> Appearance | None:
    """Return when a policy first had *clause*, given by its ID or its words, or None where no version has it.

    Words are those of a whole clause; case, typography and a number before them do not count. Later absences are
    not considered: `clausetrail clause` lists them. Raises UnknownPolicy.
    """
    known = timeline(store, name)
    tracker, _ = track_clauses(known, store.derivations.clauses)
    prefix, suffix = split_id(clause)
    number = tracker.find(suffix) if prefix in {"", policy_prefix(known.policy.name)} else None
    if number is None:
        number = tracker.find(clause_suffix(wording_hash(clause), 0))
    return None if number is None else _appearance(known, tracker.histories[number].present_since)


def page_clauses(body: bytes, content_type: str = "") -> tuple[Clause, ...]:
    """Return the clauses of a saved page: HTML, PDF, Markdown or plain text; () if it has no readable text.

    *content_type* is the Content-Type header that it was served with, if known. No store is needed.
    """
    from clausetrail.pipelines.reading import read_body  # noqa: PLC0415 (half a second, which reading a store does not need)

    return read_body(body, content_type).clauses


def _dated(known: Timeline, tracker: IdentityTracker, record: ClauseHistory) -> DatedClause:
    added, worded = _appearance(known, record.present_since), _appearance(known, record.wording_since)
    return DatedClause(tracker.clause_id(record.number), record.clause, added, worded)


def _appearance(known: Timeline, number: int) -> Appearance:
    before = known.versions[number - 2].last if number > 1 else None
    return Appearance(number, before, known.versions[number - 1].first)


def _end_of(when: str) -> str:
    """Return the last second of *when* as 14 archive digits; the end of time for ""."""
    digits = usable_bound(when, "the date")
    return last_second(digits) if digits else _END_OF_TIME
