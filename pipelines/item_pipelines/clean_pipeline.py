"""Scrapy item pipeline: turn a snapshot into a reading, that is decode it, clean it to clauses and screen it."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.model import Policy, Reading, Snapshot
from clausetrail.snapshots.store import Store


class CleanPipeline:
    """Read each snapshot as soon as it is preserved, since the plan of the next requests depends on the reading."""

    def __init__(self, store: Store, stats: StatsCollector) -> None:
        self._store = store
        self._stats = stats
        self._policies: dict[str, Policy] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(store_of(crawler), crawler.stats)

    def process_item(self, item: Snapshot) -> Reading:
        policy = self._policy(item.capture.policy)
        reading = read(item, policy, reading_code_for(policy), quick=True)
        self._store.derivations.add_reading(reading)
        self._stats.inc_value(f"readings/{reading.verdict.replace(' ', '_')}")
        return reading

    def _policy(self, name: str) -> Policy:
        if name not in self._policies:
            self._policies = {name: self._store.facts.policy(name)}
        return self._policies[name]
