"""Make the rows of the JSON Lines exports: captures, changes, and texts that appeared and disappeared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink, change_document, transient_document
from clausetrail.reports.wording.elsewhere_phrases import elsewhere_document
from clausetrail.snapshots.history.versions import between_dates, version_at_time
from clausetrail.snapshots.model import Capture, Clause, Policy, Verdict
from clausetrail.snapshots.store import Store

# The verdict on a capture whose bytes nobody has read; "reason" says why.
NOT_READ = "not read"
_SAME_PAYLOAD = "same payload as a capture that was read"


@dataclass(frozen=True, slots=True)
class ExportedCapture:
    """One capture and its *row*; *text* is the store's name of the text that it shows, None where it shows nothing."""

    capture: Capture
    row: dict[str, Any]
    text: str | None


def exported_captures(store: Store, policy: Policy) -> Iterator[ExportedCapture]:
    """Yield each capture of *policy*, oldest first.

    Only a capture that shows a text of the policy has a "version"; "face" is true where that text appeared and disappeared.
    """
    versions = store.derivations.versions(policy.name)
    readings = store.derivations.readings(policy.name)
    screened_out = store.derivations.screened_out(policy.name)
    unreadable = {one.capture.id or 0: one for one in store.unreadable_captures(policy)}
    for observation in store.derivations.observations(policy.name):
        capture, number = observation.capture, observation.capture.id or 0
        version = version_at_time(versions, capture.timestamp) if observation.fingerprint else None
        reading = readings.get(number)
        if observation.fingerprint:
            verdict = str(Verdict.POLICY), reading.reason if reading else _SAME_PAYLOAD
        elif own := screened_out.get(number) or (reading and (reading.verdict, reading.reason)):
            verdict = str(own[0]), own[1]
        else:
            found = unreadable[number]
            is_read = found.reason in set(Verdict)
            verdict = (found.reason, _SAME_PAYLOAD) if is_read else (NOT_READ, found.reason)
        row = {
            "policy": policy.name,
            "archive": capture.archive,
            "url": capture.original,
            "timestamp": capture.timestamp,
            "digest": capture.digest,
            "sha256": store.facts.body_sha256(capture),
            "verdict": verdict[0],
            "reason": verdict[1],
            "imported": capture.is_imported,
            "version": version.number if version else None,
            "face": bool(version and observation.fingerprint != version.fingerprint),
        }
        yield ExportedCapture(capture, row, observation.text)


def capture_rows(store: Store, policy: Policy) -> Iterator[dict[str, Any]]:
    """Yield a row for each capture of *policy*, oldest first.

    "text" is the certain text that the capture itself shows; where "verdict" is not "policy", it is "". "elsewhere" are the
    clauses elsewhere on its page, which are no part of any comparison.
    """
    elsewhere_of = store.derivations.elsewhere(policy.name)
    for exported in exported_captures(store, policy):
        text = _plain_text(store.derivations.clauses(exported.text)) if exported.text else ""
        elsewhere = elsewhere_of(exported.capture) if exported.text else ()
        yield exported.row | {"text": text, "elsewhere": [elsewhere_document(one) for one in elsewhere]}


def change_rows(store: Store, policy: Policy, link: MementoLink) -> Iterator[dict[str, Any]]:
    """Yield a row for each change of *policy*, oldest first."""
    for revision in store.derivations.revisions(policy.name):
        before = store.derivations.clauses(revision.older.text)
        after = store.derivations.clauses(revision.after.text)
        for change in revision.changes:
            yield {
                "policy": policy.name,
                "revision": revision.after.number,
                "not_before": revision.older.last.timestamp,
                "not_after": revision.after.first.timestamp,
                "when": between_dates(revision.older, revision.after),
                "before_memento": link(revision.older.last),
                "after_memento": link(revision.after.first),
                "code": revision.code,
            } | change_document(change, before, after)


def transient_rows(store: Store, policy: Policy, link: MementoLink) -> Iterator[dict[str, Any]]:
    """Yield a row for each text of *policy* that appeared and disappeared, with its differences from its version."""
    for transient in store.derivations.transient_revisions(policy.name):
        document = transient_document(transient, store.derivations.clauses, link)
        yield {"policy": policy.name, "version": transient.version.number, "code": transient.code} | document


def _plain_text(clauses: tuple[Clause, ...]) -> str:
    """Return *clauses* as plain text, one a line, with their labels."""
    return "\n".join(clause.labelled_text for clause in clauses)
