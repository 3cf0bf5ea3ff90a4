"""A policy's crawl without a network: its requests are made, and answered by the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import TextResponse
from scrapy.settings import Settings

from clausetrail.crawler import settings as defaults
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.policy_crawl.state import PolicyCrawl
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

URL = "http://kites.example/privacy"
POLICY = Policy("kites", (URL,))
ARCHIVE = Archive("a.example", "http://127.0.0.1:1", "ia")


class Requests:
    """What the classes of requests need, with a store that knows the policy and the archive. *advanced* counts the calls."""

    def __init__(self, store: Store, **changed: object) -> None:
        self.store = store
        self.settings = Settings()
        self.settings.setmodule(defaults)
        self.settings.setdict(changed)
        self.makes = ArchiveRequests(ARCHIVE, self.settings)
        self.advanced = 0
        store.facts.record_archive(ARCHIVE.name, ARCHIVE.endpoint, ARCHIVE.dialect)
        store.facts.declare(POLICY)

    def advance(self, crawl: PolicyCrawl) -> Iterator[Request]:
        self.advanced += 1
        return iter(())

    def failed(self, failure: object) -> Iterator[Request]:
        return iter(())


def answer(request: Request, status: int = 200, body: str | bytes = "", **headers: str) -> list[Any]:
    """Return what the callback of *request* yields for an answer. In names of *headers*, "_" stands for "-"."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body.encode() if isinstance(body, str) else body
    response = TextResponse(request.url, status, headers=fields, body=content, request=request)
    assert request.callback is not None
    return list(request.callback(response, **request.cb_kwargs))
