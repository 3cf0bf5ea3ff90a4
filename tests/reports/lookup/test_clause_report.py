"""The history of one clause as it is printed: events, both captures, absences."""

from __future__ import annotations

import json

from clausetrail.reports.lookup.clause_report import ClauseReport
from clausetrail.reports.lookup.clause_report import clause_document as history_document
from clausetrail.reports.lookup.clause_report import clause_lines as history_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from tests.support.small_timelines import LETTERS, ORDERS, TEXTS, link, timeline


def report(text: str) -> ClauseReport:
    told = timeline()
    tracker, standings = track_clauses(told, TEXTS.__getitem__)
    (number,) = [life.number for life in tracker.histories if wording_hash(text) in life.wording_hashes]
    turns = [turn for standing in standings for turn in standing.events if turn.identity == number]
    return ClauseReport(told.policy, told.versions, tracker, tracker.histories[number], turns, TEXTS.__getitem__, link)


def shown(told: object) -> str:
    return "\n".join(to_plain_text(line) for line in told)  # type: ignore[attr-defined]


def test_a_history_has_every_wording_and_both_captures_of_each_change() -> None:
    text = shown(history_lines(report(ORDERS)))
    assert "+ present by 2001-03-01 (no earlier capture is stored)" in text
    assert (
        "~ reworded between 2001-09-01 and 2002-03-01\n  before: http://a.example/20010901000000\n  after:  http://a.example/20020301000000"
        in text
    )
    assert "[-30-]{+90+} days" in text
    assert "[-90-]{+30+} days" in text
    assert text.endswith("in these words since between 2003-09-01 and 2004-03-01.")


def test_a_history_has_the_absences() -> None:
    text = shown(history_lines(report(LETTERS)))
    assert "- removed between 2002-09-01 and 2003-03-01" in text
    assert "+ restored between 2003-09-01 and 2004-03-01; last present on 2002-09-01" in text
    told = history_document(report(LETTERS))
    assert [event["event"] for event in told["events"]] == ["added", "renumbered", "removed", "back"]
    assert told["present"] is True
    json.dumps(told)
