"""What is elsewhere on a page is counted and quoted, and named as no part of the comparison."""

from __future__ import annotations

from clausetrail.reports.wording.elsewhere_phrases import elsewhere_document, elsewhere_summary
from clausetrail.snapshots.model import Clause, DoubtfulClause, Kind


def doubtful(*texts: str) -> list[DoubtfulClause]:
    return [DoubtfulClause(at, Clause(Kind.PARAGRAPH, text, "1."), "in a form") for at, text in enumerate(texts)]


def test_a_summary_counts_the_clauses_and_quotes_the_first_two() -> None:
    assert elsewhere_summary([]) == ""
    assert (
        elsewhere_summary(doubtful("Sign up"))
        == "1 clause elsewhere on the page, not part of the comparison: “1. Sign up”"
    )
    long = "one two three four five six seven eight nine"
    assert elsewhere_summary(doubtful("Sign\x1b up", long, "Menu")) == (
        "3 clauses elsewhere on the page, not part of the comparison: “1. Sign� up”, "
        "“1. one two three four five six seven …” and 1 more"
    )


def test_a_document_has_the_place_and_the_reason() -> None:
    (one,) = doubtful("Sign up")
    assert elsewhere_document(one) == {
        "place": 0, "label": "1.", "text": "Sign up", "path": [], "kind": "paragraph", "reason": "in a form",
    }  # fmt: skip
