"""Collect the values of the page of one policy: its pictures, its changes, every version, and its coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from clausetrail.reports.plots import history_plot, length_plot
from clausetrail.reports.plots.history_plot import ChangeBar, DateMark, History, TransientBar, VersionBar
from clausetrail.reports.policy_view.figures import Figures, Matter, StatedDate
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, find_gaps, memento_of
from clausetrail.reports.publishing.page_names import change_page, text_page
from clausetrail.reports.templating import trusted_svg
from clausetrail.reports.wording.change_sentence import framed_sentence
from clausetrail.reports.wording.nothing_read import NO_STATEMENT, nothing_read_sentences, period_sentence
from clausetrail.reports.wording.redline_pieces import count_revision
from clausetrail.reports.wording.silence_phrases import counts_sentence, enclosed_phrase, left_out_sentence
from clausetrail.reports.wording.version_phrases import (
    IMPORTED_TEXT,
    MAY_BE_TRANSIENT,
    NO_READABLE_CAPTURE,
    last_checked_sentence,
    not_fetched_line,
    same_words_phrase,
    transient_phrase,
)
from clausetrail.snapshots.history.unreadable_captures import group_by_reason
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Revision, Version, iso_date, parse_timestamp

# Widths of the pictures, in CSS pixels: a column of text, and a phone of 320 pixels without its margins.
WIDE, NARROW = 960, 288
# Captures that show nothing, in their list; the picture and the counts by reason include all of them.
_MAX_SILENCES = 500


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A revision in the list of a policy."""

    href: str
    when: str
    latest: str
    summary: str
    inserted: int
    deleted: int
    matters: tuple[Matter, ...]
    flags: tuple[tuple[str, str], ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of a policy."""

    number: int
    href: str
    first: str
    last: str
    captures: int
    words: int
    lix: float | None
    notes: tuple[str, ...]
    memento: Memento


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """The captures that show nothing for one reason, *where* among the versions."""

    where: str
    reason: str
    detail: str
    count: int
    first: str
    last: str


def policy_values(context: PolicyContext, figures: Figures) -> dict[str, Any]:
    """Return the values for the page of a policy."""
    timeline, asked = context.timeline, context.coverage.asked_at[:10]
    history = plotted_history(context, figures) if timeline.versions else None
    return {
        "title": context.title,
        "policy": context.policy,
        "changes": [change_line(context, figures, revision) for revision in reversed(timeline.revisions)],
        "versions": _version_lines(context, figures),
        "pictures": [] if history is None else [
            ("History", _both_widths(history_plot.render_plot, history)), ("Length and readability", _both_widths(length_plot.render_plot, history)),
        ],
        "stated": _stated_lines(context, figures),
        "silences": _silence_lines(context),
        "silent": _silent_mementos(context),
        "gaps": [(iso_date(gap.first), iso_date(gap.last), gap.reason) for gap in find_gaps(context)],
        "links": context.coverage.links,
        "not_fetched": _not_fetched_lines(context),
        "last_checked": last_checked_sentence(asked) if asked else "No archive was checked for new captures.",
        "period": period_sentence(context.coverage.period),
        "without_version": f"{NO_READABLE_CAPTURE.capitalize()}.",
        "no_change": "No change was seen." if timeline.versions else f"{NO_STATEMENT}.",
        "nothing_read": [] if timeline.versions else _nothing_read(context),
        "counts": ". ".join(filter(None, (counts_sentence(context.counts), left_out_sentence(context.coverage.unreadable, context.counts.readable)))),
        "captures": len(context.seen),
        "endpoints": len(timeline.versions) > 2,
    }  # fmt: skip


def _nothing_read(context: PolicyContext) -> list[str]:
    coverage = context.coverage
    answers = [request.answer for request in coverage.absences]
    return [*nothing_read_sentences(coverage.unreadable, answers, coverage.asked_at, coverage.period)]


def _not_fetched_lines(context: PolicyContext) -> list[str]:
    """Return a line for each kind of answer with which an archive did not deliver a capture."""
    counts = Counter(request.answer for request in context.coverage.absences)
    return [not_fetched_line(f"{answer} ({count}\N{MULTIPLICATION SIGN})") for answer, count in sorted(counts.items())]


def plotted_history(context: PolicyContext, figures: Figures) -> History:
    """Return the content of the pictures of a policy, which must have a version."""
    timeline, clauses_of = context.timeline, context.clauses_of
    return History(
        title=context.title,
        versions=tuple(_version_bar(version, context, figures) for version in timeline.versions),
        changes=tuple(
            ChangeBar(revision.before.last.timestamp, revision.after.first.timestamp, size.inserted, size.deleted,
                  count_revision(revision))
            for revision in timeline.revisions
            for size in [figures.of_revision(revision, clauses_of).size]
        ),
        seen=context.seen,
        unreadable=tuple(silence.capture.timestamp for silence in context.coverage.unreadable),
        gaps=find_gaps(context),
        dates=_date_marks(context, figures),
        transients=tuple(
            TransientBar(text.first.timestamp, text.last.timestamp,
                         f"A text that {transient_phrase(text)}, during version {version.number}")
            for version in timeline.versions
            for text in version.faces
        ),
    )  # fmt: skip


def _both_widths(render: Callable[[History, float], str], history: History) -> tuple[Markup, Markup]:
    return trusted_svg(render(history, WIDE)), trusted_svg(render(history, NARROW))


def _version_bar(version: Version, context: PolicyContext, figures: Figures) -> VersionBar:
    length = figures.of_text(version.text, context.clauses_of).length
    silent = enclosed_phrase(version, context.unreadable.inside.get(version.number, ()))
    return VersionBar(
        version.number,
        version.first.timestamp,
        version.last.timestamp,
        length.words,
        length.lix,
        silent,
        version.candidate,
    )


def _dates(context: PolicyContext, figures: Figures) -> dict[str, tuple[Version, StatedDate]]:
    """Return each date that the texts state for themselves, with the version that states it first."""
    found: dict[str, tuple[Version, StatedDate]] = {}
    for version in context.timeline.versions:
        for dated in figures.of_text(version.text, context.clauses_of).dated:
            found.setdefault(dated.day, (version, dated))
    return dict(sorted(found.items()))


def _date_marks(context: PolicyContext, figures: Figures) -> tuple[DateMark, ...]:
    first, last = context.timeline.versions[0].first.timestamp, context.timeline.versions[-1].last.timestamp
    return tuple(
        DateMark(stamp, f"Version {version.number} states {day}: {dated.words}")
        for day, (version, dated) in _dates(context, figures).items()
        if first <= (stamp := f"{day.replace('-', ''):0<4}{'15' * (len(day) == 7)}120000") <= last and len(stamp) == 14
    )


def _stated_lines(context: PolicyContext, figures: Figures) -> list[tuple[StatedDate, int]]:
    return [(dated, version.number) for version, dated in _dates(context, figures).values()]


def change_line(context: PolicyContext, figures: Figures, revision: Revision) -> ChangeLine:
    """Return *revision* as a row of a list."""
    found = figures.of_revision(revision, context.clauses_of)
    return ChangeLine(
        change_page(context.stems[revision.after.number]),
        between_dates(revision.before, revision.after),
        iso_date(revision.after.first.timestamp),
        count_revision(revision),
        found.size.inserted,
        found.size.deleted,
        found.matters,
        found.flags,
        framed_sentence(revision, found.sentence),
    )


def _version_lines(context: PolicyContext, figures: Figures) -> list[VersionLine]:
    return [_version_line(context, figures, version) for version in context.timeline.versions]


def _version_line(context: PolicyContext, figures: Figures, version: Version) -> VersionLine:
    length = figures.of_text(version.text, context.clauses_of).length
    return VersionLine(
        version.number,
        text_page(context.stems[version.number]),
        iso_date(version.first.timestamp),
        iso_date(version.last.timestamp),
        version.sightings,
        length.words,
        length.lix,
        version_notes(context, version),
        memento_of(version.first, context.link),
    )


def version_notes(context: PolicyContext, version: Version) -> tuple[str, ...]:
    """Return what a reader should know before relying on *version*."""
    notes = []
    if repeated := context.earlier_occurrence.get(version.number):
        notes.append(same_words_phrase(repeated))
    if version.is_imported:
        notes.append(IMPORTED_TEXT)
    if version.candidate:
        notes.append(f"a candidate: {MAY_BE_TRANSIENT}")
    if unreadable := context.unreadable.inside.get(version.number):
        notes.append(enclosed_phrase(version, unreadable))
    return (*notes, *(f"another text {transient_phrase(text)}" for text in version.faces))


def _silence_lines(context: PolicyContext) -> list[SilenceLine]:
    found, versions = context.unreadable, context.timeline.versions
    places = [("before the first version" if versions else "", found.before)]
    for version in versions:
        number = version.number
        places.append((f"between versions {number - 1} and {number}", found.between.get(number, ())))
        places.append((f"inside version {number}", found.inside.get(number, ())))
    places.append(("after the last version", found.after))
    return [
        SilenceLine(
            where, group.reason, group.detail, len(group.times), iso_date(group.times[0]), iso_date(group.times[-1])
        )
        for where, captures in places
        for group in group_by_reason(captures)
    ]


def _silent_mementos(context: PolicyContext) -> list[tuple[Memento, str]]:
    newest = sorted(
        context.coverage.unreadable, key=lambda silence: parse_timestamp(silence.capture.timestamp), reverse=True
    )
    return [(memento_of(silence.capture, context.link), silence.reason) for silence in newest[:_MAX_SILENCES]]
