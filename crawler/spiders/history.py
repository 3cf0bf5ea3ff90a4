"""The spider that crawls the whole past of one URL, on demand."""

from __future__ import annotations

from dataclasses import replace

from scrapy.settings import BaseSettings

from clausetrail.crawler.archives.archive import Archive, resolve_archive
from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider
from clausetrail.crawler.watchlist_file import data_folder_of, load_watchlist_if_any
from clausetrail.snapshots.errors import UnknownPolicy, UnusableURL
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import check_order, find, name_for, usable_bound, usable_url


class HistorySpider(ArchiveSpider):
    """`scrapy crawl history -a url=… [-a since=…] [-a until=…] [-a archive=…]`."""

    name = "history"

    @classmethod
    def select(cls, settings: BaseSettings, **arguments: str) -> tuple[tuple[Policy, ...], Archive]:
        unknown = set(arguments) - {"url", "since", "until", "archive", "policies"}
        if unknown:
            raise UnusableURL(
                f"history takes url, since, until, archive and policies, not {', '.join(sorted(unknown))}"
            )
        if not arguments.get("url"):
            raise UnusableURL("history needs a URL: -a url=http://example.com/privacy")
        policy = find_policy(arguments["url"], load_watchlist_if_any(arguments.get("policies"), settings))
        since, until = period_of(policy, arguments.get("since", ""), arguments.get("until", ""))
        archive = resolve_archive(
            arguments.get("archive") or settings["ARCHIVE"], known_archives(data_folder_of(settings))
        )
        return (replace(policy, since=since, until=until),), archive


def period_of(policy: Policy, since: str, until: str) -> tuple[str, str]:
    """Return the bounds of a crawl of *policy* as archive digits: those given, or else its own. Raises UnusableDate."""
    since = usable_bound(since, "since") or policy.since
    until = usable_bound(until, "until") or policy.until
    check_order(since, until)
    return since, until


def find_policy(name_or_url: str, known: tuple[Policy, ...]) -> Policy:
    """Return the policy in *known* with *name_or_url*, or a new policy for that URL. Raises UnusableURL."""
    try:
        return find(known, name_or_url)
    except UnknownPolicy:
        url = usable_url(name_or_url)
        return next((policy for policy in known if url in policy.urls), Policy(name_for(url), (url,)))
