"""Scrapy item pipeline: derive and commit a policy's timeline, in one transaction, when its plan is done."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from clausetrail.pipelines.derive.derive_timeline import DerivationResult, derive
from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.snapshots.model import Reading
from clausetrail.snapshots.store import Store


class ComparePipeline:
    """Compare a policy's versions once all its readings are stored: Scrapy delivers responses in any order."""

    def __init__(self, store: Store, stats: StatsCollector) -> None:
        self._store = store
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(store_of(crawler), crawler.stats)

    def process_item(self, item: Reading) -> Reading:
        return item

    def finish(self, policy: str) -> DerivationResult:
        """Derive the timeline of *policy* and return it. To be called once the spider has no more snapshots of the policy."""
        outcome = derive(self._store, self._store.facts.policy(policy))
        self._stats.inc_value("policies/revisions", len(outcome.new_revisions))
        return outcome
