"""The whole text of one version, as lines and as a document."""

from __future__ import annotations

from clausetrail.reports.lookup.version_text import version_lines, version_text_document
from clausetrail.snapshots.model import Capture, Clause, Kind, Version
from tests.support.small_histories import link

SEEN = Capture("acme", "a.example", "", "20121023080000", "http://acme.example/", "text/html", 200, "A" * 32)
VERSION = Version(2, "f", "t", SEEN, SEEN, 1)
CLAUSES = (Clause(Kind.HEADING, "Keeping", level=1), Clause(Kind.ITEM, "For a year.", "1.", ("Keeping",), level=1))


def test_the_lines_have_number_dates_capture_doubt_and_text() -> None:
    assert [*version_lines(VERSION, 3, "Acme\x1b", CLAUSES, link, "A doubt.")] == [
        "Acme\N{REPLACEMENT CHARACTER}",
        "Version 2 of 3: present on 2012-10-23, 1 capture",
        "  http://acme.example/",
        f"  {link(SEEN)}",
        "  A doubt.",
        "",
        "Keeping",
        "",
        "    1. For a year.",
    ]


def test_the_document_has_the_same_text() -> None:
    document = version_text_document(VERSION, 3, "Acme", CLAUSES, link)
    assert (document["number"], document["of"], document["doubt"]) == (2, 3, "")
    assert document["text"] == "Keeping\n1. For a year."
    assert [clause["place"] for clause in document["clauses"]] == [0, 1]
