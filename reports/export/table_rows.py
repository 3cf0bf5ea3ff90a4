"""The rows of an export's tables, policy by policy: what `clausetrail.reports.export.table_schema` describes, as plain values.

Nothing is held beyond one policy, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from clausetrail.reports.export.jsonl_rows import corpus_name, exported_captures, title_of
from clausetrail.reports.timeline.timeline_document import MementoLink, is_across_imports
from clausetrail.reports.wording.escaping import PATH_SEPARATOR
from clausetrail.reports.wording.redline_pieces import change_pieces
from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.history.versions import earlier_occurrences
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker, track_clauses
from clausetrail.snapshots.model import Change, Clause, Policy, Revision, Timeline, Version, parse_timestamp
from clausetrail.snapshots.significance.classify_change import Finding, findings
from clausetrail.snapshots.significance.date_flags import date_flags
from clausetrail.snapshots.store import Store

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row]]
# For each version by number, the lives of its clauses by place.
_Lives = dict[int, tuple[int, ...]]

_STRETCHES = " \N{HORIZONTAL ELLIPSIS} "


def policy_rows(store: Store, policy: Policy, link: MementoLink) -> Rows:
    """Yield every row of *policy* with the name of its table, each table's own rows in the order of their key."""
    timeline = store.timeline(policy)
    tracker, standings = track_clauses(timeline, store.derivations.clauses)
    lives = {standing.version: standing.identities for standing in standings}
    yield "policies", _policy(store, timeline)
    for version in timeline.versions:
        yield "versions", _version(store, timeline, version, link)
    yield from _captures(store, policy, link)
    for revision in timeline.revisions:
        yield from _revision(store, revision, link, tracker, lives)
    for version in timeline.versions:
        clauses = store.derivations.clauses(version.text)
        yield from _clauses(version, clauses, tracker, lives[version.number])
        yield from _stated(version, clauses)


def _policy(store: Store, timeline: Timeline) -> Row:
    policy, versions = timeline.policy, timeline.versions
    asked = store.addresses.last_checked(policy)
    return {
        "policy": policy.name,
        "title": policy.title,
        "urls": " ".join(policy.urls),
        "versions": len(versions),
        "first_seen": parse_timestamp(versions[0].first.timestamp) if versions else None,
        "last_seen": parse_timestamp(versions[-1].last.timestamp) if versions else None,
        "asked_at": datetime.fromisoformat(asked) if asked else None,
    }


def _version(store: Store, timeline: Timeline, version: Version, link: MementoLink) -> Row:
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


def _captures(store: Store, policy: Policy, link: MementoLink) -> Rows:
    for number, one in enumerate(exported_captures(store, policy), start=1):
        told = one.told
        yield (
            "captures",
            {
                "policy": policy.name,
                "capture": number,
                "archive": told["archive"],
                "url": told["url"],
                "captured": parse_timestamp(told["timestamp"]),
                "memento": link(one.capture),
                "status": one.capture.statuscode,
                "digest": told["digest"],
                "sha256": told["sha256"],
                "verdict": told["verdict"],
                "reason": told["reason"],
                "imported": told["imported"],
                "version": told["version"],
                "face": told["face"],
            },
        )


def _revision(store: Store, revision: Revision, link: MementoLink, tracker: IdentityTracker, lives: _Lives) -> Rows:
    """Yield the changes of *revision*, what was found of each, and its flags."""
    before, after = (store.derivations.clauses(side.text) for side in (revision.before, revision.after))
    last, first = revision.before.last, revision.after.first
    key = {"policy": tracker.policy, "version": revision.after.number}
    ends = {"not_before": parse_timestamp(last.timestamp), "not_after": parse_timestamp(first.timestamp)}
    mementos = {"before_memento": link(last), "after_memento": link(first)}
    for number, change in enumerate(revision.changes, start=1):
        found = findings(change, before, after)
        row = key | {"change": number} | _change(change, before, after, found[0]) | ends | mementos
        row |= {"clause": _life(revision, change, tracker, lives), "across_import": is_across_imports(revision)}
        yield "changes", row | {"code": revision.code}
        yield from _findings(key | {"change": number}, found)
    told = date_flags(before, after, revision.changes, last.timestamp, first.timestamp)
    for number, (flag, why) in enumerate(told, start=1):
        yield "flags", key | {"number": number, "flag": str(flag), "why": why} | ends


def _life(revision: Revision, change: Change, tracker: IdentityTracker, lives: _Lives) -> str:
    side, places = (revision.after, change.after) if change.after else (revision.before, change.before)
    return tracker.clause_id(lives[side.number][places[0]])


def _change(change: Change, before: Sequence[Clause], after: Sequence[Clause], heaviest: Finding) -> Row:
    sides = [before[at] for at in change.before], [after[at] for at in change.after]
    pieces = change_pieces(change, before, after)
    lost, gained = ([piece.text.strip() for piece in pieces if piece.style == style] for style in ("delete", "insert"))
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        "matter": str(heaviest.matter),
        "weight": heaviest.weight,
        "rule": heaviest.rule,
        "path": PATH_SEPARATOR.join((sides[1] or sides[0])[0].path),
        "before": "\n".join(clause.words for clause in sides[0]),
        "after": "\n".join(clause.words for clause in sides[1]),
        "words_lost": sum(len(stretch.split()) for stretch in lost),
        "words_gained": sum(len(stretch.split()) for stretch in gained),
        "lost": _STRETCHES.join(lost),
        "gained": _STRETCHES.join(gained),
    }


def _findings(key: Row, told: Sequence[Finding]) -> Rows:
    for number, found in enumerate(told, start=1):
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


def _clauses(version: Version, clauses: Sequence[Clause], tracker: IdentityTracker, lives: Sequence[int]) -> Rows:
    for place, (clause, life) in enumerate(zip(clauses, lives, strict=True)):
        yield (
            "clauses",
            {
                "policy": tracker.policy,
                "version": version.number,
                "place": place,
                "clause": tracker.clause_id(life),
                "since": tracker.histories[life].added_in,
                "kind": str(clause.kind),
                "level": clause.level,
                "label": clause.label,
                "path": PATH_SEPARATOR.join(clause.path),
                "text": clause.text,
            },
        )


def _stated(version: Version, clauses: Sequence[Clause]) -> Rows:
    for number, told in enumerate(stated_dates(clauses), start=1):
        yield (
            "stated_dates",
            {
                "policy": version.first.policy,
                "version": version.number,
                "number": number,
                "place": told.place,
                "role": str(told.role),
                "day": told.days[0],
                "other_day": told.days[1] if len(told.days) > 1 else "",
                "words": told.words,
                "how": told.how,
            },
        )
