"""Print a timeline for people, line by line, oldest version first. `timeline_document` makes the same for programs.

A change is dated "between" two captures, never "on" a day: only the captures before and after it are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clausetrail.reports.timeline.timeline_document import (
    ClausesOf,
    Coverage,
    ElsewhereOf,
    MementoLink,
    is_across_imports,
    nothing_elsewhere,
    transient_revisions,
)
from clausetrail.reports.wording.change_sentence import revision_sentence
from clausetrail.reports.wording.elsewhere_phrases import elsewhere_summary
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.nothing_read import NO_STATEMENT, nothing_read_sentences, period_sentence
from clausetrail.reports.wording.redline_pieces import (
    Line,
    Piece,
    changes_only_paragraphs,
    count_changes,
    count_revision,
    redline_lines,
)
from clausetrail.reports.wording.significance import significance_lines, stated_dates_line
from clausetrail.reports.wording.silence_phrases import (
    counts_sentence,
    enclosed_phrase,
    left_out_sentence,
    silence_lines,
    silence_report,
)
from clausetrail.reports.wording.version_phrases import (
    IMPORTED_TEXT,
    MAY_BE_TRANSIENT,
    NO_READABLE_CAPTURE,
    capture_count,
    last_checked_sentence,
    not_fetched_line,
    same_words_phrase,
    transient_phrase,
)
from clausetrail.snapshots.addresses import address_links
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, cautions
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture, arrange_by_version, count_captures
from clausetrail.snapshots.history.versions import between_dates, earlier_occurrences, seen_on
from clausetrail.snapshots.model import Change, Clause, Event, Revision, Timeline, TransientRevision, Version, iso_date


def timeline_lines(
    timeline: Timeline,
    clauses_of: ClausesOf,
    link: MementoLink,
    known: Coverage,
    elsewhere_of: ElsewhereOf = nothing_elsewhere,
    *,
    full: bool = False,
) -> Iterator[Line]:
    """Yield the whole timeline line by line, oldest version first; if *full*, without folding unchanged words.

    What is elsewhere on the page of a version's first capture is one line, unless the version before has the same there.
    """
    policy = timeline.policy
    yield (Piece("title", visible(policy.title or policy.name)),)
    yield (Piece("note", "  ".join(policy.urls)),)
    yield from extent_lines(timeline, known)
    for found in known.links:
        yield (Piece("note", _address_link(found)),)
    revisions = {revision.after.number: revision for revision in timeline.revisions}
    earlier = earlier_occurrences(timeline.versions)
    unreadable = arrange_by_version(known.unreadable, timeline.versions)
    yield from _notes(
        silence_report(unreadable.before, "before the first version" if timeline.versions else "at any time")
    )
    last_elsewhere = ""
    for version in timeline.versions:
        if revision := revisions.get(version.number):
            between = unreadable.between.get(version.number, ())
            yield from revision_lines(revision, clauses_of, link, between, full=full)
        yield ()
        yield from _version_lines(version, link, earlier.get(version.number), unreadable.inside.get(version.number, ()))
        yield from stated_dates_line(clauses_of(version.text))
        if (line := elsewhere_summary(elsewhere_of(version.first))) != last_elsewhere:
            last_elsewhere = line
            yield from _notes([line] if line else [], "  ")
        for transient in transient_revisions(timeline, version):
            yield from _transient_lines(transient, clauses_of, link, full=full)
    yield from _coverage_lines(timeline, known, unreadable.after)


def _notes(lines: Iterable[str], indent: str = "") -> Iterator[Line]:
    return ((Piece("note", f"{indent}{line}"),) for line in lines)


def _address_link(found: address_links.Link) -> str:
    """Return a redirect or a frame between two addresses of the policy, when it was seen, and why it was not followed."""
    first, last = iso_date(found.first_seen), iso_date(found.last_seen)
    seen = f"seen on {first}" if first == last else f"seen from {first} to {last}"
    end = f"; not followed: {found.reason}" if found.reason else ""
    if found.kind is not address_links.LinkKind.FRAME:
        return visible(f"Redirect from {found.source} to {found.target}, {seen}{end}")
    what = "Frame" if found.reason else "Read in a frame"
    return visible(f"{what} of {found.source}: {found.target}, {seen}{end}")


def extent_lines(timeline: Timeline, known: Coverage) -> Iterator[Line]:
    """Yield how many versions there are, in how many captures, and from when to when they were seen; or why there is none."""
    counts = count_captures(timeline.versions, known.unreadable)
    if not timeline.versions:
        yield (Piece("plain", f"{NO_READABLE_CAPTURE.capitalize()}. {NO_STATEMENT}."),)
        answers = [absence.answer for absence in known.absences]
        for sentence in nothing_read_sentences(known.unreadable, answers, known.asked_at, known.period):
            yield (Piece("plain", visible(sentence)),)
        return
    first, last = timeline.versions[0].first, timeline.versions[-1].last
    versions = len(timeline.versions)
    extent = f"{versions} version{'s' * (versions > 1)} in {capture_count(counts.readable)}"
    yield (Piece("plain", f"{extent}, seen from {iso_date(first.timestamp)} to {iso_date(last.timestamp)}"),)
    yield from _notes(filter(None, (counts_sentence(counts), left_out_sentence(known.unreadable, counts.readable))))


def _version_lines(
    version: Version, link: MementoLink, same_as: int | None, unreadable: tuple[UnreadableCapture, ...]
) -> Iterator[Line]:
    """Yield when *version* was seen and what qualifies it; *same_as* is the number of an earlier version of its words.

    *unreadable* are the captures from its first to its last one that show nothing.
    """
    note = f", {same_words_phrase(same_as)}" if same_as else ""
    note += f", {IMPORTED_TEXT}" if version.is_imported else ""
    note += f"; {visible(enclosed_phrase(version, unreadable))}" if unreadable else ""
    yield (
        Piece("title", f"Version {version.number}"),
        Piece("plain", f": {seen_on(version)}, {capture_count(version.sightings)}{note}"),
    )
    yield (Piece("note", f"  {link(version.first)}"),)
    yield from _notes(silence_lines(unreadable), "  shows nothing: ")
    if version.candidate:
        why = "seen once so far" if version.sightings == 1 else "it alternated with the text before it until recently"
        yield (Piece("note", f"  A candidate: {why}, {MAY_BE_TRANSIENT}."),)


def _transient_lines(
    revision: TransientRevision, clauses_of: ClausesOf, link: MementoLink, *, full: bool
) -> Iterator[Line]:
    """Yield when and how often a text appeared and disappeared, and its redline against the version, once."""
    text = revision.transient
    periods = f" and {counted(text.turns, 'separate period')}" if text.turns > 1 else ""
    what = f"Another text {transient_phrase(text)}{periods}"
    yield (Piece("note", f"  {what}: {count_changes(revision.changes)}"),)
    yield (Piece("note", f"    {link(text.first)}"),)
    for line in redline_lines(revision.changes, clauses_of(revision.version.text), clauses_of(text.text), full=full):
        yield (Piece("plain", "    "), *line)


def revision_lines(
    revision: Revision,
    clauses_of: ClausesOf,
    link: MementoLink,
    unreadable: tuple[UnreadableCapture, ...],
    *,
    full: bool,
    selected: tuple[Change, ...] | None = None,
) -> Iterator[Line]:
    """Yield the interval of *revision*, both captures, what weakens it, what it is about, and its redline.

    With *selected*, the redline has these of its changes only; everything else is said of the whole revision.
    """
    yield ()
    yield (
        Piece("title", f"Changed {between_dates(revision.before, revision.after)}"),
        Piece("plain", f": {count_revision(revision)}"),
    )
    before, after = clauses_of(revision.older.text), clauses_of(revision.after.text)
    yield (Piece("plain", f"  {revision_sentence(revision, before, after)}"),)
    yield (Piece("note", f"  before: {link(revision.before.last)}"),)
    if revision.older is not revision.before:
        base = revision.older
        seen = f"version {base.number}, last seen on {iso_date(base.last.timestamp)}"
        yield (Piece("note", f"  compared with {seen}: {link(base.last)}"),)
    yield (Piece("note", f"  after:  {link(revision.after.first)}"),)
    yield from ((Piece("note", f"  {sentence}"),) for sentence in _reservations(revision, unreadable))
    changes = revision.changes
    if is_across_imports(revision):
        # Paragraph breaks and list numbers differ, as a rule, by how others cleaned the imported text.
        changes = tuple(change for change in changes if not _changes_only_form(change, before, after))
        if left_out := len(revision.changes) - len(changes):
            yield (Piece("note", f"  Not shown: {left_out} that only break, join or number paragraphs."),)
    else:  # findings across imports may come from words that the others' cleaning left out
        yield from significance_lines(revision, before, after)
    if selected is not None:
        changes = tuple(change for change in changes if change in selected)
        yield (Piece("note", f"  Shown: {len(changes)} of {counted(len(revision.changes), 'change')}"),)
    for line in redline_lines(changes, before, after, full=full):
        yield (Piece("plain", "  "), *line)


def _reservations(revision: Revision, unreadable: tuple[UnreadableCapture, ...]) -> Iterator[str]:
    """Yield what a reader should know before relying on *revision*, a sentence each."""
    yield from (caution for caution in cautions(revision) if caution.startswith(SINGLE_CAPTURE))
    yield from silence_report(unreadable, "between the two")
    fingerprint = revision.after.fingerprint
    if earlier := next((text for text in revision.before.faces if text.fingerprint == fingerprint), None):
        yield f"The newer text had alternated with the older one since {iso_date(earlier.first.timestamp)}."
    if is_across_imports(revision):
        yield "One side is an imported text: differences at its edges may come from how others cleaned it."


def _changes_only_form(change: Change, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> bool:
    """Return whether *change* gives a clause its first number, takes its number away, or moves paragraph breaks only."""
    if change.event is Event.RENUMBERED:
        return not (before[change.before[0]].label and after[change.after[0]].label)
    return changes_only_paragraphs(change, before, after)


def _coverage_lines(timeline: Timeline, known: Coverage, after: tuple[UnreadableCapture, ...]) -> Iterator[Line]:
    """Yield until when the policy is known, the captures *after* the last version, and what was not looked at."""
    yield ()
    yield from _notes(silence_report(after, "after the last version"))
    counts = Counter(absence.answer for absence in known.absences)
    if counts:
        reasons = ", ".join(f"{answer} ({count}x)" for answer, count in sorted(counts.items()))
        yield (Piece("note", not_fetched_line(reasons)),)
    if known.gaps:
        count, widest = sum(gap.captures for gap in known.gaps), known.gaps[0]
        yield (
            Piece(
                "note",
                f"{counted(count, 'capture was', 'captures were')} not looked at. The widest interval left: {widest.line}.",
            ),
        )
    if known.asked_at:
        yield (Piece("note", last_checked_sentence(known.asked_at[:10])),)
    if known.period and timeline.versions:
        yield (Piece("note", period_sentence(known.period)),)
