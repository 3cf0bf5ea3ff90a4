"""Scrapy extension: open the store of a crawl before the first request, and close it after the last item."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from clausetrail.snapshots.paths import data_folder
from clausetrail.snapshots.store import Store


class OpenStore:
    """The store that spider and pipelines share, in the folder CLAUSETRAIL_DATA or the default one."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings.get("CLAUSETRAIL_DATA")
        extension = cls(Path(folder).expanduser().resolve() if folder else data_folder())
        # The engine stops after spider_closed, when every pipeline has finished.
        crawler.signals.connect(extension.close, signal=signals.engine_stopped)
        return extension

    def close(self) -> None:
        """Close the store. What was committed is on disk already."""
        self.store.close()


def store_of(crawler: Crawler) -> Store:
    """Return the store of a running crawl. The extension must be enabled in the settings."""
    extension = crawler.get_extension(OpenStore)
    assert extension is not None, "clausetrail.pipelines.item_pipelines.open_store.OpenStore is missing from EXTENSIONS"
    return extension.store
