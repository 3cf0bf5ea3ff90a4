"""Which answers are retried, and what a request without a response counts as."""

from __future__ import annotations

import gzip
import zlib

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.statscollectors import MemoryStatsCollector

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.crawler.download.gated_handler import BudgetParked
from clausetrail.crawler.download.retry import ArchiveMiddleware, answer_of, answer_of_failure, index_page

URL = "http://127.0.0.1:1/cdx/search/cdx?url=kites.example"
ARCHIVE = Archive("a.example", "http://127.0.0.1:1", "ia")
TIMEMAPS = Archive("a.example", "http://127.0.0.1:1", "timemap")
ROW = f"example,kites)/ 20100101000000 http://kites.example/ text/html 200 {'A' * 32} 9\n"
MEMENTO = {"Memento-Datetime": "Fri, 01 Jan 2010 00:00:00 GMT"}


def asked(kind: str = "index") -> Request:
    return Request(URL, meta={"asked": kind, "budget": "127.0.0.1:1 index", "archive": ARCHIVE})


def answered(status: int, body: str = "", kind: str = "index", headers: dict[str, str] | None = None) -> TextResponse:
    return TextResponse(URL, status, headers=headers, body=body.encode(), request=asked(kind))


@pytest.fixture
def middleware() -> ArchiveMiddleware:
    crawler = Crawler(Spider, {"ARCHIVE_TRIES": 3})
    crawler.stats = MemoryStatsCollector(crawler)
    crawler.spider = Spider("test")
    crawler.spider.crawler = crawler
    return ArchiveMiddleware.from_crawler(crawler)


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        (answered(200, ""), Answer.LISTED),
        (answered(200, "<html>offline</html>"), Answer.ARCHIVE_FAULT),
        (answered(200, ROW), Answer.LISTED),
        (answered(200, ROW + "org.archive.util.io.RuntimeIOException: timed out\n"), Answer.ARCHIVE_FAULT),
        (answered(200, ROW + ROW[:60]), Answer.ARCHIVE_FAULT),
        (answered(404), Answer.UNREADABLE),
        (answered(404, '{"message": "No Captures found for: kites.example"}'), Answer.LISTED),
        (answered(451), Answer.EXCLUDED),
        (answered(451, kind="newest"), Answer.EXCLUDED),
        (answered(429), Answer.THROTTLED),
        (answered(404, kind="newest"), Answer.NOT_ARCHIVED),
        (answered(503, kind="newest", headers=MEMENTO), Answer.CAPTURE),
    ],
)
def test_an_answer_is_judged_by_the_kind_of_its_request(response: TextResponse, answer: Answer) -> None:
    assert answer_of(response) is answer


def test_a_timemap_that_is_not_there_lists_nothing() -> None:
    request = Request(URL, meta={"asked": "index", "archive": TIMEMAPS})
    response = TextResponse(URL, 404, body=b"not found", request=request)
    assert answer_of(response) is Answer.LISTED
    assert index_page(response, TIMEMAPS) == IndexPage()


def test_a_compressed_answer_of_an_index_is_decoded_whether_it_was_allowed_or_not() -> None:
    rows = "".join(ROW.replace("20100101", f"{year}0101") for year in range(2000, 2020))
    for coding, packed in (("gzip", gzip.compress(rows.encode())), ("deflate", zlib.compress(rows.encode()))):
        request = asked()
        response = Response(URL, 200, headers={"Content-Encoding": coding}, body=packed, request=request)
        assert answer_of(response) is Answer.LISTED
        assert len(index_page(response, ARCHIVE).rows) == 20
        cut = Response(URL, 200, headers={"Content-Encoding": coding}, body=packed[:-20], request=request)
        assert answer_of(cut) is Answer.ARCHIVE_FAULT


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (BudgetParked("parked"), Answer.THROTTLED),
        (DownloadConnectionRefusedError("refused"), Answer.REFUSED),
        (CannotResolveHostError("no such host"), Answer.REFUSED),
        (DownloadTimeoutError("slow"), Answer.ARCHIVE_FAULT),
        (ResponseDataLossError(), Answer.ARCHIVE_FAULT),
    ],
)
def test_a_request_without_a_response_has_an_answer_too(error: Exception, answer: Answer) -> None:
    assert answer_of_failure(error) is answer


def test_a_failing_archive_is_asked_until_its_tries_are_used_up(middleware: ArchiveMiddleware) -> None:
    request, tries = asked(), 1
    while isinstance(retried := middleware.process_response(request, answered(504)), Request):
        request, tries = retried, tries + 1
    assert (tries, retried.status) == (3, 504)
    assert middleware._crawler.stats.get_value("archive/archive_fault") == 3


@pytest.mark.parametrize(
    "response",
    [answered(200, ""), answered(403, "no"), answered(404, kind="newest"), answered(503, "", "newest", MEMENTO)],
    ids=["rows", "gate", "not archived", "archived failure"],
)
def test_an_answer_that_would_stay_the_same_is_not_retried(
    middleware: ArchiveMiddleware, response: TextResponse
) -> None:
    assert response.request is not None
    assert middleware.process_response(response.request, response) is response


def test_broken_connections_are_retried_and_refused_ones_are_not(middleware: ArchiveMiddleware) -> None:
    for error in (DownloadTimeoutError("slow"), ResponseDataLossError()):
        retried = middleware.process_exception(asked(), error)
        assert retried is not None
        assert retried.meta["retry_times"] == 1
    for error in (DownloadConnectionRefusedError("refused"), BudgetParked("parked"), ValueError("ours")):
        assert middleware.process_exception(asked(), error) is None


def test_requests_of_others_pass_through(middleware: ArchiveMiddleware) -> None:
    request = Request(URL)
    response = TextResponse(URL, 503)
    assert middleware.process_response(request, response) is response
    assert middleware.process_exception(request, DownloadTimeoutError("slow")) is None
