"""Collect the values of the pages below a policy: a revision, a version, histories of clauses, first against last version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clausetrail.reports.policy_view import redline_rows, text_rows
from clausetrail.reports.policy_view.clause_history_views import ClauseHistoryView, ClauseHistoryViews
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, memento_of
from clausetrail.reports.publishing.page_names import change_page, clauses_page, text_page
from clausetrail.reports.site import change_page as change_page_parts
from clausetrail.reports.site import overview
from clausetrail.reports.timeline.timeline_document import is_across_imports
from clausetrail.reports.wording.change_sentence import change_sentence, framed_sentence
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import count_changes, count_revision
from clausetrail.reports.wording.silence_phrases import silence_lines, silence_phrase
from clausetrail.reports.wording.version_phrases import transient_phrase
from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, cautions
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Change, Revision, TransientRevision, Version, iso_date

# Shades of age in the style sheet, from 1, the oldest.
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One version beside a redline: when it was seen, and a capture that shows it with a note on its digest."""

    number: int
    href: str
    first: str
    last: str
    captures: int
    memento: Memento
    digest_note: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransientTextView:
    """A transient text beside a version, as a redline against it."""

    note: str
    memento: Memento
    summary: str
    rows: Sequence[redline_rows.Row]


def change_values(
    context: PolicyContext, figures: Figures, revision: Revision, histories: ClauseHistoryViews
) -> dict[str, Any]:
    """Return the values for the page of *revision*."""
    between = context.unreadable.between.get(revision.after.number, ())
    redline = _redline_values(context, revision.changes, revision.older, revision.after, histories)
    found = figures.of_revision(revision, context.clauses_of, redline["rows"])
    redline |= {"summary": count_revision(revision), "sentence": framed_sentence(revision, found.sentence)}
    if revision.switch and not revision.switch.base:
        redline["rows"] = []
    when, older = between_dates(revision.before, revision.after), _side(context, revision.before, last=True)
    newer = _side(context, revision.after, last=False)
    return {
        "when": when,
        "older": older,
        "newer": newer,
        "figures": found,
        "cautions": [caution for caution in cautions(revision) if caution.startswith(SINGLE_CAPTURE)],
        "silences": silence_phrase(between, "between the two"),
        "silence_lines": [*silence_lines(between)],
        "imported": is_across_imports(revision),
        "code": revision.code,
        **_page_parts(context, redline, when, older, newer),
        **_neighbours(context, revision.after.number, change_page),
    }


def first_to_last_values(
    context: PolicyContext, changes: Sequence[Change], histories: ClauseHistoryViews
) -> dict[str, Any]:
    """Return the values for the page that compares the first version with the last; *changes* are those between the two."""
    first, last = context.timeline.versions[0], context.timeline.versions[-1]
    # That a version repeats the text of another between them means nothing here.
    without_repeats = replace(context, earlier_occurrence={})
    captures = iso_date(first.first.timestamp), iso_date(last.last.timestamp)
    when = f"between the first capture, {captures[0]}, and the last, {captures[1]}"
    older, newer = _side(without_repeats, first, last=False), _side(without_repeats, last, last=True)
    return {
        "when": when,
        "older": older,
        "newer": newer,
        "figures": None,
        "cautions": [],
        "silences": "",
        "silence_lines": [],
        "imported": first.is_imported != last.is_imported,
        "code": "",
        "previous": None,
        "next": None,
        **_page_parts(context, _redline_values(context, changes, first, last, histories), when, older, newer),
    }


def _page_parts(context: PolicyContext, redline: dict[str, Any], when: str, older: Side, newer: Side) -> dict[str, Any]:
    """Return the values of *redline* with the list of its statements, its long redline folded, and how to cite it."""
    rows = redline["rows"]
    return redline | {
        "statements": change_page_parts.statements(rows),
        "kinds": change_page_parts.kinds(rows),
        "rows": change_page_parts.folded_rows(rows),
        "citations": change_page_parts.citations(
            visible(context.title), context.policy.name, when, redline["sentence"], older.memento, newer.memento
        ),
    }


def _redline_values(
    context: PolicyContext, changes: Sequence[Change], older: Version, newer: Version, histories: ClauseHistoryViews
) -> dict[str, Any]:
    before, after = context.clauses_of(older.text), context.clauses_of(newer.text)
    return {
        "title": context.title,
        "summary": count_changes(changes),
        "sentence": change_sentence(changes, before, after),
        "rows": redline_rows.redline_rows(changes, before, after),
        "history_links": dict(history_links(context, changes, older, newer, histories)),
        "language": context.languages.get(newer.number, ""),
    }


def history_links(
    context: PolicyContext, changes: Iterable[Change], older: Version, newer: Version, histories: ClauseHistoryViews
) -> Iterator[tuple[str, str]]:
    """Yield the anchor of each change in the redline of two versions, and the link to the history of its clause."""
    for change in changes:
        sign, place, version = ("c", change.after[0], newer) if change.after else ("d", change.before[0], older)
        dates = histories.dates[version.number][place]
        yield f"{sign}{place + 1}", f"{clauses_page(context.stems[dates.added_in])}#k{dates.suffix}"


def text_values(context: PolicyContext, version: Version, histories: ClauseHistoryViews) -> dict[str, Any]:
    """Return the values for the page of a whole version."""
    transient = [one for one in context.timeline.transient_revisions if one.version.number == version.number]
    dates = histories.dates.get(version.number, ())
    return {
        "title": context.title,
        "side": _side(context, version, last=False),
        "seen_last": memento_of(version.last, context.link),
        "seen_last_digest_note": context.digest_note(version.last),
        "silence_lines": [*silence_lines(context.unreadable.inside.get(version.number, ()))],
        "groups": text_rows.group_passages(context.clauses_of(version.text), dates),
        "has_phrases": any(one.phrases for one in dates),
        "shades": _shades(context, version.number),
        "first_seen": context.first_seen,
        "stems": context.stems,
        "change": change_page(context.stems[version.number]) if version.number > 1 else "",
        "elsewhere": [
            (redline_rows.limit_length(visible(one.clause.labelled_text)), one.reason)
            for one in context.elsewhere_of(version.first)
        ],
        "transient_texts": [_transient_text(context, revision) for revision in transient],
        "language": context.languages.get(version.number, ""),
        **_neighbours(context, version.number, text_page, first=1),
    }


def clauses_values(context: PolicyContext, version: Version, histories: Sequence[ClauseHistoryView]) -> dict[str, Any]:
    """Return the values for the page with the *histories* of the clauses that were first seen in *version*."""
    return {
        "title": context.title,
        "version": version,
        "first": iso_date(version.first.timestamp),
        "histories": histories,
        "first_seen": context.first_seen,
        "stems": context.stems,
        "language": context.languages.get(version.number, ""),
    }


def _shades(context: PolicyContext, number: int) -> dict[int, int]:
    """Return a shade for each version up to *number*, by its number; the last one has the newest shade."""
    versions = context.timeline.versions[:number]
    if len(versions) < 2:
        return {version.number: 1 for version in versions}
    steps = len(versions) - 1
    return {version.number: 1 + round((_SHADES - 1) * (version.number - 1) / steps) for version in versions}


def _transient_text(context: PolicyContext, revision: TransientRevision) -> TransientTextView:
    text = revision.transient
    before, after = context.clauses_of(revision.version.text), context.clauses_of(text.text)
    rows = redline_rows.redline_rows(revision.changes, before, after)
    return TransientTextView(
        f"Another text {transient_phrase(text)}",
        memento_of(text.first, context.link),
        count_changes(revision.changes),
        [row for row in rows if not isinstance(row, redline_rows.Fold)],
    )


def _side(context: PolicyContext, version: Version, *, last: bool) -> Side:
    """Return *version* with its first capture, or with its *last* one."""
    capture = version.last if last else version.first
    return Side(
        version.number,
        text_page(context.stems[version.number]),
        iso_date(version.first.timestamp),
        iso_date(version.last.timestamp),
        version.sightings,
        memento_of(capture, context.link),
        context.digest_note(capture),
        overview.version_notes(context, version),
    )


def _neighbours(
    context: PolicyContext, number: int, page_name: Callable[[str], str], first: int = 2
) -> dict[str, tuple[str, int] | None]:
    """Return the previous and the next page, each as (file, number), or None; *first* is the lowest number with a page."""

    def neighbour(other: int) -> tuple[str, int] | None:
        return (page_name(context.stems[other]), other) if other in context.stems and other >= first else None

    return {"previous": neighbour(number - 1), "next": neighbour(number + 1)}
