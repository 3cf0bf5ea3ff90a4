"""The phrases that terminal, pages and feeds share."""

from __future__ import annotations

from clausetrail.reports.wording.version_phrases import capture_count, reason_and_detail, seen_days, transient_phrase
from clausetrail.snapshots.model import Capture, TransientText


def capture(timestamp: str) -> Capture:
    return Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def test_one_day_is_on_and_two_days_are_between() -> None:
    first, last = capture("20050615080000"), capture("20050701080000")
    assert seen_days(first, first) == "on 2005-06-15"
    assert seen_days(first, last) == "between 2005-06-15 and 2005-07-01"


def test_a_transient_text_has_its_days_and_its_captures() -> None:
    text = TransientText("f", "t", capture("20050615080000"), capture("20050701080000"), 3, 2)
    assert transient_phrase(text) == ("appeared and disappeared, seen between 2005-06-15 and 2005-07-01 in 3 captures")
    assert [capture_count(number) for number in (1, 2)] == ["1 capture", "2 captures"]


def test_a_reason_is_not_repeated_in_its_detail() -> None:
    assert reason_and_detail("undecodable", "undecodable (gzip): it is cut") == ("undecodable (gzip)", "it is cut")
    assert reason_and_detail("wall", "says 'sign in'") == ("wall", "says 'sign in'")
    assert reason_and_detail("undecodable", "") == ("undecodable", "")
