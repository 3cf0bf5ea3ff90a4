"""Arrange a whole version for a page: headings, paragraphs, lists and table rows, each with an anchor and its dates.

Pure: clauses in, passages out. A template renders them as HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clausetrail.reports.policy_view.clause_history_views import ClauseDates
from clausetrail.reports.policy_view.redline_rows import MAX_CHARACTERS, limit_length
from clausetrail.reports.policy_view.word_ages import DatedStretch, dated_stretches
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.model import Clause, Kind

# Below the title of the page (h1) and that of the text (h2).
_TOP_HEADING = 3
# HTML has no deeper headings, and the style sheet no deeper items.
_DEEPEST_HEADING, _DEEPEST_ITEM = 6, 4


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of a text. *level* is that of a heading in the page, or the depth of an item.

    *dates* are None where no history is known; *mostly_since* is the version since which most of the words read so.
    """

    anchor: str
    label: str
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    dates: ClauseDates | None = None
    mostly_since: int = 0
    stretches: tuple[DatedStretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring passages of one kind, as the items of a list or the rows of a table."""

    kind: str
    passages: tuple[Passage, ...]


def group_passages(clauses: Sequence[Clause], dates: Sequence[ClauseDates]) -> list[Group]:
    """Return the whole text in groups, in its order. *dates* are those of its clauses, or empty where no history is known."""
    levels = list(_levels(clauses))
    passages = [
        (clause.kind, _passage(place, clause, levels[place], dates[place] if dates else None))
        for place, clause in enumerate(clauses)
    ]
    return [
        Group(str(kind), tuple(passage for _, passage in run))
        for kind, run in groupby(passages, lambda passage: passage[0])
    ]


def _passage(place: int, clause: Clause, level: int, dates: ClauseDates | None) -> Passage:
    text = visible(clause.text)
    stretches = dated_stretches(text, dates.phrases) if dates and len(text) <= MAX_CHARACTERS else ()
    cells = tuple(limit_length(text).split(" | ")) if clause.kind is Kind.ROW and not stretches else ()
    mostly_since = dates.mostly_since if dates else 0
    return Passage(
        f"c{place + 1}", visible(clause.label), limit_length(text), level, cells, dates, mostly_since, stretches
    )


def _levels(clauses: Sequence[Clause]) -> Iterator[int]:
    """Yield the level of each clause; headings descend one step at a time, as screen readers need it (WCAG 1.3.1)."""
    last = _TOP_HEADING - 1
    for clause in clauses:
        if clause.kind is Kind.HEADING:
            last = max(_TOP_HEADING, min(clause.level + _TOP_HEADING - 1, last + 1, _DEEPEST_HEADING))
            yield last
        else:
            yield min(clause.level, _DEEPEST_ITEM)
