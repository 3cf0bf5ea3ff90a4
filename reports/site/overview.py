"""The page of one policy: its pictures, what changed when, every version, and how far the knowledge of it reaches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from shlex import quote
from typing import Any

from clausetrail.reports.plots import history_plot, length_plot
from clausetrail.reports.plots.history_plot import ChangeBar, DateMark, History, VersionBar
from clausetrail.reports.policy_view.figures import Figures, Matter, StatedDate
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, find_gaps, memento_of
from clausetrail.reports.publishing.page_names import change_page, text_page
from clausetrail.reports.templating import trusted_svg
from clausetrail.reports.wording.redline_pieces import count_changes
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Revision, Version, iso_date, parse_timestamp

# Widths of the pictures, in CSS pixels: a column of text, and a phone of 320 less its margins.
WIDE, NARROW = 960, 288
# A table of captures that show nothing is cut here; the picture and the counts by reason hold all.
_MOST_SILENCES = 500


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


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of a policy."""

    number: int
    href: str
    file: str
    first: str
    last: str
    captures: int
    words: int
    lix: float | None
    notes: tuple[str, ...]
    memento: Memento


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """Captures of one reason that show nothing."""

    reason: str
    count: int
    first: str
    last: str


def values(one: PolicyContext, figures: Figures) -> dict[str, Any]:
    """Return what the template of a policy needs."""
    timeline = one.timeline
    drawn = plotted_history(one, figures) if timeline.versions else None
    return {
        "title": one.title,
        "policy": one.policy,
        "changes": [change_line(one, figures, revision) for revision in reversed(timeline.revisions)],
        "versions": _version_lines(one, figures),
        "pictures": [] if drawn is None else [
            ("History", _both(history_plot.render_plot, drawn)), ("Length and readability", _both(length_plot.render_plot, drawn)),
        ],
        "stated": _stated_lines(one, figures),
        "silences": _silence_lines(one),
        "silent": _silent_mementos(one),
        "gaps": [(iso_date(gap.first), iso_date(gap.last), gap.reason) for gap in find_gaps(one)],
        "links": one.knowledge.links,
        "absences": sorted(Counter(absence.answer for absence in one.knowledge.absences).items()),
        "asked": one.knowledge.asked_at[:10],
        "captures": len(one.seen),
        "endpoints": len(timeline.versions) > 2,
    }  # fmt: skip


def plotted_history(one: PolicyContext, figures: Figures) -> History:
    """Return what the pictures show of a policy that has a version."""
    timeline, clauses_of = one.timeline, one.clauses_of
    return History(
        title=one.title,
        versions=tuple(_stay(version, one, figures) for version in timeline.versions),
        changes=tuple(
            ChangeBar(revision.before.last.timestamp, revision.after.first.timestamp, told.inserted, told.deleted,
                  count_changes(revision.changes))
            for revision in timeline.revisions
            for told in [figures.of_revision(revision, clauses_of).size]
        ),
        seen=one.seen,
        unreadable=tuple(silence.capture.timestamp for silence in one.knowledge.unreadable),
        gaps=find_gaps(one),
        dates=_stated(one, figures),
    )  # fmt: skip


def _both(draw: Any, drawn: History) -> tuple[Any, Any]:
    return trusted_svg(draw(drawn, WIDE)), trusted_svg(draw(drawn, NARROW))


def _stay(version: Version, one: PolicyContext, figures: Figures) -> VersionBar:
    told = figures.of_text(version.text, one.clauses_of).length
    return VersionBar(version.number, version.first.timestamp, version.last.timestamp, told.words, told.lix)


def _dates(one: PolicyContext, figures: Figures) -> dict[str, tuple[Version, StatedDate]]:
    """Return each date that the texts state of themselves, with the version that states it first."""
    found: dict[str, tuple[Version, StatedDate]] = {}
    for version in one.timeline.versions:
        for dated in figures.of_text(version.text, one.clauses_of).dated:
            found.setdefault(dated.day, (version, dated))
    return dict(sorted(found.items()))


def _stated(one: PolicyContext, figures: Figures) -> tuple[DateMark, ...]:
    first, last = one.timeline.versions[0].first.timestamp, one.timeline.versions[-1].last.timestamp
    return tuple(
        DateMark(stamp, f"Version {version.number} states {day}: {dated.words}")
        for day, (version, dated) in _dates(one, figures).items()
        if first <= (stamp := f"{day.replace('-', ''):0<4}{'15' * (len(day) == 7)}120000") <= last and len(stamp) == 14
    )


def _stated_lines(one: PolicyContext, figures: Figures) -> list[tuple[StatedDate, int]]:
    return [(dated, version.number) for version, dated in _dates(one, figures).values()]


def change_line(one: PolicyContext, figures: Figures, revision: Revision) -> ChangeLine:
    """Return *revision* for a list."""
    told = figures.of_revision(revision, one.clauses_of)
    return ChangeLine(
        change_page(one.stems[revision.after.number]),
        between_dates(revision.before, revision.after),
        iso_date(revision.after.first.timestamp),
        count_changes(revision.changes),
        told.size.inserted,
        told.size.deleted,
        told.matters,
        told.flags,
    )


def _version_lines(one: PolicyContext, figures: Figures) -> list[VersionLine]:
    return [_version_line(one, figures, version, one.again.get(version.number)) for version in one.timeline.versions]


def _version_line(one: PolicyContext, figures: Figures, version: Version, again: int | None) -> VersionLine:
    told = figures.of_text(version.text, one.clauses_of).length
    return VersionLine(
        version.number,
        text_page(one.stems[version.number]),
        quote(f"{one.policy.name}/{iso_date(version.first.timestamp)}-v{version.number}.md"),  # as `export` calls it
        iso_date(version.first.timestamp),
        iso_date(version.last.timestamp),
        version.sightings,
        told.words,
        told.lix,
        notes(version, again),
        memento_of(version.first, one.link),
    )


def notes(version: Version, again: int | None) -> tuple[str, ...]:
    """Return what a reader should know of *version* before resting anything on it."""
    told = []
    if again:
        told.append(f"the words of version {again} again")
    if version.is_imported:
        told.append("imported, cleaned by others")
    if version.candidate:
        told.append("a candidate: it may turn out to have come and gone")
    for face in version.faces:
        first, last = iso_date(face.first.timestamp), iso_date(face.last.timestamp)
        spell = f"on {first}" if first == last else f"between {first} and {last}"
        told.append(f"another text came and went {spell}, in {face.sightings} capture{'s' * (face.sightings != 1)}")
    return tuple(told)


def _silence_lines(one: PolicyContext) -> list[SilenceLine]:
    by_reason: dict[str, list[str]] = {}
    for silence in one.knowledge.unreadable:
        by_reason.setdefault(silence.reason, []).append(silence.capture.timestamp)
    return [
        SilenceLine(reason, len(times), iso_date(min(times)), iso_date(max(times)))
        for reason, times in sorted(by_reason.items())
    ]


def _silent_mementos(one: PolicyContext) -> list[tuple[Memento, str]]:
    newest = sorted(
        one.knowledge.unreadable, key=lambda silence: parse_timestamp(silence.capture.timestamp), reverse=True
    )
    return [(memento_of(silence.capture, one.link), silence.reason) for silence in newest[:_MOST_SILENCES]]
