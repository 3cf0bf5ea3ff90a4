"""Phrases about captures that show nothing: counted and dated, never dropped."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.reports.wording.silence_phrases import (
    counts_sentence,
    enclosed_phrase,
    left_out_sentence,
    silence_lines,
    silence_phrase,
    silence_report,
)
from clausetrail.snapshots.history.unreadable_captures import CaptureCounts, UnreadableCapture
from clausetrail.snapshots.model import Capture, Version

CAPTURE = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A", id=1)


def found(reason: str, *years: int, detail: str = "") -> list[UnreadableCapture]:
    return [UnreadableCapture(replace(CAPTURE, timestamp=f"{year}0301080000"), reason, detail) for year in years]


def test_enclosed_captures_are_counted_by_reason() -> None:
    version = Version(1, "f", "t", CAPTURE, replace(CAPTURE, timestamp="20160101000000"), 2)
    assert enclosed_phrase(version, found("not text", 2011, 2012)) == "2 captures between show nothing: not text (2x)"
    assert enclosed_phrase(version, found("wall", 2011)) == "1 capture between shows nothing: wall"
    assert enclosed_phrase(version, []) == ""
    moment = replace(version, last=CAPTURE)
    assert enclosed_phrase(moment, found("wall", 2010)) == "1 capture of the same second shows nothing: wall"


def test_a_capture_that_nobody_has_looked_at_does_not_show_nothing() -> None:
    captures = [*found("wall", 2011), *found("not fetched", 2012, 2013)]
    assert silence_phrase(captures, "there") == "1 capture there shows nothing: wall; 2 captures there were not fetched"
    assert [*silence_report(found("not fetched", 2012), "there")] == [
        "Captures there that were not fetched: 2012-03-01 (1x)"
    ]


def test_a_long_run_of_one_reason_is_folded_with_its_first_and_last_day() -> None:
    assert [*silence_lines(found("archived error 404", *range(2000, 2020)))] == [
        "archived error 404 (20x): first on 2000-03-01, last on 2019-03-01"
    ]
    assert [*silence_report(found("wall", 2011, 2012, detail="9 words"), "there")] == [
        "Captures there that show nothing: wall (2x)",
        "  wall (2x) [9 words]: 2011-03-01, 2012-03-01",
    ]


def test_an_archived_reason_cannot_control_the_terminal() -> None:
    assert "\x1b" not in next(silence_lines(found("wall", 2011, detail="says \x1b[2J")))


def test_the_counts_say_where_captures_show_no_version() -> None:
    assert counts_sentence(CaptureCounts(5, 0, 0, 0)) == ""
    assert counts_sentence(CaptureCounts(5, 3, 4, 1)) == (
        "13 captures are listed: 5 show a version, 3 a text that appeared and disappeared, 4 nothing, 1 was not fetched"
    )


def test_details_that_differ_are_shown_with_each_day() -> None:
    captures = [*found("wall", 2011, detail="9 words"), *found("wall", 2012, detail="7 words"), *found("wall", 2013)]
    assert [*silence_lines(captures)] == ["wall (3x): 2011-03-01 [9 words], 2012-03-01 [7 words], 2013-03-01"]


def test_what_was_left_out_is_told_with_its_share() -> None:
    captures = [*found("other document", 2011, 2013), *found("other language", 2012), *found("wall", 2012)]
    assert left_out_sentence(captures, 3) == (
        "Left out beside their neighbours: other document, 2 of 6 readable captures (33%), 2011-03-01 to 2013-03-01; "
        "other language, 1 of 6 readable captures (17%), 2012-03-01"
    )
    assert "(less than 1%)" in left_out_sentence(found("truncated", 2012), 400)
    assert left_out_sentence(found("wall", 2012), 3) == ""
