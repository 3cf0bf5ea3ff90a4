"""Blame and the life of a clause as they are read: the words for time, what is named, and the commands themselves."""

from __future__ import annotations

import json

import pytest

from clausetrail.reports.lookup.blame_report import Blame, blame_document, blame_lines, first_transient_captures
from clausetrail.reports.timeline import date_phrases
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from clausetrail.snapshots.model import TransientText
from tests.conftest import Run
from tests.support.small_timelines import TEXTS, capture, link, timeline


def blame(until: int | None = None, faces: tuple[TransientText, ...] = ()) -> Blame:
    told = timeline(faces)
    tracker, _ = track_clauses(told, TEXTS.__getitem__, until)
    return Blame(
        told.policy,
        told.versions,
        tracker,
        link,
        first_transient_captures(told.versions, TEXTS.__getitem__, wording_hash),
    )


def shown(told: object) -> str:
    return "\n".join(to_plain_text(line) for line in told)  # type: ignore[attr-defined]


def test_blame_says_between_which_captures_a_clause_came() -> None:
    text = shown(blame_lines(blame()))
    assert "  since 2001-03-01 or before (no earlier capture is stored)\n  1. Order forms" in text
    assert "  since between 2001-09-01 and 2002-03-01\n  2. Twice a year" in text
    assert " on 2001" not in text


def test_a_clause_that_was_away_keeps_its_first_date_and_says_so() -> None:
    assert (
        "since 2001-03-01 or before (no earlier capture is stored)\n  3. Letters to the editor may be quoted in the newsletter unless the"
        " writer asks us not to.\n    absent from version 3: removed between 2002-09-01 and 2003-03-01, restored between 2003-09-01"
        " and 2004-03-01"
    ) in shown(blame_lines(blame()))


def test_a_phrase_that_came_later_is_quoted_with_its_date() -> None:
    assert "    “90”: since between 2001-09-01 and 2002-03-01" in shown(blame_lines(blame(2)))


def test_a_phrase_that_came_back_has_its_first_date_and_says_that_it_was_away() -> None:
    assert (
        "    “30”: since 2001-03-01 or before (no earlier capture is stored), then absent, and again between 2003-09-01 and 2004-03-01"
        in shown(blame_lines(blame()))
    )


def test_a_date_between_two_versions_is_not_decided() -> None:
    assert "no capture shows which of the two was valid on 2002-12-24" in shown(blame_lines(blame(2), "20021224235959"))
    assert "no capture shows" not in shown(blame_lines(blame(2), "20020824235959"))
    assert "No later capture" in shown(blame_lines(blame(), "20201224235959"))


def test_words_seen_in_passing_before_they_stood_are_told() -> None:
    face = TransientText("f2", "2", capture("20010601000000"), capture("20010601000000"), 1, 1)
    assert "seen before on 2001-06-01, in a text that appeared and disappeared" in shown(
        blame_lines(blame(faces=(face,)))
    )
    assert "seen before" not in shown(blame_lines(blame()))


def test_many_absences_are_told_as_one() -> None:
    told = blame()
    told.tracker.histories[0].absences = [(2, 3), (3, 4), (2, 4)]
    assert date_phrases.absence_phrases(told.versions, told.tracker.histories[0], full=False) == [
        "absent 3 times: first removed between 2001-09-01 and 2002-03-01, last restored between 2003-09-01 and 2004-03-01"
    ]
    assert len(date_phrases.absence_phrases(told.versions, told.tracker.histories[0])) == 3


def test_blame_for_programs_bounds_every_date_by_two_captures() -> None:
    told = blame_document(blame())
    orders, catalogue, letters = told["clauses"]
    assert orders["since"]["not_before"] is None
    assert catalogue["since"] == {
        "version": 2,
        "not_before": "20010901000000",
        "not_after": "20020301000000",
        "when": "between 2001-09-01 and 2002-03-01",
        "before_memento": "http://a.example/20010901000000",
        "after_memento": "http://a.example/20020301000000",
    }
    assert [phrase["text"] for phrase in orders["phrases"]] == [
        "Order forms are kept in a locked cabinet for",
        "30",
        "days after the parcel has arrived.",
    ]
    assert [absence["back"]["version"] for absence in letters["absences"]] == [4]
    json.dumps(told)


@pytest.fixture
def tracked(run: Run, archive: str) -> str:
    assert (
        run("history", "http://www.larkspur-records.example/privacy.html", "--archive", archive, "--quiet").returncode
        == 0
    )
    return run("policies").stdout.split("\t")[0]


def test_the_commands_name_and_find_the_same_clauses(run: Run, tracked: str) -> None:
    told = json.loads(run("blame", tracked, "--json").stdout)
    clause = told["clauses"][-1]
    found = run("clause", clause["id"])
    assert found.returncode == 0, found.stderr
    assert clause["id"] in found.stdout
    assert run("clause", clause["id"].partition("-")[2], "--policy", tracked).stdout == found.stdout
    nobody = run("clause", clause["id"][:-1] + "!")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (2, 1)
    assert run("blame", tracked, "--at", "1990").returncode == 2
