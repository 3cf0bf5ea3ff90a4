"""Exports: JSON Lines of captures and of changes, and a corpus of Markdown files, one per version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reports.timeline import Link, aside_document, change_document
from snapshots.model import Clause, Kind, Policy, Version, date
from snapshots.store import Store
from snapshots.timeline import between, in_force


def captures(store: Store, policy: Policy) -> Iterator[dict[str, Any]]:
    """Yield a row for each capture of *policy* that shows something, or whose bytes are held, oldest first.

    "text" is what the capture itself says where "verdict" is "policy", else the text in force as far as is known:
    that of the version last seen by then. "face" says that the capture shows a text that came and went.
    """
    versions = store.derivations.versions(policy.name)
    readings = store.derivations.readings(policy.name)
    outsiders = store.derivations.outsiders(policy.name)
    for sighting in store.derivations.sightings(policy.name):
        capture = sighting.capture
        told = readings.get(capture.id or 0)
        found = outsiders.get(capture.id or 0) or (told and (told.verdict, told.reason))
        if found is None and sighting.fingerprint is None:
            continue
        version = in_force(versions, capture.timestamp)
        shown = sighting.text or (version.text if version else None)
        yield {
            "policy": policy.name,
            "archive": capture.archive,
            "url": capture.original,
            "timestamp": capture.timestamp,
            "digest": capture.digest,
            "sha256": store.facts.body_name(capture),
            "verdict": str(found[0]) if found else "policy",
            "reason": found[1] if found else "same payload as a capture that was read",
            "imported": capture.is_imported,
            "version": version.number if version else None,
            "face": bool(version and sighting.fingerprint and sighting.fingerprint != version.fingerprint),
            "text": text(store.derivations.clauses(shown)) if shown else "",
        }


def changes(store: Store, policy: Policy, link: Link) -> Iterator[dict[str, Any]]:
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
                "when": between(revision.before, revision.after),
                "before_memento": link(revision.before.last),
                "after_memento": link(revision.after.first),
                "code": revision.code,
            } | change_document(change, before, after)


def faces(store: Store, policy: Policy, link: Link) -> Iterator[dict[str, Any]]:
    """Yield a row for each text of *policy* that came and went again, with what it says otherwise than its version."""
    for aside in store.derivations.asides(policy.name):
        told = aside_document(aside, store.derivations.clauses, link)
        yield {"policy": policy.name, "version": aside.version.number, "code": aside.code} | told


def text(clauses: tuple[Clause, ...]) -> str:
    """Return *clauses* as plain text, one a line, with their labels."""
    return "\n".join(clause.words for clause in clauses)


def markdown(version: Version, title: str, clauses: tuple[Clause, ...], link: Link) -> str:
    """Return a version as a corpus keeps it: a line on where it comes from, its title, its text."""
    place = link(version.first)
    provenance = (
        f"> *Clauses of {_escaped(version.first.original)} as captured on {date(version.first.timestamp)}, "
        f"last seen on {date(version.last.timestamp)}. Original capture: <{place}>.*"
    )
    body = "\n\n".join(_block(clause) for clause in clauses)
    return f"{provenance}\n\n# {_escaped(title)}\n\n{body}\n"


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


def corpus_files(store: Store, policy: Policy, link: Link) -> Iterator[tuple[str, str]]:
    """Yield a file name and a Markdown text for each version of *policy*, oldest first."""
    for version in store.derivations.versions(policy.name):
        clauses = store.derivations.clauses(version.text)
        name = f"{policy.name}/{date(version.first.timestamp)}-v{version.number}.md"
        yield name, markdown(version, title_of(store, version, policy), clauses, link)
