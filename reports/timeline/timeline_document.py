"""A timeline as a document for programs, and how far what is known of it reaches. `clausetrail.reports.timeline.timeline_text` tells it to people.

Nothing says "on": nobody saw the moment of a change, only the captures before and after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.wording.significance import finding_documents, flag_documents, stated_date_documents
from clausetrail.snapshots.addresses import lineage
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.history.versions import between_dates, earlier_occurrences
from clausetrail.snapshots.model import Capture, Change, Clause, Revision, Timeline, TransientRevision, Version
from clausetrail.snapshots.storage.facts import Absence

MementoLink = Callable[[Capture], str]
ClausesOf = Callable[[str], tuple[Clause, ...]]


def timeline_document(timeline: Timeline, clauses_of: ClausesOf, link: MementoLink, known: Coverage) -> dict[str, Any]:
    """Return *timeline* as plain values for JSON. Times are 14 archive digits, in UTC."""
    policy = timeline.policy
    return {
        "policy": policy.name,
        "title": policy.title,
        "urls": list(policy.urls),
        "versions": _version_documents(timeline, clauses_of, link),
        "revisions": [revision_document(revision, clauses_of, link) for revision in timeline.revisions],
        "links": [
            {
                "from": link.source,
                "to": link.target,
                "how": str(link.how),
                "first_seen": link.first_seen,
                "last_seen": link.last_seen,
                "not_followed": link.reason,
            }
            for link in known.links
        ],
        "silent_captures": [
            {"timestamp": silence.capture.timestamp, "url": silence.capture.original, "reason": silence.reason}
            for silence in known.silences
        ],
        "absences": [
            {"asked": absence.asked, "asked_at": absence.asked_at, "answer": absence.answer, "detail": absence.detail}
            for absence in known.absences
        ],
        "asked_at": known.asked_at,
        "unseen": [_unseen_document(one) for one in known.unseen],
    }


def _unseen_document(one: CoverageGap) -> dict[str, Any]:
    return {
        "after": one.after.timestamp if one.after else None,
        "before": one.before.timestamp if one.before else None,
        "read_alike": one.same_text,
        "captures": one.captures,
        "days": round(one.days, 1),
    }


def _version_documents(timeline: Timeline, clauses_of: ClausesOf, link: MementoLink) -> list[dict[str, Any]]:
    again = earlier_occurrences(timeline.versions)
    return [
        version_document(version, clauses_of, link)
        | {
            "returns_to": again.get(version.number),
            "faces": [aside_document(aside, clauses_of, link) for aside in transient_revisions(timeline, version)],
        }
        for version in timeline.versions
    ]


def transient_revisions(timeline: Timeline, version: Version) -> list[TransientRevision]:
    """Return the texts that came and went while *version* stood, with what they say otherwise."""
    return [aside for aside in timeline.transient_revisions if aside.version.number == version.number]


def aside_document(aside: TransientRevision, clauses_of: ClausesOf, link: MementoLink) -> dict[str, Any]:
    """Return a text that came and went as plain values, with what it says otherwise than its version."""
    before, after, face = clauses_of(aside.version.text), clauses_of(aside.transient.text), aside.transient
    return {
        "first_seen": face.first.timestamp,
        "last_seen": face.last.timestamp,
        "captures": face.sightings,
        "turns": face.turns,
        "first_memento": link(face.first),
        "fingerprint": face.fingerprint,
        "changes": [change_document(change, before, after) for change in aside.changes],
    }


def version_document(version: Version, clauses_of: ClausesOf, link: MementoLink) -> dict[str, Any]:
    """Return one version as plain values."""
    return {
        "number": version.number,
        "first_seen": version.first.timestamp,
        "last_seen": version.last.timestamp,
        "captures": version.sightings,
        "imported": version.is_imported,
        "candidate": version.candidate,
        "first_memento": link(version.first),
        "last_memento": link(version.last),
        "words": sum(len(clause.text.split()) for clause in clauses_of(version.text)),
        "fingerprint": version.fingerprint,
        "stated": stated_date_documents(clauses_of(version.text)),
    }


def revision_document(revision: Revision, clauses_of: ClausesOf, link: MementoLink) -> dict[str, Any]:
    """Return one revision as plain values, each change with the words on both sides."""
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    return {
        "number": revision.after.number,
        "not_before": revision.before.last.timestamp,
        "not_after": revision.after.first.timestamp,
        "when": between_dates(revision.before, revision.after),
        "before_memento": link(revision.before.last),
        "after_memento": link(revision.after.first),
        "imported_side": is_across_imports(revision),
        "code": revision.code,
        "flags": flag_documents(revision, before, after),
        "changes": [change_document(change, before, after) for change in revision.changes],
    }


def change_document(change: Change, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> dict[str, Any]:
    """Return one change as plain values."""
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        "findings": finding_documents(change, before, after),
        "before": [_clause_document(place, before[place]) for place in change.before],
        "after": [_clause_document(place, after[place]) for place in change.after],
    }


def _clause_document(place: int, clause: Clause) -> dict[str, Any]:
    return {
        "place": place,
        "label": clause.label,
        "text": clause.text,
        "path": list(clause.path),
        "kind": str(clause.kind),
    }


def is_across_imports(revision: Revision) -> bool:
    """Return whether exactly one side was cleaned by others, so that some differences may be theirs."""
    return revision.before.is_imported != revision.after.is_imported


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far what is known of a policy reaches: what was asked for and did not come, which captures show nothing,
    when the archives were last asked for news, and between which looks captures were not looked at, the widest first.
    """

    absences: tuple[Absence, ...] = ()
    links: tuple[lineage.Link, ...] = ()
    silences: tuple[UnreadableCapture, ...] = ()
    asked_at: str = ""
    unseen: tuple[CoverageGap, ...] = ()
