"""Evidence is written to JSON and read back, and impossible evidence is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence.evidence_record import (
    FORM,
    Evidence,
    ObservedCapture,
    Side,
    from_json,
    to_json,
)
from clausetrail.snapshots.model import Change, Clause, Event, Kind, Reading, Revision, Verdict, Version
from tests.support.acme_store import ACME, capture

CLAUSES = (Clause(Kind.PARAGRAPH, "We keep letters."), Clause(Kind.PARAGRAPH, "We sell none."))


def side(day: int) -> Side:
    at = capture(day)
    return Side(
        at, at, "view", "memento", 200, (("X-Archive-Src", "crawl/x"),), (), "now", "equal", 3, "sha256", "sha1", "read-1",
        "Privacy", "en", "utf-8", f"text {day}", CLAUSES,
    )  # fmt: skip


def evidence(days: range = range(1, 8)) -> Evidence:
    before = Version(1, "text 3", "a", capture(1), capture(3), 3)
    after = Version(2, "text 5", "b", capture(5), capture(7), 3)
    revision = Revision(before, after, (Change(Event.REMOVED, (1,), (), how="no partner"),))
    seen = tuple(ObservedCapture(capture(day), "view", "the earlier text") for day in days)
    return Evidence(FORM, "clausetrail", ACME, revision, side(3), side(5), seen, (), (), "now", {})


def test_evidence_is_read_back_as_it_was_written() -> None:
    assert from_json(to_json(evidence())) == evidence()
    assert to_json(from_json(to_json(evidence()))) == to_json(evidence())


def test_the_captures_between_and_around_the_two_are_found() -> None:
    assert [seen.capture.timestamp[6:8] for seen in evidence().between()] == ["04"]
    earlier, later = evidence().around(2)
    assert [seen.capture.timestamp[6:8] for seen in earlier] == ["02", "03"]
    assert [seen.capture.timestamp[6:8] for seen in later] == ["05", "06"]


def test_a_side_knows_which_fields_of_a_reading_differ() -> None:
    same = Reading(capture(3), Verdict.POLICY, "", "Privacy", "en", "utf-8", CLAUSES, "text 3")
    assert side(3).differing_fields(same) == []
    assert side(3).differing_fields(replace(same, title="Terms", clauses=CLAUSES[:1])) == ["title", "clauses"]


def test_a_side_is_exact_where_the_bytes_are_those_of_its_capture() -> None:
    assert side(3).is_exact
    assert not replace(side(3), held=capture(2)).is_exact
    assert side(3).snapshot(b"one").capture == capture(3)


def changed(alter: Callable[[Evidence], Evidence]) -> bytes:
    return to_json(alter(evidence()))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "not in the form that we know"),
        (b"[" * 100_000, "not in the form that we know"),
        (changed(lambda e: replace(e, form="clausetrail-evidence 2")), "this release knows"),
        (changed(lambda e: replace(e, before=side(2))), "its two captures are not the ends of its revision"),
        (
            changed(lambda e: replace(e, seen=(ObservedCapture(replace(capture(1), timestamp="soon"), "", ""),))),
            "a timestamp is 'soon'",
        ),
        (
            changed(lambda e: replace(e, revision=replace(e.revision, changes=(Change(Event.REMOVED, (2,), ()),)))),
            "a change names a clause that is not there",
        ),
        (
            changed(lambda e: replace(e, revision=replace(e.revision, changes=(Change(Event.REMOVED, (), ()),)))),
            "a change names a clause that is not there",
        ),
        (changed(lambda e: replace(e, policy=replace(ACME, select=("p",) * 51))), "more or longer selectors"),
    ],
)  # fmt: skip
def test_impossible_evidence_is_refused(document: bytes, reason: str) -> None:
    with pytest.raises(UnusablePack, match=reason):
        from_json(document)


def test_the_keys_of_the_document_stay() -> None:
    assert list(msgspec.json.decode(to_json(evidence()))) == [
        "form", "software", "policy", "revision", "before", "after", "seen", "listings", "absences", "asked_at", "archives",
        "highlight", "page_code",
    ]  # fmt: skip
