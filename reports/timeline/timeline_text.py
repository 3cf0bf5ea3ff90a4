"""A timeline told to people, line by line, oldest first.

Nothing says "on": nobody saw the moment of a change, only the captures before and after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clausetrail.reports.timeline.timeline_document import (
    ClausesOf,
    Coverage,
    MementoLink,
    is_across_imports,
    transient_revisions,
)
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import (
    Line,
    Piece,
    changes_only_paragraphs,
    count_changes,
    redline_lines,
)
from clausetrail.reports.wording.significance import significance_lines, stated_dates_line
from clausetrail.snapshots.addresses import lineage
from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, cautions
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.history.versions import between_dates, earlier_occurrences, seen_on
from clausetrail.snapshots.model import Change, Clause, Event, Revision, Timeline, TransientRevision, Version, iso_date


def timeline_lines(
    timeline: Timeline, clauses_of: ClausesOf, link: MementoLink, known: Coverage, *, full: bool = False
) -> Iterator[Line]:
    """Yield the whole timeline line by line, oldest first."""
    policy = timeline.policy
    yield (Piece("title", visible(policy.title or policy.name)),)
    yield (Piece("note", "  ".join(policy.urls)),)
    yield (Piece("plain", _extent(timeline)),)
    for found in known.links:
        yield (Piece("note", _led(found)),)
    revisions = {revision.after.number: revision for revision in timeline.revisions}
    again = earlier_occurrences(timeline.versions)
    for version in timeline.versions:
        if revision := revisions.get(version.number):
            yield from _revision(revision, clauses_of, link, known.silences, full=full)
        yield ()
        yield from _version(version, link, again.get(version.number))
        yield from stated_dates_line(clauses_of(version.text))
        for aside in transient_revisions(timeline, version):
            yield from _aside(aside, clauses_of, link, full=full)
    yield from _reach(timeline, known)


def _led(found: lineage.Link) -> str:
    first, last = iso_date(found.first_seen), iso_date(found.last_seen)
    seen = f"on {first}" if first == last else f"from {first} to {last}"
    end = f"; not followed: {found.reason}" if found.reason else ""
    if found.how is lineage.How.FRAME:
        if found.reason:
            return visible(f"Seen {seen} to show in a frame of {found.source}: {found.target}{end}")
        return visible(f"Read in a frame of the page: {found.target}, which {found.source} was seen to show {seen}")
    return visible(f"Seen {seen} to lead from {found.source} to {found.target}{end}")


def _extent(timeline: Timeline) -> str:
    if not timeline.versions:
        return "Nothing readable is held of this policy."
    first, last = timeline.versions[0].first, timeline.versions[-1].last
    seen = sum(version.sightings for version in timeline.versions)
    many = len(timeline.versions)
    return f"{many} version{'s' * (many > 1)} in {seen} captures, seen from {iso_date(first.timestamp)} to {iso_date(last.timestamp)}"


def _version(version: Version, link: MementoLink, again: int | None) -> Iterator[Line]:
    note = f", the words of version {again} again" if again else ""
    note += ", an imported text, cleaned by others" if version.is_imported else ""
    yield (
        Piece("title", f"Version {version.number}"),
        Piece("plain", f": {seen_on(version)}, {version.sightings} capture{'s' * (version.sightings > 1)}{note}"),
    )
    yield (Piece("note", f"  {link(version.first)}"),)
    if version.candidate:
        yield (Piece("note", f"  A candidate: {_doubt(version)}."),)


def _doubt(version: Version) -> str:
    if version.sightings == 1:
        return "seen once so far, it may go again"
    return "it came in turn with the text before it, and has not stood for long"


def _aside(aside: TransientRevision, clauses_of: ClausesOf, link: MementoLink, *, full: bool) -> Iterator[Line]:
    """Yield what is told of a text that came and went: how often and when, and its redline once."""
    face = aside.transient
    first, last = iso_date(face.first.timestamp), iso_date(face.last.timestamp)
    spell = f"on {first}" if first == last else f"between {first} and {last}"
    times = "once" if face.sightings == 1 else f"{face.sightings} times in {face.turns} turn{'s' * (face.turns > 1)}"
    yield (Piece("note", f"  Another text was seen {times} {spell}, and went again: {count_changes(aside.changes)}"),)
    yield (Piece("note", f"    {link(face.first)}"),)
    for line in redline_lines(aside.changes, clauses_of(aside.version.text), clauses_of(face.text), full=full):
        yield (Piece("plain", "    "), *line)


def _revision(
    revision: Revision, clauses_of: ClausesOf, link: MementoLink, silent: tuple[UnreadableCapture, ...], *, full: bool
) -> Iterator[Line]:
    yield ()
    yield (
        Piece("title", f"Changed {between_dates(revision.before, revision.after)}"),
        Piece("plain", f": {count_changes(revision.changes)}"),
    )
    yield (Piece("note", f"  before: {link(revision.before.last)}"),)
    yield (Piece("note", f"  after:  {link(revision.after.first)}"),)
    yield from ((Piece("note", f"  {timeline_lines}"),) for timeline_lines in _reservations(revision, silent))
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    changes = revision.changes
    if is_across_imports(revision):
        # Where paragraphs break and whether lists are numbered is how others cleaned the text, as a rule.
        changes = tuple(change for change in changes if not _is_form(change, before, after))
        if left_out := len(revision.changes) - len(changes):
            yield (Piece("note", f"  Not shown: {left_out} that only break, join or number paragraphs."),)
    else:  # what is found across imports may be what others' cleaning left out
        yield from significance_lines(revision, before, after)
    for line in redline_lines(changes, before, after, full=full):
        yield (Piece("plain", "  "), *line)


def _reservations(revision: Revision, silent: tuple[UnreadableCapture, ...]) -> Iterator[str]:
    """Yield what a reader should know before believing *revision*, a sentence each."""
    yield from (timeline_lines for timeline_lines in cautions(revision) if timeline_lines.startswith(SINGLE_CAPTURE))
    if reasons := unreadable_captures.reasons_between(
        silent, revision.before.last.timestamp, revision.after.first.timestamp
    ):
        yield f"Captures between the two that show nothing: {reasons}"
    if came := next((f for f in revision.before.faces if f.fingerprint == revision.after.fingerprint), None):
        yield f"The newer text had come in turn with the older one since {iso_date(came.first.timestamp)}."
    if is_across_imports(revision):
        yield "One side is an imported text: differences at its edges may come from how others cleaned it."


def _is_form(change: Change, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> bool:
    if change.event is Event.RENUMBERED:
        return not (before[change.before[0]].label and after[change.after[0]].label)
    return changes_only_paragraphs(change, before, after)


def _reach(timeline: Timeline, known: Coverage) -> Iterator[Line]:
    """Yield how far the knowledge reaches, and why not further."""
    yield ()
    if timeline.versions:
        reasons = unreadable_captures.reasons_between(known.silences, timeline.versions[-1].last.timestamp, "9")
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
