"""Which answers are retried, and what a request without a response counts as."""

from __future__ import annotations

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import TextResponse
from scrapy.statscollectors import MemoryStatsCollector

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.download.gated_handler import BudgetParked
from clausetrail.crawler.download.retry import ArchiveMiddleware, answer_of, answer_of_failure

URL = "http://127.0.0.1:1/cdx/search/cdx?url=kites.example"
MEMENTO = {"Memento-Datetime": "Fri, 01 Jan 2010 00:00:00 GMT"}


def asked(kind: str = "index") -> Request:
    return Request(URL, meta={"asked": kind, "budget": "127.0.0.1:1 index"})


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
        (answered(429), Answer.THROTTLED),
        (answered(404, kind="newest"), Answer.NOT_ARCHIVED),
        (answered(503, kind="newest", headers=MEMENTO), Answer.CAPTURE),
    ],
)
def test_an_answer_is_judged_by_the_kind_of_its_request(response: TextResponse, answer: Answer) -> None:
    assert answer_of(response) is answer


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
