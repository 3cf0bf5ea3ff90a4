"""Make the JSON document of a timeline, with its coverage and gaps. `timeline_text` prints the same for people.

A change is dated "between" two captures, never "on" a day: only the captures before and after it are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.wording.change_sentence import change_sentence, revision_sentence
from clausetrail.reports.wording.elsewhere_phrases import elsewhere_document
from clausetrail.reports.wording.nothing_read import nothing_read_sentences
from clausetrail.reports.wording.significance import finding_documents, flag_documents, stated_date_documents
from clausetrail.reports.wording.version_phrases import candidate_phrase
from clausetrail.snapshots.addresses import address_links
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.history.unreadable_captures import (
    UnreadableByVersion,
    UnreadableCapture,
    arrange_by_version,
    count_captures,
    group_by_reason,
    left_out,
)
from clausetrail.snapshots.history.versions import between_dates, earlier_occurrences
from clausetrail.snapshots.model import (
    Capture,
    Change,
    Clause,
    DoubtfulClause,
    Revision,
    Switch,
    Timeline,
    TransientRevision,
    Version,
)
from clausetrail.snapshots.storage.facts import FailedRequest

MementoLink = Callable[[Capture], str]  # the URL at which a person can look at a capture
ClausesOf = Callable[[str], tuple[Clause, ...]]  # by the store's name of a text
ElsewhereOf = Callable[[Capture], tuple[DoubtfulClause, ...]]  # what is elsewhere on the page of a capture


def nothing_elsewhere(_: Capture) -> tuple[DoubtfulClause, ...]:
    """Return that nothing is elsewhere on the page of a capture, for texts that come from no page."""
    return ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a policy's captures beside its timeline.

    *absences* are the questions that an archive did not answer, *links* the redirects and frames between the addresses,
    *unreadable* the captures that show nothing of the policy, *asked_at* the time at which the archives' indexes were
    last read (ISO 8601), *gaps* the intervals with captures that were not looked at, the widest first,
    *period* the period that all requests to indexes were limited to, in words, or "".
    """

    absences: tuple[FailedRequest, ...] = ()
    links: tuple[address_links.Link, ...] = ()
    unreadable: tuple[UnreadableCapture, ...] = ()
    asked_at: str = ""
    gaps: tuple[CoverageGap, ...] = ()
    period: str = ""


def timeline_document(
    timeline: Timeline,
    clauses_of: ClausesOf,
    link: MementoLink,
    known: Coverage,
    elsewhere_of: ElsewhereOf = nothing_elsewhere,
) -> dict[str, Any]:
    """Return *timeline* as plain values for JSON. Times are 14 archive digits, in UTC.

    "elsewhere" of a version is what its first capture has elsewhere on the page, which is no part of any comparison.
    """
    policy = timeline.policy
    places = arrange_by_version(known.unreadable, timeline.versions)
    answers = [absence.answer for absence in known.absences]
    return {
        "policy": policy.name,
        "title": policy.title,
        "urls": list(policy.urls),
        "captures": _counts_document(timeline, known),
        "left_out": left_out_documents(timeline, known),
        "nothing_read": []
        if timeline.versions
        else [*nothing_read_sentences(known.unreadable, answers, known.asked_at, known.period)],
        "versions": _version_documents(timeline, clauses_of, link, places, elsewhere_of),
        "revisions": [
            revision_document(revision, clauses_of, link)
            | {"silent": silence_documents(places.between.get(revision.after.number, ()))}
            for revision in timeline.revisions
        ],
        "silent_before": silence_documents(places.before),
        "silent_after": silence_documents(places.after),
        "candidates": [_candidate_document(version, link) for version in timeline.versions if version.candidate],
        "links": [
            {
                "from": link.source,
                "to": link.target,
                "how": str(link.kind),
                "first_seen": link.first_seen,
                "last_seen": link.last_seen,
                "not_followed": link.reason,
            }
            for link in known.links
        ],
        "silent_captures": [
            {
                "timestamp": found.capture.timestamp,
                "url": found.capture.original,
                "reason": found.reason,
                "detail": found.detail,
            }
            for found in known.unreadable
        ],
        "absences": [
            {"asked": absence.asked, "asked_at": absence.asked_at, "answer": absence.answer, "detail": absence.detail}
            for absence in known.absences
        ],
        "asked_at": known.asked_at,
        "asked_period": known.period,
        "unseen": [_gap_document(gap) for gap in known.gaps],
    }


def _candidate_document(version: Version, link: MementoLink) -> dict[str, Any]:
    """Return a version whose text may not last, and what it waits for, as plain values."""
    return {
        "version": version.number,
        "first_seen": version.first.timestamp,
        "captures": version.sightings,
        "first_memento": link(version.first),
        "fingerprint": version.fingerprint,
        "why": candidate_phrase(version),
    }


def _gap_document(gap: CoverageGap) -> dict[str, Any]:
    return {
        "after": gap.after.timestamp if gap.after else None,
        "before": gap.before.timestamp if gap.before else None,
        "read_alike": gap.same_text,
        "captures": gap.captures,
        "days": round(gap.days, 1),
    }


def _counts_document(timeline: Timeline, known: Coverage) -> dict[str, int]:
    counts = count_captures(timeline.versions, known.unreadable)
    return {
        "listed": counts.listed,
        "version": counts.version,
        "transient": counts.transient,
        "nothing": counts.nothing,
        "not_fetched": counts.unread,
    }


def left_out_documents(timeline: Timeline, known: Coverage) -> list[dict[str, Any]]:
    """Return which captures read well and were left out, by reason, with their share of those that read well."""
    readable = count_captures(timeline.versions, known.unreadable).readable
    return [
        {"reason": one.reason, "captures": one.captures, "share": one.share, "first": one.first, "last": one.last}
        for one in left_out(known.unreadable, readable)
    ]


def silence_documents(captures: Iterable[UnreadableCapture]) -> list[dict[str, Any]]:
    """Return captures that show nothing as plain values, by reason: how many, and the times of the first and the last."""
    return [
        {
            "reason": group.reason,
            "detail": group.detail,
            "captures": len(group.times),
            "first": group.times[0],
            "last": group.times[-1],
        }
        for group in group_by_reason(captures)
    ]


def _version_documents(
    timeline: Timeline,
    clauses_of: ClausesOf,
    link: MementoLink,
    places: UnreadableByVersion,
    elsewhere_of: ElsewhereOf,
) -> list[dict[str, Any]]:
    earlier = earlier_occurrences(timeline.versions)
    return [
        version_document(version, clauses_of, link)
        | {
            "returns_to": earlier.get(version.number),
            "silent": silence_documents(places.inside.get(version.number, ())),
            "elsewhere": [elsewhere_document(one) for one in elsewhere_of(version.first)],
            "faces": [
                transient_document(transient, clauses_of, link) for transient in transient_revisions(timeline, version)
            ],
        }
        for version in timeline.versions
    ]


def transient_revisions(timeline: Timeline, version: Version) -> list[TransientRevision]:
    """Return the texts that appeared and disappeared during *version*, each with its differences from it."""
    return [transient for transient in timeline.transient_revisions if transient.version.number == version.number]


def transient_document(transient: TransientRevision, clauses_of: ClausesOf, link: MementoLink) -> dict[str, Any]:
    """Return a text that appeared and disappeared as plain values, with its differences from its version."""
    text = transient.transient
    before, after = clauses_of(transient.version.text), clauses_of(text.text)
    return {
        "first_seen": text.first.timestamp,
        "last_seen": text.last.timestamp,
        "captures": text.sightings,
        "turns": text.turns,
        "first_memento": link(text.first),
        "fingerprint": text.fingerprint,
        "sentence": change_sentence(transient.changes, before, after),
        "changes": [change_document(change, before, after) for change in transient.changes],
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
    before, after = clauses_of(revision.older.text), clauses_of(revision.after.text)
    return {
        "number": revision.after.number,
        "not_before": revision.before.last.timestamp,
        "not_after": revision.after.first.timestamp,
        "when": between_dates(revision.before, revision.after),
        "sentence": revision_sentence(revision, before, after),
        "before_memento": link(revision.before.last),
        "after_memento": link(revision.after.first),
        "imported_side": is_across_imports(revision),
        "code": revision.code,
        "switch": switch_document(revision.switch) if revision.switch else None,
        "flags": flag_documents(revision, before, after),
        "changes": [change_document(change, before, after) for change in revision.changes],
    }


def switch_document(switch: Switch) -> dict[str, Any]:
    """Return a switch to another document or language as plain values; "changes" are those since the version "base"."""
    return {
        "kind": str(switch.kind),
        "old_language": switch.old_language,
        "new_language": switch.new_language,
        "shared": switch.shared,
        "same_document": switch.is_same_document,
        "base": switch.base.number if switch.base else None,
    }


def change_document(change: Change, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> dict[str, Any]:
    """Return one change as plain values."""
    return {
        "event": str(change.event),
        "moved": change.moved,
        "how": change.how,
        "findings": finding_documents(change, before, after),
        **({"kept": kept_documents(change, before)} if change.kept else {}),
        "before": [_clause_document(place, before[place]) for place in change.before],
        "after": [_clause_document(place, after[place]) for place in change.after],
    }


def kept_documents(change: Change, before: tuple[Clause, ...]) -> list[dict[str, Any]]:
    """Return the words of *change* that moved, each run with its clauses and its characters in their texts."""
    return [
        {
            "words": before[kept.before].text[kept.before_start : kept.before_end],
            "before": {"place": kept.before, "characters": [kept.before_start, kept.before_end]},
            "after": {"place": kept.after, "characters": [kept.after_start, kept.after_end]},
        }
        for kept in change.kept
    ]


def _clause_document(place: int, clause: Clause) -> dict[str, Any]:
    return {
        "place": place,
        "label": clause.label,
        "text": clause.text,
        "path": list(clause.path),
        "kind": str(clause.kind),
    }


def is_across_imports(revision: Revision) -> bool:
    """Return whether exactly one side was cleaned by others, so that some differences may come from that cleaning."""
    return revision.before.is_imported != revision.after.is_imported
