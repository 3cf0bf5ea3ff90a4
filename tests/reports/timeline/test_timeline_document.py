"""The JSON document of a timeline: versions, revisions, transient texts, coverage."""

from __future__ import annotations

import json

from clausetrail.reports.timeline.timeline_document import Coverage, is_across_imports, timeline_document
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.model import Timeline, TransientRevision, TransientText
from tests.support.small_timelines import TEXTS, capture, link, timeline

PASSING = TransientText("f2", "2", capture("20010601000000"), capture("20010601000000"), 1, 1)


def test_a_transient_text_is_listed_under_its_version() -> None:
    found = timeline((PASSING,))
    transient = TransientRevision(found.versions[0], PASSING, changes(TEXTS["1"], TEXTS["2"]))
    document = timeline_document(
        Timeline(found.policy, found.versions, found.revisions, (transient,)), TEXTS.__getitem__, link, Coverage()
    )
    assert [len(version["faces"]) for version in document["versions"]] == [1, 0, 0, 0]
    assert document["versions"][0]["faces"][0]["first_memento"] == link(PASSING.first)
    assert [revision["number"] for revision in document["revisions"]] == [2, 3, 4]
    assert document["revisions"][0]["when"] == "between 2001-09-01 and 2002-03-01"
    json.dumps(document)


def test_the_coverage_is_part_of_the_document() -> None:
    unreadable = (UnreadableCapture(capture("20050101000000"), "archived error 404"),)
    known = Coverage(unreadable=unreadable, asked_at="2026-11-20T03:17:00Z")
    document = timeline_document(timeline(), TEXTS.__getitem__, link, known)
    assert document["silent_captures"][0]["reason"] == "archived error 404"
    assert document["asked_at"] == "2026-11-20T03:17:00Z"
    assert document["unseen"] == []


def test_a_revision_between_two_fetched_texts_is_not_across_imports() -> None:
    assert not any(is_across_imports(revision) for revision in timeline().revisions)
