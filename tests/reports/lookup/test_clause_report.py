"""The history of one clause as it is printed: events, both captures, absences."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

from clausetrail.reports.lookup.clause_report import ClauseReport
from clausetrail.reports.lookup.clause_report import clause_document as history_document
from clausetrail.reports.lookup.clause_report import clause_lines as history_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from clausetrail.snapshots.model import Revision
from tests.support.small_timelines import LETTERS, ORDERS, TEXTS, link, page, timeline


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


def test_a_part_that_was_split_off_is_not_added() -> None:
    texts = {"1": page([f"{ORDERS} {LETTERS}"]), "2": page([ORDERS, LETTERS]), "3": page([f"{ORDERS} {LETTERS}"])}
    known = timeline()
    versions = tuple(replace(version, text=str(version.number)) for version in known.versions[:3])
    revisions = tuple(Revision(a, b, changes(texts[a.text], texts[b.text])) for a, b in pairwise(versions))
    known = replace(known, versions=versions, revisions=revisions)
    tracker, tracked = track_clauses(known, texts.__getitem__)
    (number,) = {*tracked[1].identities} - {*tracked[0].identities}
    events = [event for version in tracked for event in version.events if event.identity == number]
    found = ClauseReport(known.policy, versions, tracker, tracker.histories[number], events, texts.__getitem__, link)
    text = shown(history_lines(found))
    assert "< split off as a paragraph of its own between 2001-09-01 and 2002-03-01" in text
    assert "{+" not in text
    assert "- joined with another paragraph between 2002-09-01 and 2003-03-01" in text
    assert "Not a paragraph of its own in the newest text, which was present on 2003-09-01: joined with " in text
    document = history_document(found)
    assert document["since"]["version"] == document["reads_so_since"]["version"] == 1
    assert document["merged_into"] == tracker.clause_id(tracked[0].identities[0])
