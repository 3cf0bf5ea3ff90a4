"""Compute the figures of each text and each revision of a policy, once: they are recorded, since they need the words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clausetrail.reports.policy_view import redline_rows
from clausetrail.reports.policy_view.measures import Length, Size, count_words, measure_length
from clausetrail.reports.policy_view.redline_rows import ChangeRow, Row
from clausetrail.reports.timeline.timeline_document import ClausesOf
from clausetrail.reports.wording.change_sentence import change_sentence
from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.model import Revision, Timeline
from clausetrail.snapshots.significance.date_flags import revision_flags

# Findings below this weight mean no more than that words differ, so a list of revisions leaves them out.
_MIN_WEIGHT = 1


class StatedDate(msgspec.Struct, frozen=True):
    """A date that a text states for itself: a day or a month, and the words."""

    day: str
    words: str
    role: str


class TextFigures(msgspec.Struct, frozen=True):
    """The figures of one text."""

    length: Length
    dated: tuple[StatedDate, ...] = ()


class Matter(msgspec.Struct, frozen=True):
    """A subject of changes in a revision, the weight of the heaviest of them, and their number."""

    name: str
    weight: int
    changes: int


class RevisionFigures(msgspec.Struct, frozen=True):
    """The figures of one revision."""

    size: Size
    matters: tuple[Matter, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    sentence: str = ""  # of `change_sentence`, without what qualifies the revision


class Figures(msgspec.Struct):
    """The figures of one policy, by the names of the texts they belong to."""

    texts: dict[str, TextFigures] = {}
    revisions: dict[str, RevisionFigures] = {}

    def of_text(self, text: str, clauses_of: ClausesOf) -> TextFigures:
        """Return the figures of *text*, computed if they are not known yet."""
        if text not in self.texts:
            clauses = clauses_of(text)
            dated = tuple(
                StatedDate(one.days[0], one.words, str(one.role)) for one in stated_dates(clauses) if len(one.days) == 1
            )
            self.texts[text] = TextFigures(measure_length(clauses), dated)
        return self.texts[text]

    def of_revision(
        self, revision: Revision, clauses_of: ClausesOf, rows: Sequence[Row] | None = None
    ) -> RevisionFigures:
        """Return the figures of *revision*, computed if they are not known yet; from its *rows*, where the caller has them."""
        name = _pair(revision)
        if name not in self.revisions:
            self.revisions[name] = _figures(revision, clauses_of, rows)
        return self.revisions[name]

    def only(self, timeline: Timeline) -> Figures:
        """Return the figures of the texts and revisions in *timeline*, without those of texts that it no longer has."""
        texts = {version.text for version in timeline.versions}
        pairs = {_pair(revision) for revision in timeline.revisions}
        return Figures(
            {name: figures for name, figures in self.texts.items() if name in texts},
            {name: figures for name, figures in self.revisions.items() if name in pairs},
        )


def _pair(revision: Revision) -> str:
    switch = f" {revision.switch.kind} {revision.older.text}" if revision.switch else ""
    return f"{revision.before.text} {revision.after.text}{switch}"


def _figures(revision: Revision, clauses_of: ClausesOf, rows: Sequence[Row] | None) -> RevisionFigures:
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    older = before if revision.older is revision.before else clauses_of(revision.older.text)
    changes = [row for row in rows or redline_rows.revision_rows(revision, older, after) if isinstance(row, ChangeRow)]
    flags = revision_flags(revision, before, after)
    return RevisionFigures(
        _size(changes),
        _matters(changes),
        tuple((str(flag), why) for flag, why in flags),
        change_sentence(revision.changes, older, after),
    )


def _size(changes: Sequence[ChangeRow]) -> Size:
    runs = [run for change in changes for run in change.runs]
    return Size(count_words(runs, "insert"), count_words(runs, "delete"))


def _matters(changes: Sequence[ChangeRow]) -> tuple[Matter, ...]:
    """Return the subjects of *changes*, heaviest first, without those below `_MIN_WEIGHT`."""
    weights: dict[str, list[int]] = {}
    for change in changes:
        heaviest: dict[str, int] = {}
        for found in change.findings:
            heaviest[str(found.matter)] = max(found.weight, heaviest.get(str(found.matter), 0))
        for name, weight in heaviest.items():
            weights.setdefault(name, []).append(weight)
    matters = [Matter(name, max(found), len(found)) for name, found in weights.items() if max(found) >= _MIN_WEIGHT]
    return tuple(sorted(matters, key=lambda matter: (-matter.weight, matter.name)))
