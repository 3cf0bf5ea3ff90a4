"""A whole version as a page shows it: headings, paragraphs, lists and rows, each with a permalink and since when it reads so.

Pure: clauses in, passages out. A template makes them HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clausetrail.reports.policy_view.clause_lifelines import Since
from clausetrail.reports.policy_view.redline_rows import LONGEST, limit_length
from clausetrail.reports.policy_view.word_ages import DatedStretch, dated_stretches
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.model import Clause, Kind

# Under the title of the page (h1) and that of the text (h2).
_TOP_HEADING = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of a text: *level* is that of a heading in the page, or the depth of an item."""

    anchor: str
    label: str
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    since: Since | None = None
    most: int = 0  # the version since which most of its words read so
    stretches: tuple[DatedStretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring passages of one kind: the items of a list, the rows of a table."""

    kind: str
    passages: tuple[Passage, ...]


def group_passages(clauses: Sequence[Clause], sinces: Sequence[Since]) -> list[Group]:
    """Return the whole text in groups, in its order. *sinces* may be empty where no lives are known."""
    levels = list(_levels(clauses))
    passages = [
        (clause.kind, _passage(place, clause, levels[place], sinces[place] if sinces else None))
        for place, clause in enumerate(clauses)
    ]
    return [
        Group(str(kind), tuple(passage for _, passage in run)) for kind, run in groupby(passages, lambda one: one[0])
    ]


def _passage(place: int, clause: Clause, level: int, since: Since | None) -> Passage:
    text = visible(clause.text)
    dated = dated_stretches(text, since.phrases) if since and len(text) <= LONGEST else ()
    cells = tuple(limit_length(text).split(" | ")) if clause.kind is Kind.ROW and not dated else ()
    most = since.most if since else 0
    return Passage(f"c{place + 1}", visible(clause.label), limit_length(text), level, cells, since, most, dated)


def _levels(clauses: Sequence[Clause]) -> Iterator[int]:
    """Yield the level of each clause; headings go down one step at a time, as a reader by ear needs it (WCAG 1.3.1)."""
    last = _TOP_HEADING - 1
    for clause in clauses:
        if clause.kind is Kind.HEADING:
            last = max(_TOP_HEADING, min(clause.level + _TOP_HEADING - 1, last + 1, 6))
            yield last
        else:
            yield min(clause.level, 4)
