"""Scrapy item pipeline: store the bytes of every snapshot before anything else reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.snapshots.model import Snapshot
from clausetrail.snapshots.store import Store


class PreservePipeline:
    """Store every snapshot unchanged, so that a better cleaner can read it again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(store_of(crawler))

    def process_item(self, item: Snapshot) -> Snapshot:
        number = self._store.facts.add_snapshot(item)
        return replace(item, capture=replace(item.capture, id=number))
