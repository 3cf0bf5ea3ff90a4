"""What a revision is about, in lines: stated dates, flags, weighty findings."""

from __future__ import annotations

from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.reports.wording.significance import (
    finding_documents,
    flag_documents,
    significance_lines,
    stated_date_documents,
    stated_dates_line,
)
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Capture, Clause, Kind, Revision, Version
from tests.support.small_clauses import FEES, page


def version(number: int, timestamp: str) -> Version:
    seen = Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)
    return Version(number, str(number), str(number), seen, seen, 2)


def revision(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Revision:
    return Revision(version(1, "20180101000000"), version(2, "20190101000000"), changes(before, after))


def test_stated_dates_are_one_line_and_ambiguous_days_are_both_named() -> None:
    clauses = (Clause(Kind.PARAGRAPH, "Last updated: 21 May 2018"), *page(FEES))
    (line,) = stated_dates_line(clauses)
    assert to_plain_text(line) == "  Stated dates: updated 2018-05-21"
    (line,) = stated_dates_line((Clause(Kind.PARAGRAPH, "Last updated: 03/04/2018"), *page(FEES)))
    assert to_plain_text(line).endswith("(order of day and month is ambiguous)")
    assert [*stated_dates_line(page(FEES))] == []
    assert stated_date_documents(clauses)[0]["days"] == ["2018-05-21"]


def test_a_weighty_finding_gets_a_line_and_a_light_one_does_not() -> None:
    before = page("We may share your address with our partners where the law of the country requires that.")
    after = page("We will sell your address to our partners where the law of the country requires that.")
    found = revision(before, after)
    lines = [to_plain_text(line) for line in significance_lines(found, before, after)]
    assert any(line.startswith("  About: ") for line in lines)
    (change,) = found.changes
    weights = [one["weight"] for one in finding_documents(change, before, after)]
    assert weights == sorted(weights, reverse=True)
    cosmetic = page(before[0].text.replace("address", "ADDRESS"))
    assert not [*significance_lines(revision(before, cosmetic), before, cosmetic)]


def test_a_flag_has_a_name_and_its_evidence() -> None:
    date = Clause(Kind.PARAGRAPH, "Last updated: 21 May 2017")
    before, after = (date, *page(FEES)), (date, *page(FEES.replace("yearly", "monthly")))
    flags = flag_documents(revision(before, after), before, after)
    assert [flag["flag"] for flag in flags] == ["silent edit"]
    assert all(flag["why"] for flag in flags)
