"""Judge the answer to a request, and retry the request where the archive itself failed."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Self
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from clausetrail.crawler.archives.answers import Answer, judge_index, judge_newest, judge_playback
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.headers import header_pairs, lowercase_headers
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.crawler.download.gated_handler import BudgetParked
from clausetrail.snapshots.payload.content_coding import (
    Decoded,
    TooLarge,
    Undecodable,
    coding_names,
    decode_content,
    ends_as_a_page,
)

logger = logging.getLogger(__name__)


def answer_of(response: Response) -> Answer:
    """Return the result of *response* for the kind of its request: index, newest memento or capture."""
    assert response.request is not None
    return _judged(response.request, response)


def _judged(request: Request, response: Response) -> Answer:
    asked = request.meta["asked"]
    if (asked == "capture" and response.status != 200) or (
        asked != "index" and isinstance(_content(response), TooLarge)
    ):
        head = response.body[:4_000].decode("utf-8", "replace")  # an archived error is not read, whatever its bytes are
    elif undecodable_reason(response):
        return Answer.ARCHIVE_FAULT
    else:
        head = decoded_body(response)[:4_000].decode("utf-8", "replace")
    headers = lowercase_headers(response.headers)
    if request.meta["asked"] == "index":
        return _judged_index(request, response, headers, head)
    if request.meta["asked"] == "newest":
        return judge_newest(response.status, headers, head)
    return judge_playback(request.cb_kwargs["capture"], response.status, headers, head)


def _judged_index(request: Request, response: Response, headers: Mapping[str, str], head: str) -> Answer:
    answer = judge_index(response.status, headers, head)
    if answer is Answer.UNREADABLE and request.meta["archive"].lists_nothing(response.status, head):
        return Answer.LISTED
    if answer is Answer.LISTED and index_page(response, request.meta["archive"]).fault:
        return Answer.ARCHIVE_FAULT
    return answer


# The pages of the responses that are being judged: by the middleware first, then by their callbacks.
_pages: WeakKeyDictionary[Response, IndexPage] = WeakKeyDictionary()


def index_page(response: Response, archive: Archive) -> IndexPage:
    """Return the page that an answer of the index of *archive* holds: without rows where its status is not 200."""
    if response not in _pages:
        _pages[response] = archive.parse_index(decoded_text(response)) if response.status == 200 else IndexPage()
    return _pages[response]


def decoded_body(response: Response) -> bytes:
    """Return the body of *response* without content codings, whether the request allowed them or not.

    Raises Undecodable, which is a fault of the archive: the same request may bring readable bytes later.
    """
    content = _content(response)
    if isinstance(content, Undecodable):
        raise content
    return content.body


def stored_body(response: Response) -> bytes:
    """Return the body of a capture without content codings, or as it is stored where it is too large to decode.

    Raises Undecodable otherwise.
    """
    is_whole = response.status == 200 and not isinstance(_content(response), TooLarge)
    return decoded_body(response) if is_whole else response.body


def undecodable_reason(response: Response) -> str:
    """Return why the body of *response* cannot be decoded, or "" where it can."""
    content = _content(response)
    return str(content) if isinstance(content, Undecodable) else ""


def cut_coding(response: Response) -> str:
    """Return the content coding of the body of *response* that has no end, where the page in it has none either, or ""."""
    content = _content(response)
    return "" if isinstance(content, Undecodable) or ends_as_a_page(content.body) else content.cut


@lru_cache(maxsize=2)
def _content(response: Response) -> Decoded | Undecodable:
    """Return the decoded body, kept while one response is judged: by the middleware first, then by its callback."""
    try:
        return decode_content(response.body, coding_names(header_pairs(response.headers)))
    except Undecodable as error:
        return error


def decoded_text(response: Response) -> str:
    """Return the body of *response* as text without content codings, in the charset that it names, else UTF-8.

    Bytes that are no text in that charset become U+FFFD. Raises Undecodable.
    """
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    try:
        return decoded_body(response).decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return decoded_body(response).decode("utf-8", "replace")


def answer_of_failure(exception: BaseException) -> Answer:
    """Return the result of a request that brought no response at all."""
    if isinstance(exception, BudgetParked):
        return Answer.THROTTLED
    if isinstance(exception, DownloadConnectionRefusedError | CannotResolveHostError):
        return Answer.REFUSED
    return Answer.ARCHIVE_FAULT


def is_own_error(exception: BaseException) -> bool:
    """Return whether *exception* is an error of our own code, of a kind that no answer of an archive explains."""
    ours = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError)
    return isinstance(exception, ours)


class ArchiveMiddleware:
    """Retries requests where the archive itself failed, and never where it played an archived failure.

    Replaces Scrapy's RetryMiddleware and RedirectMiddleware, which know neither Memento-Datetime nor Retry-After: the
    first would fetch an archived 503 three times, the second would store the page of another time under the requested
    date.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._tries = crawler.settings.getint("ARCHIVE_TRIES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if "budget" not in request.meta:
            return response
        answer = _judged(request, response)
        self._crawler.stats.inc_value(f"archive/{answer.replace(' ', '_')}")
        return (self._retry(request, answer) if answer.is_transient else None) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if "budget" not in request.meta or isinstance(exception, BudgetParked):
            return None
        expected = (
            DownloadConnectionRefusedError,
            DownloadFailedError,
            DownloadTimeoutError,
            ResponseDataLossError,
        )
        # A refused connection is a block by the archive's firewall: retrying makes the block longer.
        if isinstance(exception, expected) and not isinstance(exception, DownloadConnectionRefusedError):
            return self._retry(request, answer_of_failure(exception))
        return None

    def _retry(self, request: Request, answer: Answer) -> Request | None:
        assert self._crawler.spider is not None
        return get_retry_request(
            request,
            spider=self._crawler.spider,
            reason=answer,
            max_retry_times=self._tries - 1,
            priority_adjust=0,
            logger=logger,
            give_up_log_level="INFO",
            stats_base_key="archive/retry",
        )
