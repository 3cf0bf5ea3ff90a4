"""Exports: JSON Lines of captures and of changes, and a corpus of Markdown files, one per version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from clausetrail.reports.timeline.timeline_document import (
    MementoLink,
    change_document,
    transient_document,
    version_document,
)
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.history.versions import between_dates, seen_on, version_at_time
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Version, iso_date
from clausetrail.snapshots.store import Store

_IN_NAMES = re.compile(r"[A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class ExportedCapture:
    """One capture as an export tells it, and the store's name of the text that it shows, or that was in force."""

    capture: Capture
    told: dict[str, Any]
    shown: str | None


def exported_captures(store: Store, policy: Policy) -> Iterator[ExportedCapture]:
    """Yield each capture of *policy* that shows something, or whose bytes are held, oldest first.

    "face" says that the capture shows a text that came and went.
    """
    versions = store.derivations.versions(policy.name)
    readings = store.derivations.readings(policy.name)
    outsiders = store.derivations.screened_out(policy.name)
    for sighting in store.derivations.observations(policy.name):
        capture = sighting.capture
        read = readings.get(capture.id or 0)
        found = outsiders.get(capture.id or 0) or (read and (read.verdict, read.reason))
        if found is None and sighting.fingerprint is None:
            continue
        version = version_at_time(versions, capture.timestamp)
        told = {
            "policy": policy.name,
            "archive": capture.archive,
            "url": capture.original,
            "timestamp": capture.timestamp,
            "digest": capture.digest,
            "sha256": store.facts.body_sha256(capture),
            "verdict": str(found[0]) if found else "policy",
            "reason": found[1] if found else "same payload as a capture that was read",
            "imported": capture.is_imported,
            "version": version.number if version else None,
            "face": bool(version and sighting.fingerprint and sighting.fingerprint != version.fingerprint),
        }
        yield ExportedCapture(capture, told, sighting.text or (version.text if version else None))


def capture_rows(store: Store, policy: Policy) -> Iterator[dict[str, Any]]:
    """Yield a row for each capture of *policy* that shows something, or whose bytes are held, oldest first.

    "text" is what the capture itself says where "verdict" is "policy", else the text in force as far as is known:
    that of the version last seen by then.
    """
    for one in exported_captures(store, policy):
        yield one.told | {"text": plain_text(store.derivations.clauses(one.shown)) if one.shown else ""}


def change_rows(store: Store, policy: Policy, link: MementoLink) -> Iterator[dict[str, Any]]:
    """Yield a row for each change of *policy*, oldest first."""
    for revision in store.derivations.revisions(policy.name):
        before = store.derivations.clauses(revision.before.text)
        after = store.derivations.clauses(revision.after.text)
        for change in revision.changes:
            yield {
                "policy": policy.name,
                "revision": revision.after.number,
                "not_before": revision.before.last.timestamp,
                "not_after": revision.after.first.timestamp,
                "when": between_dates(revision.before, revision.after),
                "before_memento": link(revision.before.last),
                "after_memento": link(revision.after.first),
                "code": revision.code,
            } | change_document(change, before, after)


def transient_rows(store: Store, policy: Policy, link: MementoLink) -> Iterator[dict[str, Any]]:
    """Yield a row for each text of *policy* that came and went again, with what it says otherwise than its version."""
    for aside in store.derivations.transient_revisions(policy.name):
        told = transient_document(aside, store.derivations.clauses, link)
        yield {"policy": policy.name, "version": aside.version.number, "code": aside.code} | told


def plain_text(clauses: tuple[Clause, ...]) -> str:
    """Return *clauses* as plain text, one a line, with their labels."""
    return "\n".join(clause.words for clause in clauses)


def markdown(
    version: Version, title: str, clauses: tuple[Clause, ...], link: MementoLink, *, is_ended: bool = True
) -> str:
    """Return a version as a corpus keeps it: a line on where it comes from, its title, its text.

    When it was last seen moves with every capture, and is left out where it is not *is_ended*.
    """
    seen_last = f", last seen on {iso_date(version.last.timestamp)}" if is_ended else ""
    provenance = (
        f"> *Clauses of {_escaped(version.first.original)} as captured on {iso_date(version.first.timestamp)}"
        f"{seen_last}. Original capture: <{link(version.first)}>.*"
    )
    body = "\n\n".join(_block(clause) for clause in clauses)
    return f"{provenance}\n\n# {_escaped(title)}\n\n{body}\n"


def version_lines(
    version: Version, of: int, title: str, clauses: tuple[Clause, ...], link: MementoLink, doubt: str = ""
) -> Iterator[str]:
    """Yield a version, one *of* so many, to be read: its title, where it comes from, what is in *doubt*, its text."""
    yield visible(title)
    yield f"Version {version.number} of {of}: {seen_on(version)}, {version.sightings} capture{'s' * (version.sightings > 1)}"
    yield visible(f"  {version.first.original}")
    yield visible(f"  {link(version.first)}")
    if doubt:
        yield f"  {doubt}"
    for clause in clauses:
        indent = "    " * clause.level if clause.kind is Kind.ITEM else ""
        yield from ("", f"{indent}{visible(clause.words)}")


def version_text_document(
    version: Version, of: int, title: str, clauses: tuple[Clause, ...], link: MementoLink, doubt: str = ""
) -> dict[str, Any]:
    """Return the same as plain values for JSON. Times are 14 archive digits, in UTC."""
    told = version_document(version, lambda _: clauses, link)
    return {"policy": version.first.policy, "title": title, "url": version.first.original, "of": of} | told | {
        "doubt": doubt,
        "clauses": [
            {"place": place, "label": clause.label, "text": clause.text, "path": list(clause.path), "kind": str(clause.kind)}
            for place, clause in enumerate(clauses)
        ],
        "text": plain_text(clauses),
    }  # fmt: skip


def title_of(store: Store, version: Version, policy: Policy) -> str:
    """Return the title of the page that *version* was first seen on, or the policy's."""
    return store.derivations.title(policy.name, version) or policy.title or policy.name


def _block(clause: Clause) -> str:
    label = f"{clause.label} " if clause.label else ""
    if clause.kind is Kind.HEADING:
        return f"{'#' * min(6, max(2, clause.level))} {_escaped(label + clause.text)}"
    if clause.kind is Kind.ITEM:
        indent = "    " * max(0, clause.level - 1)
        ordinal = re.fullmatch(r"\d{1,9}[.)]", clause.label)
        mark = clause.label if ordinal else "*"
        rest = "" if ordinal or not any(character.isalnum() for character in clause.label) else label
        return f"{indent}{mark} {_escaped(rest + clause.text)}"
    return _escaped(label + clause.text)


def _escaped(words: str) -> str:
    """Return *words* so that Markdown shows them as they are."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", words)


def corpus_files(store: Store, policy: Policy, link: MementoLink) -> Iterator[tuple[str, str]]:
    """Yield a file name and a Markdown text for each version of *policy*, oldest first."""
    for version in store.derivations.versions(policy.name):
        clauses = store.derivations.clauses(version.text)
        yield corpus_name(policy, version), markdown(version, title_of(store, version, policy), clauses, link)


def corpus_name(policy: Policy, version: Version) -> str:
    """Return where a corpus keeps *version*: "acme/2012-10-23-v3.md"."""
    return f"{file_name(policy.name)}/{iso_date(version.first.timestamp)}-v{version.number}.md"


def file_name(name: str) -> str:
    """Return a policy's *name* as a name of a file that is neither hidden nor a way out of its folder.

    Names of a watchlist stay as they are (`clausetrail.snapshots.watchlist.policies.NAME`); one made of a URL may hold anything.
    """
    safe = "".join(one if _IN_NAMES.fullmatch(one) else quote(one, safe="", errors="replace") for one in name)
    return f"%2E{safe[1:]}" if safe.startswith(".") else safe
