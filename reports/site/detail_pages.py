"""The pages below a policy: a revision, a version, the lives of clauses, the first version beside the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clausetrail.reports.policy_view import redline_rows, text_rows
from clausetrail.reports.policy_view.clause_lifelines import Lifeline, Lifelines
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, memento_of
from clausetrail.reports.publishing.page_names import change_page, clauses_page, text_page
from clausetrail.reports.site import overview
from clausetrail.reports.timeline.timeline_document import is_across_imports
from clausetrail.reports.wording.redline_pieces import count_changes
from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, cautions
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Change, Revision, TransientRevision, Version, iso_date


@dataclass(frozen=True, slots=True)
class Side:
    """One version beside a redline: what it is, when it was seen, and where it can be looked at."""

    number: int
    href: str
    first: str
    last: str
    captures: int
    memento: Memento
    bearing: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A text that came and went beside a version, as a redline against it."""

    note: str
    memento: Memento
    summary: str
    rows: Sequence[redline_rows.Row]


def change(one: PolicyContext, figures: Figures, revision: Revision, lines: Lifelines) -> dict[str, Any]:
    """Return what the page of *revision* needs."""
    earliest, latest = revision.before.last.timestamp, revision.after.first.timestamp
    redline = _redline(one, revision.changes, revision.before, revision.after, lines)
    return {
        "when": between_dates(revision.before, revision.after),
        "older": _side(one, revision.before, last=True),
        "newer": _side(one, revision.after, last=False),
        "figures": figures.of_revision(revision, one.clauses_of, redline["rows"]),
        "cautions": [told for told in cautions(revision) if told.startswith(SINGLE_CAPTURE)],
        "silences": unreadable_captures.reasons_between(one.knowledge.unreadable, earliest, latest),
        "imported": is_across_imports(revision),
        "code": revision.code,
        **redline,
        **_ways(one, revision.after.number, change_page),
    }


def first_to_last(one: PolicyContext, changes: Sequence[Change], lines: Lifelines) -> dict[str, Any]:
    """Return what the page needs that compares the first version with the last; *changes* are those between the two."""
    first, last = one.timeline.versions[0], one.timeline.versions[-1]
    return {
        "when": f"between the first capture, {iso_date(first.first.timestamp)}, and the last, {iso_date(last.last.timestamp)}",
        "older": _side(replace(one, again={}), first, last=False),
        "newer": _side(replace(one, again={}), last, last=True),
        "figures": None,
        "cautions": [],
        "silences": "",
        "imported": first.is_imported != last.is_imported,
        "code": "",
        "previous": None,
        "next": None,
        **_redline(one, changes, first, last, lines),
    }


def _redline(
    one: PolicyContext, changes: Sequence[Change], older: Version, newer: Version, lines: Lifelines
) -> dict[str, Any]:
    before, after = one.clauses_of(older.text), one.clauses_of(newer.text)
    return {
        "title": one.title,
        "summary": count_changes(changes),
        "rows": redline_rows.redline_rows(changes, before, after),
        "lives": dict(lives(one, changes, older, newer, lines)),
        "language": one.languages.get(newer.number, ""),
    }


def lives(
    one: PolicyContext, changes: Iterable[Change], older: Version, newer: Version, lines: Lifelines
) -> Iterator[tuple[str, str]]:
    """Yield by its anchor in the redline of two versions where the life of each clause is told that changed."""
    for change in changes:
        sign, place, version = ("c", change.after[0], newer) if change.after else ("d", change.before[0], older)
        since = lines.sinces[version.number][place]
        yield f"{sign}{place + 1}", f"{clauses_page(one.stems[since.born])}#k{since.life}"


def text(one: PolicyContext, version: Version, lines: Lifelines) -> dict[str, Any]:
    """Return what the page of a whole version needs."""
    asides = [aside for aside in one.timeline.transient_revisions if aside.version.number == version.number]
    sinces = lines.sinces.get(version.number, ())
    return {
        "title": one.title,
        "side": _side(one, version, last=False),
        "seen_last": memento_of(version.last, one.link),
        "seen_last_bearing": one.bearing(version.last),
        "groups": text_rows.group_passages(one.clauses_of(version.text), sinces),
        "is_parted": any(since.phrases for since in sinces),
        "ages": _ages(one, version.number),
        "dates": one.dates,
        "stems": one.stems,
        "change": change_page(one.stems[version.number]) if version.number > 1 else "",
        "faces": [_face(one, aside) for aside in asides],
        "language": one.languages.get(version.number, ""),
        **_ways(one, version.number, text_page, first=1),
    }


def clauses(one: PolicyContext, version: Version, born: Sequence[Lifeline]) -> dict[str, Any]:
    """Return what the page of the clauses needs that were first seen in *version*."""
    return {
        "title": one.title,
        "version": version,
        "first": iso_date(version.first.timestamp),
        "lives": born,
        "dates": one.dates,
        "stems": one.stems,
        "language": one.languages.get(version.number, ""),
    }


def _ages(one: PolicyContext, number: int) -> dict[int, int]:
    """Return for each version up to *number* one of five shades, by when it was first seen: 1 is the oldest."""
    held = one.timeline.versions[:number]
    if len(held) < 2:
        return {version.number: 1 for version in held}
    return {version.number: 1 + round(4 * (version.number - 1) / (len(held) - 1)) for version in held}


def _face(one: PolicyContext, aside: TransientRevision) -> Face:
    face = aside.transient
    first, last = iso_date(face.first.timestamp), iso_date(face.last.timestamp)
    spell = f"on {first}" if first == last else f"between {first} and {last}"
    before, after = one.clauses_of(aside.version.text), one.clauses_of(face.text)
    return Face(
        f"Another text came and went {spell}, in {face.sightings} capture{'s' * (face.sightings != 1)}",
        memento_of(face.first, one.link),
        count_changes(aside.changes),
        [
            row
            for row in redline_rows.redline_rows(aside.changes, before, after)
            if not isinstance(row, redline_rows.Fold)
        ],
    )


def _side(one: PolicyContext, version: Version, *, last: bool) -> Side:
    return Side(
        version.number,
        text_page(one.stems[version.number]),
        iso_date(version.first.timestamp),
        iso_date(version.last.timestamp),
        version.sightings,
        memento_of(end := version.last if last else version.first, one.link),
        one.bearing(end),
        overview.notes(version, one.again.get(version.number)),
    )


def _ways(one: PolicyContext, number: int, named: Any, first: int = 2) -> dict[str, Any]:
    """Return the ways to the page before and to the one after, as (file, number)."""
    stem = one.stems

    def way(other: int) -> tuple[str, int] | None:
        return (named(stem[other]), other) if other in stem and other >= first else None

    return {"previous": way(number - 1), "next": way(number + 1)}
