"""The CDX API of the replay server, query by query, without a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict

from clausetrail.crawler.archives.internet_archive import parse_index
from clausetrail.crawler.replay_server.cdx_api import CdxResponse, answer_query, resume_key
from clausetrail.crawler.replay_server.warc_files import IndexedRecord, WarcCollection

URL = "http://kites.example/"


def record(number: int, second: int | None = None, digest: str = "") -> IndexedRecord:
    timestamp = f"20100101{(number if second is None else second):06}"
    digest = digest or f"{'A' * 31}{'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[number % 32]}"
    return IndexedRecord("example,kites)/", timestamp, URL, "text/html", "200", digest, "9", Path("a.warc"), number, 99)


RECORDS = [record(number) for number in range(5)]


def query(*extra: tuple[str, str], records: list[IndexedRecord] = RECORDS, fault: str = "") -> CdxResponse:
    return answer_query(WarcCollection(records), MultiDict([("url", URL), *extra]), fault)


def times(answer: CdxResponse) -> list[str]:
    return [row.timestamp[8:] for row in parse_index(answer.text).rows]


def test_all_captures_of_a_url_are_listed_oldest_first() -> None:
    assert times(query()) == ["000000", "000001", "000002", "000003", "000004"]
    assert query(("url", URL)).status == 200
    assert answer_query(WarcCollection(RECORDS), MultiDict(url="http://other.example/")).text == ""


def test_bounds_and_filters_select_rows() -> None:
    assert times(query(("from", "20100101000003"))) == ["000003", "000004"]
    assert times(query(("to", "20100101000001"))) == ["000000", "000001"]
    assert times(query(("filter", "timestamp:.*4"))) == ["000004"]
    assert times(query(("filter", "!timestamp:.*4"), ("limit", "-1"))) == ["000003"]
    assert times(query(("sort", "reverse"), ("limit", "2"))) == ["000004", "000003"]
    assert times(query(("collapse", "timestamp:13"))) == ["000000"]


def test_the_forms_of_the_clients_in_use_are_understood() -> None:
    assert times(query(("filter", "~timestamp:0004$"))) == ["000004"]
    assert times(query(("filter", "!~timestamp:000[0-3]$"))) == ["000004"]
    assert times(query(("sort", "closest"), ("closest", "20100101000003"), ("limit", "3")))[0] == "000003"
    assert set(times(query(("sort", "closest"), ("closest", "20100101000003"), ("limit", "3")))) == {
        "000002",
        "000003",
        "000004",
    }
    twice = [record(0), record(1, digest=RECORDS[0].digest), record(2)]
    answer = query(("showDupeCount", "true"), ("fl", "timestamp"), records=twice)
    assert [line.split()[1] for line in answer.text.splitlines()] == ["0", "1", "0"]


def test_json_has_the_names_of_the_fields_first_and_the_key_last() -> None:
    answer = query(("output", "json"), ("fl", "timestamp"), ("limit", "1"), ("showResumeKey", "true"))
    assert json.loads(answer.text) == [["timestamp"], ["20100101000000"], [], [resume_key(RECORDS[0])]]
    assert query(("output", "json"), ("from", "2011")).text == "[]\n"


@pytest.mark.parametrize(
    ("extra", "status", "text"),
    [
        (("matchType", "prefix"), 403, "authorization"),
        (("page", "1"), 400, "paged"),
        (("from", "2010-01"), 400, "1 to 14 digits"),
        (("limit", "many"), 400, "limit takes a number"),
        (("filter", "status:200"), 400, "invalid filter"),
        (("filter", "mimetype:("), 400, "invalid filter"),
        (("sort", "closest"), 400, "takes closest="),
        (("collapse", "status"), 400, "invalid collapse"),
        (("resumeKey", "nonsense"), 400, "invalid resumeKey"),
    ],
)
def test_other_queries_are_rejected(extra: tuple[str, str], status: int, text: str) -> None:
    answer = query(extra)
    assert (answer.status, text in answer.text) == (status, True)
    assert answer_query(WarcCollection([]), MultiDict()).status == 400


@pytest.mark.parametrize(
    ("fault", "rows"), [("empty", 0), ("empty-slice", 0), ("twice", 10), ("twins", 6), ("junk", 5), ("month-00", 6)]
)
def test_a_fault_disturbs_the_rows(fault: str, rows: int) -> None:
    assert len(times(query(("showResumeKey", "true"), fault=fault))) == rows
    assert query(("from", "2011"), fault=fault).text == ""


def test_a_key_again_is_the_key_that_was_sent() -> None:
    key = resume_key(RECORDS[1])
    again = query(("showResumeKey", "true"), ("resumeKey", key), ("limit", "1"), fault="key-again")
    assert parse_index(again.text).keys == (key,)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(1, 4), st.sampled_from(["", "reverse"]))
def test_the_pages_of_a_listing_are_all_its_rows_once(seconds: list[int], limit: int, sort: str) -> None:
    records = [record(number, second) for number, second in enumerate(seconds)]
    asked = [("limit", str(limit)), ("showResumeKey", "true"), ("sort", sort)]
    whole = query(("sort", sort), records=records).text
    pages, key = "", ""
    while True:
        text = query(*asked, *([("resumeKey", key)] if key else []), records=records).text
        lines, _, key = text.partition("\n\n")
        pages += lines if lines.endswith("\n") or not lines else lines + "\n"
        key = key.strip()
        if not key:
            break
    assert pages == whole
