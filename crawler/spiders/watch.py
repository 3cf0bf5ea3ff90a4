"""The spider that crawls what is new of every policy of the watchlist."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from clausetrail.crawler.archives.archive import Archive, resolve_archive
from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.crawler.watchlist_file import data_folder_of, load_watchlist
from clausetrail.snapshots.errors import PoliciesError
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import find


class WatchSpider(ArchiveSpider):
    """`scrapy crawl watch [-a policies=policies.toml] [-a only=NAME,NAME] [-a archive=…]`."""

    name = "watch"

    @classmethod
    def select(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        unknown = set(arguments) - {"policies", "only", "archive"}
        if unknown:
            raise PoliciesError(f"watch takes policies, only and archive, not {', '.join(sorted(unknown))}")
        policies = load_watchlist(arguments.get("policies"), settings)
        if only := [name for name in (arguments.get("only") or "").split(",") if name]:
            # A policy that is named twice, or by its name and its URL, is crawled once.
            policies = tuple({policy.name: policy for policy in (find(policies, name) for name in only)}.values())
        archive = resolve_archive(
            arguments.get("archive") or settings["ARCHIVE"], known_archives(data_folder_of(settings))
        )
        return policies, archive
