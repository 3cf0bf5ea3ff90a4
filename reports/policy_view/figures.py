"""What is told of each text and each revision of a policy, once, and kept beside its pages: figures cost reading the words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clausetrail.reports.policy_view import redline_rows
from clausetrail.reports.policy_view.measures import Length, Size, count_words, measure_length
from clausetrail.reports.policy_view.redline_rows import ChangeRow, Row
from clausetrail.reports.timeline.timeline_document import ClausesOf
from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.model import Revision, Timeline
from clausetrail.snapshots.significance.date_flags import date_flags

# Findings below this weight say no more than that words differ; a list of revisions is for what is more.
_WORTH_TELLING = 1


class StatedDate(msgspec.Struct, frozen=True):
    """A date that a text states of itself: a day or a month, and the words."""

    day: str
    words: str
    role: str


class TextFigures(msgspec.Struct, frozen=True):
    """What is told of one text."""

    length: Length
    dated: tuple[StatedDate, ...] = ()


class Matter(msgspec.Struct, frozen=True):
    """What changes of a revision are about, how much the heaviest weighs, and how many there are."""

    name: str
    weight: int
    changes: int


class RevisionFigures(msgspec.Struct, frozen=True):
    """What is told of one revision."""

    size: Size
    matters: tuple[Matter, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()


class Figures(msgspec.Struct):
    """The figures of one policy, by the names of the texts that they are of."""

    texts: dict[str, TextFigures] = {}
    revisions: dict[str, RevisionFigures] = {}

    def of_text(self, text: str, clauses_of: ClausesOf) -> TextFigures:
        """Return the figures of *text*, told now if they are not known yet."""
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
        """Return the figures of *revision*, told now if they are not known yet, from its *rows* where they are at hand."""
        name = _pair(revision)
        if name not in self.revisions:
            self.revisions[name] = _figures(revision, clauses_of, rows)
        return self.revisions[name]

    def only(self, timeline: Timeline) -> Figures:
        """Return the figures of what *timeline* shows: those of a text that nobody asks for any more are forgotten."""
        texts = {version.text for version in timeline.versions}
        pairs = {_pair(revision) for revision in timeline.revisions}
        return Figures(
            {name: told for name, told in self.texts.items() if name in texts},
            {name: told for name, told in self.revisions.items() if name in pairs},
        )


def _pair(revision: Revision) -> str:
    return f"{revision.before.text} {revision.after.text}"


def _figures(revision: Revision, clauses_of: ClausesOf, rows: Sequence[Row] | None) -> RevisionFigures:
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    news = [
        row for row in rows or redline_rows.redline_rows(revision.changes, before, after) if isinstance(row, ChangeRow)
    ]
    between = revision.before.last.timestamp, revision.after.first.timestamp
    told = date_flags(before, after, revision.changes, *between)
    return RevisionFigures(_size(news), _matters(news), tuple((str(flag), why) for flag, why in told))


def _size(news: Sequence[ChangeRow]) -> Size:
    runs = [run for entry in news for run in entry.runs]
    return Size(count_words(runs, "insert"), count_words(runs, "delete"))


def _matters(news: Sequence[ChangeRow]) -> tuple[Matter, ...]:
    """Return what *news* are about, heaviest first; of what a list may leave out, see `_WORTH_TELLING`."""
    weights: dict[str, list[int]] = {}
    for entry in news:
        heaviest: dict[str, int] = {}
        for found in entry.findings:
            heaviest[str(found.matter)] = max(found.weight, heaviest.get(str(found.matter), 0))
        for name, weight in heaviest.items():
            weights.setdefault(name, []).append(weight)
    told = [Matter(name, max(found), len(found)) for name, found in weights.items() if max(found) >= _WORTH_TELLING]
    return tuple(sorted(told, key=lambda one: (-one.weight, one.name)))
