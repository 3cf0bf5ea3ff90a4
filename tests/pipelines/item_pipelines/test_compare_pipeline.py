"""The item pipelines, run one after another on the snapshots of a crawl, give what a derivation gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from clausetrail.pipelines.item_pipelines.clean_pipeline import CleanPipeline
from clausetrail.pipelines.item_pipelines.compare_pipeline import ComparePipeline
from clausetrail.pipelines.item_pipelines.open_store import OpenStore, store_of
from clausetrail.pipelines.item_pipelines.preserve_pipeline import PreservePipeline
from clausetrail.snapshots.model import Snapshot, Verdict
from clausetrail.snapshots.store import Store, opened
from tests.support.small_histories import heron


@pytest.fixture
def snapshots(store: Store) -> list[Snapshot]:
    """The snapshots of the Heron Ferry, as a spider yields them: without the numbers of a store."""
    heron(store)
    held = [store.facts.snapshot(capture) for capture in store.facts.fetched_captures("heron")]
    return [replace(one, capture=replace(one.capture, id=None)) for one in held]


def test_the_pipelines_give_the_timeline_of_a_derivation(
    store: Store, snapshots: list[Snapshot], tmp_path: Path
) -> None:
    expected = store.timeline(store.facts.policy("heron"))
    crawler = get_crawler()
    stats = crawler.stats
    with opened(tmp_path / "crawl") as other:
        other.facts.declare(expected.policy)
        other.facts.record_archive("archive.example", "https://archive.example", "ia")
        preserve, clean, compare = PreservePipeline(other), CleanPipeline(other, stats), ComparePipeline(other, stats)
        for snapshot in reversed(snapshots):  # Scrapy delivers in any order
            preserved = preserve.process_item(snapshot)
            assert preserved.capture.id is not None
            reading = compare.process_item(clean.process_item(preserved))
            assert reading.verdict is Verdict.POLICY
        outcome = compare.finish("heron")
    assert [one.fingerprint for one in outcome.versions] == [one.fingerprint for one in expected.versions]
    assert [one.changes for one in outcome.revisions] == [one.changes for one in expected.revisions]
    assert outcome.readings_made == 0, "the pipeline has read each snapshot already"
    assert (stats.get_value("readings/policy"), stats.get_value("policies/revisions")) == (6, 2)


def test_the_store_of_a_crawl_is_the_extension_s(tmp_path: Path) -> None:
    crawler = get_crawler(settings_dict={"CLAUSETRAIL_DATA": str(tmp_path / "own")})
    extension = OpenStore.from_crawler(crawler)
    try:
        assert (tmp_path / "own").is_dir()
        assert extension.store.facts.policies() == ()
    finally:
        extension.close()


def test_a_crawl_without_the_extension_is_a_mistake_in_the_settings() -> None:
    with pytest.raises((AssertionError, RuntimeError)):
        store_of(get_crawler())
