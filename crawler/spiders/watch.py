"""The spider of the watchlist: what is new of every policy, night after night."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.archives.archive import Archive, resolve
from crawler.archives.known import known
from crawler.spiders.archived import ArchiveSpider
from crawler.watchlist import folder, watchlist
from snapshots.errors import PoliciesError
from snapshots.model import Policy
from snapshots.policies import find


class WatchSpider(ArchiveSpider):
    """`scrapy crawl watch [-a policies=policies.toml] [-a only=NAME,NAME] [-a archive=…]`."""

    name = "watch"

    @classmethod
    def chosen(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        unknown = set(arguments) - {"policies", "only", "archive"}
        if unknown:
            raise PoliciesError(f"watch knows policies, only and archive, not {', '.join(sorted(unknown))}")
        policies = watchlist(arguments.get("policies"), settings)
        if only := [name for name in (arguments.get("only") or "").split(",") if name]:
            policies = tuple(find(policies, name) for name in only)
        archive = resolve(arguments.get("archive") or settings["ARCHIVE"], known(folder(settings)))
        return policies, archive
