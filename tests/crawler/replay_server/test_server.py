"""The archive on loopback speaks as the Internet Archive does, and fails when it is told to."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import random
import re
import signal
import subprocess
import sys
import zlib
from base64 import b32encode, urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDictProxy
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from yarl import URL

from clausetrail.crawler.archives import timemap
from clausetrail.crawler.archives.answers import Answer as Meaning
from clausetrail.crawler.archives.answers import judge_index, judge_playback
from clausetrail.crawler.archives.internet_archive import parse_index
from clausetrail.crawler.replay_server import injected_faults as fault_table
from clausetrail.crawler.replay_server.injected_faults import FAULT_NAMES, Budget, FaultCounter, Faults
from clausetrail.crawler.replay_server.mementos import nearest, parse_timestamp, time_asked_for
from clausetrail.crawler.replay_server.server import application, serve
from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.crawler.replay_server.surt import urlkey
from clausetrail.crawler.replay_server.warc_files import UnplayableError, WarcCollection
from clausetrail.snapshots.payload.content_coding import decode_content
from tests.conftest import ROOT

PAGE = "http://www.quillfen.example/privacy"
SECURE = "https://quillfen.example/privacy"
HTML = [("Content-Type", "text/html; charset=iso-8859-1"), ("Server", "Quill/1.0"), ("Set-Cookie", "a=1")]


def sha1(payload: bytes) -> str:
    return b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


class Archived:
    """A WARC file in the making."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version="WARC/1.1")

    def add(
        self,
        timestamp: str,
        payload: bytes = b"",
        *,
        url: str = PAGE,
        status: str = "200 OK",
        headers: Iterable[tuple[str, str]] = HTML,
        kind: str = "response",
        digest: str = "",
    ) -> None:
        date = re.sub(r"(....)(..)(..)(..)(..)(..)", r"\1-\2-\3T\4:\5:\6Z", timestamp)
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(payload),
            length=len(payload),
            http_headers=StatusAndHeaders(status, list(headers), "HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date} | ({"WARC-Payload-Digest": f"sha1:{digest}"} if digest else {}),
        )
        self._writer.write_record(record)

    def collection(self) -> WarcCollection:
        self.path.write_bytes(self._buffer.getvalue())
        return WarcCollection.from_warcs([self.path])


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path / "quill.warc.gz")


@pytest.fixture
def collection(archived: Archived) -> WarcCollection:
    archived.add("20010203040506", b"<p>We keep letters for 30 days.")
    archived.add("20050101000000", url=SECURE, status="301 Moved Permanently", headers=[("Location", "/rules?a=1&b=2")])
    archived.add("20100101000000", b"<p>Gone", status="404 Not Found")
    archived.add("20110101000000", b"<p>Slower", status="429 Too Many Requests", headers=[("Retry-After", "6")])
    archived.add("20200101000000", kind="revisit", digest=sha1(b"<p>We keep letters for 30 days."))
    return archived.collection()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def _fetch(session: aiohttp.ClientSession, url: str, method: str) -> Answer | None:
    """Return the answer, or None where the connection broke before its end."""
    try:
        async with session.request(method, URL(url, encoded=True), allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())
    except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
        return None


def fetch(
    collection: WarcCollection, *paths: str, method: str = "GET", faults: str = "", index: int = 0, play: int = 0
) -> list[Answer | None]:
    async def run() -> list[Answer | None]:
        app = application(collection, Faults.parse(faults), index, play)
        async with TestServer(app) as server, aiohttp.ClientSession(auto_decompress=False) as session:
            return [await _fetch(session, f"{server.make_url('/')}"[:-1] + path, method) for path in paths]

    return asyncio.run(run())


def get(collection: WarcCollection, path: str, method: str = "GET") -> Answer:
    (answer,) = fetch(collection, path, method=method)
    assert answer is not None
    return answer


def index(collection: WarcCollection, query: str) -> list[str]:
    return get(collection, f"/cdx/search/cdx?url={PAGE}&{query}").text.splitlines()


def test_the_index_lists_captures_of_every_spelling_of_a_url(collection):
    told = get(collection, "/cdx/search/cdx?url=quillfen.example/privacy/")
    rows = [line.split(" ") for line in told.text.splitlines()]
    assert [(row[1], row[2], row[3], row[4]) for row in rows] == [
        ("20010203040506", PAGE, "text/html", "200"),
        ("20050101000000", SECURE, "unk", "301"),
        ("20100101000000", PAGE, "text/html", "404"),
        ("20110101000000", PAGE, "unk", "429"),
        ("20200101000000", PAGE, "warc/revisit", "-"),
    ]
    assert {row[0] for row in rows} == {"example,quillfen)/privacy"}
    assert rows[0][5] == rows[4][5] == sha1(b"<p>We keep letters for 30 days.")
    assert all(int(row[6]) > 0 for row in rows)
    assert told.headers["Content-Type"] == "text/plain;charset=UTF-8"


def test_an_index_answer_without_rows_is_empty(collection):
    assert get(collection, "/cdx/search/cdx?url=nobody.example").body == b""
    assert get(collection, "/cdx/search/cdx?url=nobody.example&output=json").text == "[]\n"


def test_dates_are_inclusive_prefixes(collection):
    assert len(index(collection, "from=2010&to=2011")) == 2
    assert len(index(collection, "to=20010203040506")) == 1
    assert index(collection, "from=20010203040507&to=2004") == []


def test_filters_match_whole_fields(collection):
    assert index(collection, "filter=statuscode:2") == []
    assert len(index(collection, "filter=statuscode:2..")) == 1
    assert len(index(collection, "filter=!statuscode:(200|-)")) == 3
    assert len(index(collection, "filter=mimetype:warc/revisit&filter=statuscode:-")) == 1


def test_fields_order_and_sort_are_as_asked(collection):
    assert index(collection, "fl=statuscode,timestamp&sort=reverse&limit=1") == ["- 20200101000000"]
    assert index(collection, "fl=timestamp,offset&limit=-1") == ["20200101000000 -"]


def test_collapse_drops_neighbours_only(collection):
    assert index(collection, "fl=timestamp&collapse=timestamp:3") == [
        "20010203040506",
        "20100101000000",
        "20200101000000",
    ]


def test_the_json_answer_names_its_fields(collection):
    told = json.loads(get(collection, f"/cdx/search/cdx?url={PAGE}&output=json&limit=1&showResumeKey=true").text)
    assert told[0] == ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    assert told[1][1] == "20010203040506"
    assert told[2] == []
    assert len(told[3]) == 1


@pytest.mark.parametrize("sort", ["", "&sort=reverse"])
def test_resume_keys_lead_through_all_rows(collection, sort):
    seen, query = [], f"fl=timestamp&limit=2&showResumeKey=true{sort}"
    key = ""
    while True:
        lines = index(collection, query + (f"&resumeKey={key}" if key else ""))
        if "" not in lines:
            seen += lines
            break
        assert lines[-2] == ""
        key = lines[-1]
        seen += lines[:-2]
    assert seen == index(collection, f"fl=timestamp{sort}")
    assert len(seen) == 5


def test_a_resume_key_is_the_deflated_place_of_the_last_row(collection):
    key = index(collection, "limit=1&showResumeKey=true")[-1]
    assert zlib.decompress(urlsafe_b64decode(key)) == b"example,quillfen)/privacy 20010203040506"


def test_captures_of_one_second_are_not_parted_by_a_page(archived):
    for letter, url in zip(b"abc", (PAGE, SECURE, f"{PAGE}/"), strict=True):
        archived.add("20010203040506", bytes([letter]), url=url)
    archived.add("20020203040506")
    lines = index(archived.collection(), "fl=timestamp&limit=1&showResumeKey=true")
    assert lines[:-1] == ["20010203040506"] * 3 + [""]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "url parameter is required"),
        ("url=quillfen.example&matchType=prefix", 403, "This type of CDX query requires authorization"),
        ("url=quillfen.example/*", 403, "This type of CDX query requires authorization"),
        ("url=*.quillfen.example", 403, "This type of CDX query requires authorization"),
        ("url=quillfen.example&page=0", 400, "paged"),
        ("url=quillfen.example&from=may", 400, "14 digits"),
        ("url=quillfen.example&limit=many", 400, "limit"),
        ("url=quillfen.example&filter=statuscode:(", 400, "filter"),
        ("url=quillfen.example&resumeKey=eJx", 400, "resumeKey"),
    ],
)
def test_the_index_refuses_what_the_archive_refuses(collection, query, status, words):
    told = get(collection, f"/cdx/search/cdx?{query}")
    assert (told.status, words in told.text) == (status, True)


def test_a_memento_carries_what_the_origin_sent(collection):
    told = get(collection, f"/web/20010203040506id_/{PAGE}")
    assert (told.status, told.body) == (200, b"<p>We keep letters for 30 days.")
    assert told.headers["Memento-Datetime"] == "Sat, 03 Feb 2001 04:05:06 GMT"
    assert told.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert told.headers["x-archive-orig-server"] == "Quill/1.0"
    assert told.headers["x-archive-orig-set-cookie"] == "a=1"
    assert "Set-Cookie" not in told.headers
    assert told.headers["x-archive-src"] == "quill/quill.warc.gz"


def test_a_memento_links_to_its_neighbours(collection):
    link = get(collection, f"/web/20100101000000id_/{PAGE}").headers["Link"]
    found = re.findall(r'<http://127.0.0.1:\d+/web/(\d+)/[^>]*>; rel="([^"]+)"; datetime="([^"]+)"', link)
    assert [(time, relation) for time, relation, _ in found] == [
        ("20010203040506", "first memento"),
        ("20050101000000", "prev memento"),
        ("20100101000000", "memento"),
        ("20110101000000", "next memento"),
        ("20200101000000", "last memento"),
    ]
    assert found[2][2] == "Fri, 01 Jan 2010 00:00:00 GMT"
    assert link.startswith(f'<{PAGE}>; rel="original", ')


def test_the_timemap_and_the_timegate_that_a_memento_names_answer(collection):
    link = get(collection, f"/web/20100101000000id_/{PAGE}").headers["Link"]
    for relation, path in (("timemap", f"/web/timemap/link/{PAGE}"), ("timegate", f"/web/{PAGE}")):
        assert re.search(rf'<http://127.0.0.1:\d+{re.escape(path)}>; rel="{relation}"', link)
    listed = get(collection, f"/web/timemap/link/{PAGE}")
    assert (listed.status, listed.headers["Content-Type"].partition(";")[0]) == (200, "application/link-format")
    page = timemap.parse_index(listed.text)
    assert (page.fault, page.malformed) == ("", ())
    assert [row.timestamp for row in page.rows] == [
        "20010203040506", "20050101000000", "20100101000000", "20110101000000", "20200101000000",
    ]  # fmt: skip
    assert get(collection, "/web/timemap/link/http://other.example/").status == 404
    newest = get(collection, f"/web/{PAGE}")
    assert (newest.status, newest.headers["Location"]) == (302, f"/web/20200101000000/{PAGE}")
    assert newest.headers["Vary"] == "accept-datetime"


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("Sat, 01 Jan 2011 00:00:00 GMT", "20110101000000"),
        ("Mon, 01 Jan 1990 00:00:00 GMT", "20010203040506"),
        ("soon", "9999"),
    ],
)
def test_a_time_is_negotiated_by_its_header(collection, asked, at):
    stated = time_asked_for(asked)
    assert nearest(collection.rows(PAGE), stated).timestamp == (at if at != "9999" else "20200101000000")


def test_archived_errors_are_mementos(collection):
    gone, slower = fetch(collection, f"/web/20100101000000id_/{PAGE}", f"/web/20110101000000id_/{PAGE}")
    assert gone is not None
    assert slower is not None
    assert (gone.status, slower.status) == (404, 429)
    assert "Memento-Datetime" in gone.headers
    assert "Retry-After" not in slower.headers
    assert slower.headers["x-archive-orig-retry-after"] == "6"
    assert "Content-Type" not in slower.headers


def test_a_revisit_plays_the_payload_it_repeats_under_its_own_time(collection):
    told = get(collection, f"/web/20200101000000id_/{PAGE}")
    assert (told.status, told.body) == (200, b"<p>We keep letters for 30 days.")
    assert told.headers["Memento-Datetime"] == "Wed, 01 Jan 2020 00:00:00 GMT"


def test_an_archived_redirect_stays_in_the_archive(collection):
    told = get(collection, f"/web/20050101000000id_/{SECURE}")
    assert told.status == 301
    assert told.headers["Location"] == "/web/20050101000000id_/https://quillfen.example/rules?a=1&b=2"
    assert "Memento-Datetime" in told.headers


def test_a_redirect_to_another_spelling_of_itself_leads_to_a_page_in_the_end(archived):
    archived.add("20050101000000", status="302 Found", headers=[("Location", SECURE)])
    archived.add("20050101000009", b"<p>Here", url=SECURE)
    first, second, third = fetch(
        archived.collection(),
        f"/web/20050101000000id_/{PAGE}",
        f"/web/20050101000000id_/{SECURE}",
        f"/web/20050101000009id_/{SECURE}",
    )
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.headers["Location"] == f"/web/20050101000000id_/{SECURE}"
    assert second.headers["Location"] == f"/web/20050101000009id_/{SECURE}"
    assert "Memento-Datetime" not in second.headers
    assert third.body == b"<p>Here"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("20020101000000", "20010203040506"),
        ("1", "20010203040506"),
        ("2010", "20110101000000"),
        ("2", "20200101000000"),
    ],
)
def test_another_time_hops_to_the_nearest_capture(collection, asked, found):
    told = get(collection, f"/web/{asked}id_/{PAGE}")
    assert told.status == 302
    assert told.headers["x-archive-redirect-reason"] == f"found capture at {found}"
    assert told.headers["Location"] == f"/web/{found}id_/{PAGE}"
    assert "Memento-Datetime" not in told.headers


def test_what_was_never_archived_is_no_memento(collection):
    told = get(collection, "/web/20010203040506id_/http://nobody.example/")
    assert (told.status, "has not archived that URL" in told.text) == (404, True)
    assert told.headers["Content-Type"].startswith("text/html")
    assert "Memento-Datetime" not in told.headers


def test_a_revisit_without_its_original_cannot_be_played(archived):
    archived.add("20200101000000", kind="revisit", digest=sha1(b"lost"))
    collection = archived.collection()
    answer = get(collection, f"/web/20200101000000id_/{PAGE}")
    assert answer.status == 404
    assert answer.headers["X-Archive-Reason"] == "no record of these files holds the payload that it repeats"
    with pytest.raises(UnplayableError):
        collection.read(collection.rows(PAGE)[0])


def test_a_url_of_many_thousand_letters_is_listed_and_played(archived):
    url = f"{PAGE}?x={'q' * 20_000}"
    archived.add("20120101000000", b"<p>Long", url=url)
    collection = archived.collection()
    assert get(collection, f"/cdx/search/cdx?url={url}&fl=timestamp").text == "20120101000000\n"
    answer = get(collection, f"/web/20120101000000id_/{url}")
    assert answer.body == b"<p>Long"
    assert "Link" not in answer.headers  # longer than a client may read


def test_only_the_raw_form_is_without_a_banner(collection):
    raw, view = fetch(collection, f"/web/20010203040506id_/{PAGE}", f"/web/20010203040506/{PAGE}")
    assert raw is not None
    assert view is not None
    assert view.body.endswith(raw.body)
    assert view.body != raw.body


def test_head_answers_headers_alone(collection):
    told = get(collection, f"/web/20010203040506id_/{PAGE}", method="HEAD")
    assert (told.status, told.body, told.headers["Content-Length"]) == (200, b"", "31")


def test_urls_are_matched_as_they_stand_in_the_path(archived):
    archived.add("20120101000000", b"once", url="http://quillfen.example/a%20b?x=1%262")
    archived.add("20120101000000", b"twice", url="http://quillfen.example/a%2520b?x=1%262")
    paths = ["http://quillfen.example/a%20b?x=1%262", "http://quillfen.example/a%2520b?x=1%262"]
    escaped = [
        "http%3A//quillfen.example/a%2520b?x=1%25262",
        "http%3A%2F%2Fquillfen.example%2Fa%252520b%3Fx%3D1%25262",
    ]
    told = fetch(archived.collection(), *(f"/web/20120101000000id_/{path}" for path in paths + escaped))
    assert [answer.body for answer in told if answer] == [b"once", b"twice", b"once", b"twice"]


def test_chunks_are_joined_and_compressed_pages_stay_compressed(archived):
    packed = zlib.compress(b"a page")
    chunked = (
        b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (packed[:5], packed[5:])) + b"0\r\n\r\n"
    )
    framing = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "deflate")]
    archived.add("20120101000000", chunked, headers=framing)
    told = get(archived.collection(), f"/web/20120101000000id_/{PAGE}")
    assert told.body == packed
    assert "Content-Encoding" not in told.headers


def test_headers_of_an_evil_origin_cannot_break_the_answer(archived):
    evil = [("X Y", "no token"), ("X-Odd", "a\x00b"), ("Location", "http://[broken/")]
    archived.add("20120101000000", b"page", headers=evil)
    told = get(archived.collection(), f"/web/20120101000000id_/{PAGE}")
    assert (told.status, told.headers["x-archive-orig-x-odd"]) == (200, "a b")


def test_records_without_a_digest_get_that_of_their_payload(tmp_path):
    head = f"{PAGE} 127.0.0.1 19990203040506 text/html "
    answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Old"
    version = "1 0 Quill\nURL IP-address Archive-date Content-type Archive-length\n"
    opening = f"filedesc://old.arc 0.0.0.0 19990203040506 text/plain {len(version)}\n{version}\n"
    (tmp_path / "old.arc").write_bytes(opening.encode() + f"{head}{len(answer)}\n".encode() + answer + b"\n")
    collection = WarcCollection.from_warcs([tmp_path / "old.arc"])
    (row,) = collection.rows(PAGE)
    assert (row.timestamp, row.statuscode, row.digest) == ("19990203040506", "200", sha1(b"<p>Old"))
    assert collection.read(row).payload == b"<p>Old"


def test_a_file_cut_short_plays_what_is_whole_and_no_half(archived):
    archived.add("20010203040506", b"<p>Whole")
    archived.add("20020203040506", random.Random(7).randbytes(40_000))
    archived.collection()
    archived.path.write_bytes(archived.path.read_bytes()[:-200])
    collection = WarcCollection.from_warcs([archived.path])
    (whole,) = collection.rows(PAGE)
    assert collection.read(whole).payload == b"<p>Whole"
    (cut,) = collection.left_out
    assert (
        cut.line
        == f"quill.warc.gz, byte {cut.offset}: a compressed record is damaged: the file ends inside it ({PAGE})"
    )
    assert cut.is_loss


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified", "299 Odd", "599 Odd", "999 Odd", "no status"])
def test_odd_statuses_do_not_stop_the_archive(archived, status):
    archived.add("20010203040506", b"<p>Odd", status=status)
    told = get(archived.collection(), f"/web/20010203040506id_/{PAGE}")
    assert told.status == int(status[:3] if status[0] in "235" else 200)
    assert "Memento-Datetime" in told.headers


def test_a_file_that_is_no_warc_is_named(tmp_path):
    (tmp_path / "notes.txt").write_text("not an archive\n")
    with pytest.raises(ValueError, match=r"notes\.txt"):
        WarcCollection.from_warcs([tmp_path / "notes.txt"])


def test_faults_strike_every_so_many_requests_of_their_kind(collection):
    page = f"/web/20010203040506id_/{PAGE}"
    told = fetch(collection, *[page] * 6, faults="play-429=2,play-503=3")
    assert [answer.status if answer else 0 for answer in told] == [200, 429, 503, 429, 200, 503]
    assert told[1] is not None
    assert told[1].headers["Retry-After"] == "1"
    assert "Memento-Datetime" not in told[1].headers


def test_index_faults_spare_playback(collection):
    listing = f"/cdx/search/cdx?url={PAGE}"
    told = fetch(collection, listing, listing, f"/web/20010203040506id_/{PAGE}", faults="index-html=2")
    kinds = [answer.headers["Content-Type"].partition(";")[0] for answer in told if answer]
    assert kinds == ["text/plain", "text/html", "text/html"]
    assert told[1] is not None
    assert told[1].status == 200


def test_a_hop_fault_leads_to_another_time(collection):
    (told,) = fetch(collection, f"/web/20010203040506id_/{PAGE}", faults="play-hop=1")
    assert told is not None
    assert (told.status, told.headers["Location"]) == (302, f"/web/20050101000000id_/{SECURE}")


@pytest.mark.parametrize(("fault", "status"), [("cut", 200), ("reset", 0)])
def test_a_broken_connection_breaks_at_the_client(collection, fault, status):
    broken, log = fetch(collection, f"/web/20010203040506id_/{PAGE}", "/_requests", faults=f"play-{fault}=1")
    assert broken is None
    assert log is not None
    # aiohttp asks again on its own after a reset, so there may be two.
    assert {entry[3] for entry in json.loads(log.text)} == {status}


def test_an_answer_without_a_body_is_reset_where_it_cannot_be_cut(collection):
    assert fetch(collection, f"/web/2010id_/{PAGE}", faults="play-cut=1") == [None]


def test_a_request_that_is_repeated_after_a_fault_succeeds(collection):
    told = fetch(collection, *[f"/web/20010203040506id_/{PAGE}"] * 3, faults="play-cut=2")
    assert [answer.body if answer else None for answer in told] == [
        b"<p>We keep letters for 30 days.",
        None,
        b"<p>We keep letters for 30 days.",
    ]


def test_budgets_are_kept_apart_and_say_when_to_come_back(collection):
    listing, page = f"/cdx/search/cdx?url={PAGE}", f"/web/20010203040506id_/{PAGE}"
    told = fetch(collection, listing, listing, page, page, page, "/_requests", index=1, play=2)
    assert [answer.status for answer in told if answer] == [200, 429, 200, 200, 429, 200]
    assert told[1] is not None
    assert 0 < int(told[1].headers["Retry-After"]) <= 60
    assert told[5] is not None
    log = json.loads(told[5].text)
    assert [(kind, path, status) for _, kind, path, status in log[:3]] == [
        ("index", listing, 200),
        ("index", listing, 429),
        ("play", page, 200),
    ]
    assert [entry[0] for entry in log] == sorted(entry[0] for entry in log)


@given(st.lists(st.floats(0, 300)).map(sorted), st.integers(1, 5))
def test_no_minute_holds_more_than_the_budget(moments, most):
    budget = Budget(most)
    granted = [now for now in moments if budget.wait(now) == 0]
    assert all(sum(begin <= now < begin + 60 for now in granted) <= most for begin in granted)


def test_a_wait_that_is_kept_is_granted():
    budget = Budget(1)
    assert budget.wait(10) == 0
    assert budget.wait(12.5) == 58
    assert budget.wait(12.5 + 58) == 0


LISTING = f"/cdx/search/cdx?url={PAGE}&limit=2&showResumeKey=true"
FIRST = f"/web/20010203040506id_/{PAGE}"
TIMES = ["20010203040506", "20050101000000", "20100101000000", "20110101000000", "20200101000000"]


def disturbed(collection: WarcCollection, path: str, fault: str) -> Answer:
    (answer,) = fetch(collection, path, faults=f"{fault}=1")
    assert answer is not None
    return answer


def seen(answer: Answer) -> tuple[int, bytes, set[str], str]:
    """Return what a client can tell two answers apart by, whenever they were given."""
    return answer.status, answer.body, set(answer.headers), answer.headers.get("Memento-Datetime", "")


def listed(collection: WarcCollection, fault: str, limit: int = 100) -> list[list[str]]:
    told = disturbed(collection, f"/cdx/search/cdx?url={PAGE}&limit={limit}", fault)
    return [line.split(" ") for line in told.text.splitlines()]


def test_every_fault_is_in_the_table():
    table = fault_table.__doc__ or ""
    assert {name for name in FAULT_NAMES if not re.search(rf"\b{name.partition('-')[2]}\b", table)} == set()


@pytest.mark.parametrize("name", FAULT_NAMES)
def test_every_fault_changes_the_answer(collection, name):
    # A key can be repeated only where one was sent.
    path = LISTING + f"&resumeKey={index(collection, LISTING.partition('&')[2])[-1]}" * (name == "index-key-again")
    path = path if name.startswith("index") else FIRST
    (usual,), (told,) = fetch(collection, path), fetch(collection, path, faults=f"{name}=1")
    assert usual is not None
    assert told is None or seen(told) != seen(usual)


@pytest.mark.parametrize(
    ("fault", "status", "body", "wait"),
    [
        ("429", 429, "Too many requests", "1"),
        ("429-unsaid", 429, "Too many requests", None),
        ("429-html", 429, "<html>", None),
        ("429-short", 429, "slow down", None),
        ("429-empty", 429, "", None),
        ("503", 503, "<html>", None),
        ("504", 504, "<html>", None),
    ],
)
def test_an_index_refuses_in_many_words(collection, fault, status, body, wait):
    told = disturbed(collection, LISTING, f"index-{fault}")
    assert (told.status, body in told.text, told.headers.get("Retry-After")) == (status, True, wait)
    assert (told.body == b"") == (fault == "429-empty")


def test_a_429_page_has_a_blank_line_where_a_key_would_have_one(collection):
    assert disturbed(collection, LISTING, "index-429-html").text.splitlines()[-2] == ""


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("gate", "requires authorization"),
        ("excluded", "AdministrativeAccessControlException: Blocked Site Error"),
        ("robots", "RobotAccessControlException: Blocked By Robots"),
    ],
)
def test_an_index_keeps_to_itself_what_it_may_not_tell(collection, fault, words):
    told = disturbed(collection, LISTING, f"index-{fault}")
    assert (told.status, words in told.text) == (403, True)
    assert words in told.headers.get("X-Archive-Wayback-Runtime-Error", "requires authorization")


def test_an_index_can_be_silent_about_its_rows(collection):
    told = disturbed(collection, LISTING, "index-empty")
    assert (told.status, told.body, told.headers["Content-Type"]) == (200, b"", "text/plain;charset=UTF-8")


def test_a_key_that_leads_nowhere_is_the_one_that_was_sent(collection):
    first, key = get(collection, LISTING).text.splitlines(), get(collection, LISTING).text.splitlines()[-1]
    told = disturbed(collection, f"{LISTING}&resumeKey={key}", "index-key-again").text.splitlines()
    assert told[-1] == key
    assert [line.split(" ")[1] for line in told[:-2]] == TIMES[2:4]
    assert first[:-2] != told[:-2]


def test_an_empty_slice_leads_on_and_loses_nothing(collection):
    key, told_times, slices = "", [], 0
    paths = []
    while slices < 20:
        paths.append(LISTING + (f"&resumeKey={key}" if key else ""))
        told = fetch(collection, *paths, faults="index-empty-slice=2")[-1]
        assert told is not None
        page = parse_index(told.text)
        assert (page.malformed, page.fault) == ((), "")
        key = "".join(page.keys)
        told_times += [row.timestamp for row in page.rows]
        slices += not page.rows and bool(key)
        if not key:
            break
    assert (told_times, slices) == (TIMES, 2)


def test_each_empty_slice_has_a_key_of_its_own(collection):
    first = disturbed(collection, LISTING, "index-empty-slice").text.splitlines()
    second = disturbed(collection, f"{LISTING}&resumeKey={first[-1]}", "index-empty-slice").text.splitlines()
    assert (first[0], second[0], first[1] == second[1]) == ("", "", False)


def test_rows_can_come_twice(collection):
    assert [row[1] for row in listed(collection, "index-twice")] == [time for time in TIMES for _ in range(2)]


def test_a_month_nought_pushes_the_rest_of_the_time_out(collection):
    assert [row[1] for row in listed(collection, "index-month-00", limit=1)] == ["20010203040506", "20010002030405"]


@pytest.mark.parametrize(("fault", "same_original"), [("twins", True), ("junk", False)])
def test_an_odd_row_stands_in_the_second_of_its_neighbour(collection, fault, same_original):
    row, odd = listed(collection, f"index-{fault}", limit=1)
    assert (row[1], row[2] == odd[2], row[5] == odd[5]) == (odd[1], same_original, False)
    assert re.fullmatch("[A-Z2-7]{32}", odd[5])
    assert same_original or odd[2].startswith("mailto:")


@pytest.mark.parametrize("name", ["index-empty", "index-twice", "index-twins", "index-empty-slice"])
def test_no_fault_makes_rows_where_there_are_none(collection, name):
    assert disturbed(collection, "/cdx/search/cdx?url=nobody.example&showResumeKey=true", name).body == b""


def test_a_far_hop_leads_to_the_farthest_time(collection):
    told = disturbed(collection, FIRST, "play-hop-far")
    assert (told.status, told.headers["Location"]) == (302, f"/web/20200101000000id_/{PAGE}")
    assert "Memento-Datetime" not in told.headers


def test_a_circle_leads_to_itself(collection):
    told = disturbed(collection, FIRST, "play-circle")
    assert (told.status, told.headers["Location"]) == (302, FIRST)


def test_another_time_says_so_in_its_own_header(archived):
    archived.add("20010203040506", b"<p>Then")
    archived.add("20020203040506", b"<p>Later")
    told = disturbed(archived.collection(), FIRST, "play-other-time")
    assert (told.status, told.body) == (200, b"<p>Later")
    assert told.headers["Memento-Datetime"] == "Sun, 03 Feb 2002 04:05:06 GMT"


@pytest.mark.parametrize(("fault", "body"), [("empty", b""), ("half", b"<p>We keep lett")])
def test_a_memento_can_lose_its_words_and_look_whole(collection, fault, body):
    told = disturbed(collection, FIRST, f"play-{fault}")
    assert (told.status, told.body, told.headers["Content-Length"]) == (200, body, str(len(body)))
    assert told.headers["Memento-Datetime"] == "Sat, 03 Feb 2001 04:05:06 GMT"


def test_a_false_gzip_header_stands_above_a_plain_body(collection):
    told = disturbed(collection, FIRST, "play-false-gzip")
    assert (told.headers["Content-Encoding"], told.body) == ("gzip", b"<p>We keep letters for 30 days.")


@pytest.mark.parametrize(
    ("names", "declared"),
    [
        ("gzip br zstd deflate", None),
        ("deflate-raw", "deflate"),
        ("chained", "gzip, br"),
        ("gzip-unsaid br-unsaid zstd-unsaid deflate-unsaid", ""),
        ("lying", "gzip"),
    ],
)
def test_a_memento_can_have_a_content_coding(collection, names, declared):
    for name in names.split():
        told = disturbed(collection, FIRST, f"play-{name}")
        stated = told.headers.get("Content-Encoding", "")
        assert stated == (name if declared is None else declared)
        assert decode_content(told.body, stated.split(", ")).body == b"<p>We keep letters for 30 days."


def test_a_damaged_coding_has_no_end(archived):
    archived.add("20010203040506", b"".join(b"<p>Quill %d keeps %d" % (n, n * n) for n in range(200)))
    told = disturbed(archived.collection(), FIRST, "play-br-damaged")
    assert decode_content(told.body, ["br"]).cut == "br"


@pytest.mark.parametrize(
    ("fault", "rows", "complaint"),
    [("error-line", 1, "no row"), ("row-cut", 0, "no row"), ("rows-cut", 1, ""), ("no-digest", 2, "")],
)
def test_an_index_can_lose_rows_or_their_digests(collection, fault, rows, complaint):
    page = parse_index(disturbed(collection, LISTING, f"index-{fault}").text)
    assert len(page.rows) in {rows, rows + 1}
    assert complaint in page.fault
    assert bool(page.fault) == bool(complaint)
    assert fault != "rows-cut" or page.keys == ()
    assert fault != "no-digest" or {row.digest for row in page.rows} == {"-"}


def test_an_index_can_be_compressed_unasked(collection):
    told = disturbed(collection, LISTING, "index-gzip")
    assert decode_content(told.body, ["gzip"]).body == get(collection, LISTING).body
    assert decode_content(disturbed(collection, LISTING, "index-br-damaged").body, ["br"]).cut == "br"


@pytest.mark.parametrize("fault", ["loop", "endless"])
def test_pages_can_have_no_end(collection, fault):
    keys, times, path = [], [], LISTING
    for _ in range(5):
        page = parse_index(disturbed(collection, path, f"index-{fault}").text)
        times.append([row.timestamp for row in page.rows])
        keys.append(*page.keys)
        path = f"{LISTING}&resumeKey={keys[-1]}"
    assert times == [TIMES[:2]] * 5
    assert len(set(keys)) == (1 if fault == "loop" else 5)


def test_a_maintenance_page_is_no_memento(collection):
    told = disturbed(collection, FIRST, "play-html")
    assert (told.status, "Memento-Datetime" in told.headers) == (200, False)


def meaning(collection: WarcCollection, name: str) -> Meaning:
    """Return what our own client makes of the fault *name*."""
    is_index = name.startswith("index")
    told = disturbed(collection, LISTING if is_index else FIRST, name)
    headers = {key.lower(): value for key, value in told.headers.items()}
    if is_index:
        return judge_index(told.status, headers, told.text)
    row = parse_index(get(collection, LISTING).text).rows[0]
    return judge_playback(row.capture("quill", "archive"), told.status, headers, told.text)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("index-429 index-429-unsaid index-429-html index-429-short index-429-empty play-429", Meaning.THROTTLED),
        ("index-503 index-504 index-html play-503 play-504", Meaning.ARCHIVE_FAULT),
        ("index-gate", Meaning.NOT_PERMITTED),
        ("index-excluded index-robots index-451", Meaning.EXCLUDED),
        ("index-404", Meaning.UNREADABLE),
        ("play-hop play-hop-far play-circle play-other-time", Meaning.HOP),
    ],
)
def test_our_own_client_takes_no_fault_for_knowledge(collection, names, expected):
    assert {name: meaning(collection, name) for name in names.split()} == dict.fromkeys(names.split(), expected)


def test_connections_are_refused_after_every_so_many_requests():
    disturbance = FaultCounter(Faults.parse("refuse=5@3"))
    seconds = []
    for kind in ("index", "play", "play", "play"):
        disturbance.next(kind)
        seconds.append(disturbance.refuses)
    assert seconds == [0, 0, 5, 0]


def knock(address: str) -> str:
    """Return how the archive at *address* answers: "let in", "refused" or "broken off"."""
    try:
        with build_opener(ProxyHandler({})).open(address + FIRST, timeout=20) as answer:
            return "let in" if answer.status == 200 else "broken off"
    except URLError as error:
        return "refused" if isinstance(error.reason, ConnectionRefusedError) else "broken off"
    except ConnectionError:
        return "broken off"


def test_a_closed_archive_refuses_and_comes_back(collection):
    (row, *_) = collection.rows(PAGE)
    told: list[str] = []
    with running_replay_server([row.path], "--faults", "refuse=1@1") as address:
        while len(told) < 1_000 and told[-2:] != ["refused", "let in"]:
            told.append(knock(address))
            sleep(0.02)
    assert told[0] == "let in"
    assert told[-2:] == ["refused", "let in"]


@pytest.mark.parametrize(
    "text", ["play-teapot=3", "play-429", "play-429=often", "play-429=-1", "refuse=5", "index-hop=2"]
)
def test_unknown_faults_are_named(text):
    with pytest.raises(ValueError, match=text):
        Faults.parse(text)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Quillfen.example", "example,quillfen)/"),
        ("https://www2.quillfen.example:443/A/b/?b=2&a=1#top", "example,quillfen)/a/b?a=1&b=2"),
        ("http://quillfen.example:8080/", "example,quillfen:8080)/"),
        ("quillfen.example/x?", "example,quillfen)/x"),
        ("http://reader:secret@quillfen.example./", "example,quillfen)/"),
        ("http://quillfen.example/%7Eme/%C3%9C", "example,quillfen)/~me/%c3%9c"),
        ("http://bücher.example/ü b", "example,xn--bcher-kva)/%c3%bc%20b"),
        ("http://127.0.0.1/x", "1,0,0,127)/x"),
        ("http://www.example/", "example)/"),
    ],
)
def test_urls_are_filed_under_their_reversed_host(url, key):
    assert urlkey(url) == key


@given(st.text())
def test_a_key_can_be_made_of_anything(text):
    assert urlkey("http://www.quillfen.example/" + text) == urlkey("https://quillfen.example:443/" + text)


@given(st.integers(0, 99999999999999).map(str))
def test_every_timestamp_is_a_moment(digits):
    assert parse_timestamp(digits).tzinfo is not None


def test_a_capture_of_the_month_nought_is_played(archived):
    archived.add("20000008241731", b"<p>Nought")
    told = get(archived.collection(), f"/web/20000008241731id_/{PAGE}")
    assert told.headers["Memento-Datetime"] == "Sat, 08 Jan 2000 23:17:31 GMT"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "quillfen.example", ""])
def test_the_archive_is_served_to_this_machine_only(host):
    with pytest.raises(ValueError, match="loopback"):
        serve(WarcCollection([]), host)


def test_serving_says_where_and_ends_when_told(collection):
    (row, *_) = collection.rows(PAGE)
    program = (
        "import sys; from pathlib import Path; from clausetrail.crawler.replay_server.server import serve; "
        "from clausetrail.crawler.replay_server.warc_files import WarcCollection; serve(WarcCollection.from_warcs([Path(sys.argv[1])]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, row.path],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            opening = process.stdout.readline()
            told = re.fullmatch(r"playing 5 captures of 1 URLs at (http://127\.0\.0\.1:\d+)\n", opening)
            assert told is not None
            with build_opener(ProxyHandler({})).open(f"{told[1]}/web/20010203040506id_/{PAGE}", timeout=20) as answer:
                assert answer.read() == b"<p>We keep letters for 30 days."
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
