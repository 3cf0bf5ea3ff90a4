"""A timeline for readers: as a document for programs, and line by line for people.

Nothing says "on": nobody saw the moment of a change, only the captures before and after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.lettering import visible
from reports.redline import Line, Piece, is_only_paragraphs, lines, summary
from reports.weighing import finding_documents, flag_documents, notes, stated_documents, stated_line
from snapshots import lineage, silences
from snapshots.facts import Absence
from snapshots.model import Aside, Capture, Change, Clause, Event, Revision, Timeline, Version, date
from snapshots.silences import Silence
from snapshots.timeline import between, returns
from snapshots.unseen import Unexplained

Link = Callable[[Capture], str]
ClausesOf = Callable[[str], tuple[Clause, ...]]


def document(timeline: Timeline, clauses_of: ClausesOf, link: Link, known: Knowledge) -> dict[str, Any]:
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


def _unseen_document(one: Unexplained) -> dict[str, Any]:
    return {
        "after": one.after.timestamp if one.after else None,
        "before": one.before.timestamp if one.before else None,
        "read_alike": one.agree,
        "captures": one.captures,
        "days": round(one.days, 1),
    }


def _version_documents(timeline: Timeline, clauses_of: ClausesOf, link: Link) -> list[dict[str, Any]]:
    again = returns(timeline.versions)
    return [
        version_document(version, clauses_of, link)
        | {
            "returns_to": again.get(version.number),
            "faces": [aside_document(aside, clauses_of, link) for aside in _asides(timeline, version)],
        }
        for version in timeline.versions
    ]


def _asides(timeline: Timeline, version: Version) -> list[Aside]:
    return [aside for aside in timeline.asides if aside.version.number == version.number]


def aside_document(aside: Aside, clauses_of: ClausesOf, link: Link) -> dict[str, Any]:
    """Return a text that came and went as plain values, with what it says otherwise than its version."""
    before, after, face = clauses_of(aside.version.text), clauses_of(aside.face.text), aside.face
    return {
        "first_seen": face.first.timestamp,
        "last_seen": face.last.timestamp,
        "captures": face.sightings,
        "turns": face.turns,
        "first_memento": link(face.first),
        "fingerprint": face.fingerprint,
        "changes": [change_document(change, before, after) for change in aside.changes],
    }


def version_document(version: Version, clauses_of: ClausesOf, link: Link) -> dict[str, Any]:
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
        "stated": stated_documents(clauses_of(version.text)),
    }


def revision_document(revision: Revision, clauses_of: ClausesOf, link: Link) -> dict[str, Any]:
    """Return one revision as plain values, each change with the words on both sides."""
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    return {
        "number": revision.after.number,
        "not_before": revision.before.last.timestamp,
        "not_after": revision.after.first.timestamp,
        "when": between(revision.before, revision.after),
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
class Knowledge:
    """How far what is known of a policy reaches: what was asked for and did not come, which captures show nothing,
    when the archives were last asked for news, and between which looks captures were not looked at, the widest first.
    """

    absences: tuple[Absence, ...] = ()
    links: tuple[lineage.Link, ...] = ()
    silences: tuple[Silence, ...] = ()
    asked_at: str = ""
    unseen: tuple[Unexplained, ...] = ()


def told(
    timeline: Timeline, clauses_of: ClausesOf, link: Link, known: Knowledge, *, full: bool = False
) -> Iterator[Line]:
    """Yield the whole timeline line by line, oldest first."""
    policy = timeline.policy
    yield (Piece("title", visible(policy.title or policy.name)),)
    yield (Piece("note", "  ".join(policy.urls)),)
    yield (Piece("plain", _extent(timeline)),)
    for found in known.links:
        yield (Piece("note", _led(found)),)
    revisions = {revision.after.number: revision for revision in timeline.revisions}
    again = returns(timeline.versions)
    for version in timeline.versions:
        if revision := revisions.get(version.number):
            yield from _revision(revision, clauses_of, link, known.silences, full=full)
        yield ()
        yield from _version(version, link, again.get(version.number))
        yield from stated_line(clauses_of(version.text))
        for aside in _asides(timeline, version):
            yield from _aside(aside, clauses_of, link, full=full)
    yield from _reach(timeline, known)


def _led(found: lineage.Link) -> str:
    first, last = date(found.first_seen), date(found.last_seen)
    seen = f"on {first}" if first == last else f"from {first} to {last}"
    end = f"; not followed: {found.reason}" if found.reason else ""
    return visible(f"Seen {seen} to lead from {found.source} to {found.target}{end}")


def _extent(timeline: Timeline) -> str:
    if not timeline.versions:
        return "Nothing readable is held of this policy."
    first, last = timeline.versions[0].first, timeline.versions[-1].last
    seen = sum(version.sightings for version in timeline.versions)
    many = len(timeline.versions)
    return f"{many} version{'s' * (many > 1)} in {seen} captures, seen from {date(first.timestamp)} to {date(last.timestamp)}"


def _version(version: Version, link: Link, again: int | None) -> Iterator[Line]:
    first, last = date(version.first.timestamp), date(version.last.timestamp)
    seen = f"present on {first}" if first == last else f"present on {first} and {last}"
    note = f", the words of version {again} again" if again else ""
    note += ", an imported text, cleaned by others" if version.is_imported else ""
    yield (
        Piece("title", f"Version {version.number}"),
        Piece("plain", f": {seen}, {version.sightings} capture{'s' * (version.sightings > 1)}{note}"),
    )
    yield (Piece("note", f"  {link(version.first)}"),)
    if version.candidate:
        yield (Piece("note", f"  A candidate: {_doubt(version)}."),)


def _doubt(version: Version) -> str:
    if version.sightings == 1:
        return "seen once so far, it may go again"
    return "it came in turn with the text before it, and has not stood for long"


def _aside(aside: Aside, clauses_of: ClausesOf, link: Link, *, full: bool) -> Iterator[Line]:
    """Yield what is told of a text that came and went: how often and when, and its redline once."""
    face = aside.face
    first, last = date(face.first.timestamp), date(face.last.timestamp)
    spell = f"on {first}" if first == last else f"between {first} and {last}"
    times = "once" if face.sightings == 1 else f"{face.sightings} times in {face.turns} turn{'s' * (face.turns > 1)}"
    yield (Piece("note", f"  Another text was seen {times} {spell}, and went again: {summary(aside.changes)}"),)
    yield (Piece("note", f"    {link(face.first)}"),)
    for line in lines(aside.changes, clauses_of(aside.version.text), clauses_of(face.text), full=full):
        yield (Piece("plain", "    "), *line)


def _revision(
    revision: Revision, clauses_of: ClausesOf, link: Link, silent: tuple[Silence, ...], *, full: bool
) -> Iterator[Line]:
    yield ()
    yield (
        Piece("title", f"Changed {between(revision.before, revision.after)}"),
        Piece("plain", f": {summary(revision.changes)}"),
    )
    yield (Piece("note", f"  before: {link(revision.before.last)}"),)
    yield (Piece("note", f"  after:  {link(revision.after.first)}"),)
    if reasons := silences.between(silent, revision.before.last.timestamp, revision.after.first.timestamp):
        yield (Piece("note", f"  Captures between the two that show nothing: {reasons}"),)
    if came := next((f for f in revision.before.faces if f.fingerprint == revision.after.fingerprint), None):
        yield (
            Piece("note", f"  The newer text had come in turn with the older one since {date(came.first.timestamp)}."),
        )
    if is_across_imports(revision):
        yield (
            Piece(
                "note",
                "  One side is an imported text: differences at its edges may come from how others cleaned it.",
            ),
        )
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    changes = revision.changes
    if is_across_imports(revision):
        # Where paragraphs break and whether lists are numbered is how others cleaned the text, as a rule.
        changes = tuple(change for change in changes if not _is_form(change, before, after))
        if left_out := len(revision.changes) - len(changes):
            yield (Piece("note", f"  Not shown: {left_out} that only break, join or number paragraphs."),)
    else:  # what is found across imports may be what others' cleaning left out
        yield from notes(revision, before, after)
    for line in lines(changes, before, after, full=full):
        yield (Piece("plain", "  "), *line)


def _is_form(change: Change, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> bool:
    if change.event is Event.RENUMBERED:
        return not (before[change.before[0]].label and after[change.after[0]].label)
    return is_only_paragraphs(change, before, after)


def _reach(timeline: Timeline, known: Knowledge) -> Iterator[Line]:
    """Yield how far the knowledge reaches, and why not further."""
    yield ()
    if timeline.versions:
        reasons = silences.between(known.silences, timeline.versions[-1].last.timestamp, "9")
        if reasons:
            yield (Piece("note", f"Captures after the last version that show nothing: {reasons}"),)
    counts = Counter(absence.answer for absence in known.absences)
    if counts:
        reasons = ", ".join(f"{answer} ({count}x)" for answer, count in sorted(counts.items()))
        yield (Piece("note", f"Asked for and not had: {reasons}"),)
    if known.unseen:
        count, widest = sum(one.captures for one in known.unseen), known.unseen[0]
        yield (Piece("note", f"{count} captures were not looked at. The widest interval left: {widest.line}."),)
    if known.asked_at:
        yield (Piece("note", f"The archive was last asked for news on {known.asked_at[:10]}."),)
