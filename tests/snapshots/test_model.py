"""Timestamps of archives, and the properties of the values that all floors share."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.model import (
    Capture,
    Change,
    Clause,
    Event,
    Kind,
    Reading,
    Snapshot,
    TransientText,
    Verdict,
    Version,
    iso_date,
    parse_timestamp,
    repair_timestamp,
)
from tests.support.acme_store import capture


@given(st.datetimes(datetime(1991, 1, 1), datetime(9999, 12, 31, 23, 59, 59)))  # noqa: DTZ001
def test_a_valid_timestamp_is_parsed_unchanged(time: datetime) -> None:
    digits = f"{time:%Y%m%d%H%M%S}"
    assert repair_timestamp(digits) == digits
    assert parse_timestamp(digits) == time.replace(microsecond=0, tzinfo=UTC)
    assert iso_date(digits) == f"{time:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("listed", "meant"), [("20000008241731", "20000824173100"), ("20000100241731", "20000124173100")]
)
def test_a_surplus_00_is_removed(listed: str, meant: str) -> None:
    assert repair_timestamp(listed) == meant
    assert parse_timestamp(listed) == parse_timestamp(meant)


@pytest.mark.parametrize("digits", ["", "2010", "20101301000000", "20100230000000", "2010-02-03", "x" * 14])
def test_anything_else_is_no_timestamp(digits: str) -> None:
    with pytest.raises(ValueError, match=r"time data|unconverted|day is out of range"):
        parse_timestamp(digits)


def test_a_capture_knows_revisits_and_imported_texts() -> None:
    assert not capture().is_revisit
    assert capture(mimetype="warc/revisit").is_revisit
    assert not capture().is_imported
    assert capture(mimetype="text/markdown").is_imported
    assert Version(1, "a", "b", capture(mimetype="text/markdown"), capture(), 2).is_imported


def test_the_content_type_is_found_in_any_case() -> None:
    headers = (("Server", "x"), ("content-TYPE", "text/html"), ("Content-Type", "text/plain"))
    assert Snapshot(capture(), b"", "m", 200, origin_headers=headers).content_type == "text/html"
    assert Snapshot(capture(), b"", "m", 200).content_type == ""


def test_a_text_has_its_clauses_line_by_line_with_their_labels() -> None:
    clauses = (Clause(Kind.HEADING, "Privacy"), Clause(Kind.ITEM, "We keep letters.", "(a)"))
    assert Reading(capture(), Verdict.POLICY, clauses=clauses).text == "Privacy\n(a) We keep letters."


def test_the_similarity_of_a_change_does_not_count_for_its_equality() -> None:
    change = Change(Event.REWORDED, (0,), (0,), how="similar .83", similarity=0.83)
    assert change == replace(change, similarity=1.0)
    assert change != replace(change, how="similar .84")


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (Clause, "kind text label path level links"),
        (Change, "event before after moved how similarity kept"),
        (Capture, "policy archive urlkey timestamp original mimetype statuscode digest length id"),
        (Version, "number fingerprint text first last sightings faces candidate"),
        (TransientText, "fingerprint text first last sightings turns"),
    ],
)
def test_the_fields_that_stores_and_packs_hold_as_json_keep_their_names(value: type, keys: str) -> None:
    assert [field.name for field in fields(value)] == keys.split()


def test_a_change_of_an_older_release_is_decoded() -> None:
    document = b'{"event":"removed","before":[3],"after":[],"moved":false,"how":"no partner"}'
    assert msgspec.json.decode(document, type=Change) == Change(Event.REMOVED, (3,), (), how="no partner")
