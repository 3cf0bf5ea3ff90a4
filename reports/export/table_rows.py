"""Make the rows of an export's tables, policy by policy, as plain values. `table_schema` describes tables and columns.

Nothing is kept from one policy to the next, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from clausetrail.reports.export.jsonl_rows import exported_captures
from clausetrail.reports.export.markdown_corpus import corpus_name, title_of
from clausetrail.reports.timeline.timeline_document import MementoLink, is_across_imports
from clausetrail.reports.wording.change_sentence import revision_sentence
from clausetrail.reports.wording.escaping import PATH_SEPARATOR
from clausetrail.reports.wording.nothing_read import asked_period
from clausetrail.reports.wording.redline_pieces import Piece, change_pieces
from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.history.unreadable_captures import count_captures
from clausetrail.snapshots.history.versions import earlier_occurrences
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.model import (
    Change,
    Clause,
    DoubtfulClause,
    Policy,
    Revision,
    Timeline,
    Version,
    parse_timestamp,
)
from clausetrail.snapshots.significance.classify_change import Finding, findings
from clausetrail.snapshots.significance.date_flags import revision_flags
from clausetrail.snapshots.store import Store

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row]]
# The clause identities of each version, by version number and position.
_Identities = dict[int, tuple[int, ...]]

# The zones of the table of clauses.
CERTAIN, ELSEWHERE = "certain", "elsewhere"
_STRETCH_SEPARATOR = " \N{HORIZONTAL ELLIPSIS} "


def policy_rows(store: Store, policy: Policy, link: MementoLink) -> Rows:
    """Yield every row of *policy* with the name of its table, the rows of each table in the order of its key."""
    timeline = store.timeline(policy)
    tracker, tracked_versions = track_clauses(timeline, store.derivations.clauses)
    identities = {tracked.version: tracked.identities for tracked in tracked_versions}
    yield "policies", _policy_row(store, timeline)
    revisions = {revision.after.number: revision for revision in timeline.revisions}
    for version in timeline.versions:
        row = _version_row(store, timeline, version, link)
        yield "versions", row | {"sentence": _sentence(store, revisions.get(version.number))}
    yield from _capture_rows(store, policy, link)
    for revision in timeline.revisions:
        yield from _revision_rows(store, revision, link, tracker, identities)
    elsewhere_of = store.derivations.elsewhere(policy.name)
    for version in timeline.versions:
        clauses = store.derivations.clauses(version.text)
        yield from _clause_rows(version, clauses, tracker, identities[version.number])
        yield from _elsewhere_rows(version, len(clauses), elsewhere_of(version.first))
        yield from _stated_date_rows(version, clauses)


def _policy_row(store: Store, timeline: Timeline) -> Row:
    policy, versions = timeline.policy, timeline.versions
    asked, unreadable = store.addresses.last_checked(policy), store.unreadable_captures(policy)
    counts = count_captures(versions, unreadable)
    return {
        "policy": policy.name,
        "title": policy.title,
        "urls": " ".join(policy.urls),
        "versions": len(versions),
        "first_seen": parse_timestamp(versions[0].first.timestamp) if versions else None,
        "last_seen": parse_timestamp(versions[-1].last.timestamp) if versions else None,
        "asked_at": datetime.fromisoformat(asked) if asked else None,
        "captures": counts.listed,
        "silent_captures": counts.nothing,
        "unread_captures": counts.unread,
        "trouble": trouble_phrase(
            versions,
            unreadable,
            [*store.facts.failed_requests(policy.name)],
            asked,
            asked_period(store.facts.listings(policy.name)),
        ),
    }


def _sentence(store: Store, revision: Revision | None) -> str:
    """Return what *revision* changed in one sentence, or "" for the first version, which has none."""
    if revision is None:
        return ""
    older, after = (store.derivations.clauses(side.text) for side in (revision.older, revision.after))
    return revision_sentence(revision, older, after)


def _version_row(store: Store, timeline: Timeline, version: Version, link: MementoLink) -> Row:
    clauses = store.derivations.clauses(version.text)
    return {
        "policy": timeline.policy.name,
        "version": version.number,
        "first_seen": parse_timestamp(version.first.timestamp),
        "last_seen": parse_timestamp(version.last.timestamp),
        "captures": version.sightings,
        "first_memento": link(version.first),
        "last_memento": link(version.last),
        "url": version.first.original,
        "title": title_of(store, version, timeline.policy),
        "imported": version.is_imported,
        "candidate": version.candidate,
        "returns_to": earlier_occurrences(timeline.versions).get(version.number),
        "clauses": len(clauses),
        "words": sum(len(clause.text.split()) for clause in clauses),
        "fingerprint": version.fingerprint,
        "file": f"corpus/{corpus_name(timeline.policy, version)}",
    }


def _capture_rows(store: Store, policy: Policy, link: MementoLink) -> Rows:
    for number, exported in enumerate(exported_captures(store, policy), start=1):
        row = exported.row
        yield (
            "captures",
            {
                "policy": policy.name,
                "capture": number,
                "archive": row["archive"],
                "url": row["url"],
                "captured": parse_timestamp(row["timestamp"]),
                "memento": link(exported.capture),
                "status": exported.capture.statuscode,
                "digest": row["digest"],
                "sha256": row["sha256"],
                "verdict": row["verdict"],
                "reason": row["reason"],
                "imported": row["imported"],
                "version": row["version"],
                "face": row["face"],
            },
        )


def _revision_rows(
    store: Store, revision: Revision, link: MementoLink, tracker: IdentityTracker, identities: _Identities
) -> Rows:
    """Yield the changes of *revision*, the findings about each, and the flags of the revision."""
    before, after = (store.derivations.clauses(side.text) for side in (revision.older, revision.after))
    # Back from another document or language, changes are those since the version that is shown again.
    last, first = revision.older.last, revision.after.first
    key = {"policy": tracker.policy, "version": revision.after.number}
    ends = {"not_before": parse_timestamp(last.timestamp), "not_after": parse_timestamp(first.timestamp)}
    mementos = {"before_memento": link(last), "after_memento": link(first)}
    for number, change in enumerate(revision.changes, start=1):
        found = findings(change, before, after)
        row = key | {"change": number} | _change_columns(change, before, after, found[0]) | ends | mementos
        row |= {"clause": _clause_id(revision, change, tracker, identities)}
        yield "changes", row | {"across_import": is_across_imports(revision), "code": revision.code}
        yield from _finding_rows(key | {"change": number}, found)
    flags = revision_flags(revision, before, after)
    for number, (flag, why) in enumerate(flags, start=1):
        yield "flags", key | {"number": number, "flag": str(flag), "why": why} | ends


def _clause_id(revision: Revision, change: Change, tracker: IdentityTracker, identities: _Identities) -> str:
    """Return the ID of the clause after *change*, or of the removed one; of several clauses, that of the first."""
    side, places = (revision.after, change.after) if change.after else (revision.older, change.before)
    return tracker.clause_id(identities[side.number][places[0]])


def _change_columns(change: Change, before: Sequence[Clause], after: Sequence[Clause], heaviest: Finding) -> Row:
    old, new = [before[at] for at in change.before], [after[at] for at in change.after]
    pieces = change_pieces(change, before, after)
    lost, gained = ([piece.text.strip() for piece in pieces if piece.style == style] for style in ("delete", "insert"))
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        "matter": str(heaviest.matter),
        "weight": heaviest.weight,
        "rule": heaviest.rule,
        "path": PATH_SEPARATOR.join((new or old)[0].path),
        "before": "\n".join(clause.labelled_text for clause in old),
        "after": "\n".join(clause.labelled_text for clause in new),
        "words_lost": sum(len(stretch.split()) for stretch in lost),
        "words_gained": sum(len(stretch.split()) for stretch in gained),
        "lost": _STRETCH_SEPARATOR.join(lost),
        "gained": _STRETCH_SEPARATOR.join(gained),
        "words_moved_away": _count_words(pieces, "moved-away"),
        "words_moved_here": _count_words(pieces, "moved-here"),
    }


def _count_words(pieces: Iterable[Piece], style: str) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.style == style)


def _finding_rows(key: Row, found_all: Sequence[Finding]) -> Rows:
    for number, found in enumerate(found_all, start=1):
        yield (
            "findings",
            key
            | {
                "finding": number,
                "matter": str(found.matter),
                "weight": found.weight,
                "rule": found.rule,
                "before": " | ".join(found.before),
                "after": " | ".join(found.after),
            },
        )


def _clause_rows(
    version: Version, clauses: Sequence[Clause], tracker: IdentityTracker, identities: Sequence[int]
) -> Rows:
    for place, (clause, identity) in enumerate(zip(clauses, identities, strict=True)):
        yield (
            "clauses",
            {
                "policy": tracker.policy,
                "version": version.number,
                "place": place,
                "clause": tracker.clause_id(identity),
                "since": tracker.histories[identity].present_since,
                "kind": str(clause.kind),
                "level": clause.level,
                "label": clause.label,
                "path": PATH_SEPARATOR.join(clause.path),
                "text": clause.text,
                "zone": CERTAIN,
                "zone_reason": "",
            },
        )


def _elsewhere_rows(version: Version, count: int, elsewhere: Sequence[DoubtfulClause]) -> Rows:
    """Yield the clauses elsewhere on the page of the first capture of *version*, numbered on from its *count* certain ones."""
    for place, one in enumerate(elsewhere, start=count):
        yield (
            "clauses",
            {
                "policy": version.first.policy,
                "version": version.number,
                "place": place,
                "clause": "",
                "since": None,
                "kind": str(one.clause.kind),
                "level": one.clause.level,
                "label": one.clause.label,
                "path": PATH_SEPARATOR.join(one.clause.path),
                "text": one.clause.text,
                "zone": ELSEWHERE,
                "zone_reason": one.reason,
            },
        )


def _stated_date_rows(version: Version, clauses: Sequence[Clause]) -> Rows:
    for number, found in enumerate(stated_dates(clauses), start=1):
        yield (
            "stated_dates",
            {
                "policy": version.first.policy,
                "version": version.number,
                "number": number,
                "place": found.place,
                "role": str(found.role),
                "day": found.days[0],
                "other_day": found.days[1] if len(found.days) > 1 else "",
                "words": found.words,
                "how": found.how,
            },
        )
