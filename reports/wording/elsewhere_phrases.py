"""Phrases about the text elsewhere on a page: it was read and kept, and is no part of any comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.snapshots.model import DoubtfulClause

NOT_COMPARED = "not part of the comparison"
_MOST_QUOTED = 2  # clauses in a summary
_QUOTED_WORDS = 8  # of each


def elsewhere_count(number: int) -> str:
    """Return *number* of clauses elsewhere on a page: "1 clause elsewhere on the page, not part of the comparison"."""
    return f"{number:,} clause{'' if number == 1 else 's'} elsewhere on the page, {NOT_COMPARED}"


def elsewhere_summary(clauses: Sequence[DoubtfulClause]) -> str:
    """Return one line about *clauses*, with the first words of the first two, or "" where there are none."""
    if not clauses:
        return ""
    shown = ", ".join(
        quoted(first_words(visible(one.clause.labelled_text), _QUOTED_WORDS)) for one in clauses[:_MOST_QUOTED]
    )
    more = f" and {len(clauses) - _MOST_QUOTED:,} more" if len(clauses) > _MOST_QUOTED else ""
    return f"{elsewhere_count(len(clauses))}: {shown}{more}"


def elsewhere_document(one: DoubtfulClause) -> dict[str, Any]:
    """Return *one* as plain values; "place" is its position among all clauses of the page, from 0."""
    return {
        "place": one.place,
        "label": one.clause.label,
        "text": one.clause.text,
        "path": list(one.clause.path),
        "kind": str(one.clause.kind),
        "reason": one.reason,
    }
