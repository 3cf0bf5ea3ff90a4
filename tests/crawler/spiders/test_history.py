"""The spider of one URL: which policy and which archive its arguments select."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from clausetrail.crawler.spiders.history import HistorySpider, find_policy
from clausetrail.snapshots.errors import ClausetrailError, UnusableURL
from clausetrail.snapshots.model import Policy

URL = "http://kites.example/privacy"
KITES = Policy("kites", (URL,))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings({"CLAUSETRAIL_DATA": str(tmp_path), "ARCHIVE": "ia"})


def test_a_policy_is_found_by_its_name_or_its_url_else_made() -> None:
    assert find_policy("kites", (KITES,)) is KITES
    assert find_policy(URL, (KITES,)) is KITES
    assert find_policy("http://other.example/terms", (KITES,)).urls == ("http://other.example/terms",)


def test_the_arguments_name_url_bounds_and_archive(settings: Settings) -> None:
    (policy,), archive = HistorySpider.select(settings, url=URL, since="2005", until="2006-07")
    assert (policy.urls, policy.since, policy.until, archive.name) == ((URL,), "2005", "200607", "web.archive.org")


@pytest.mark.parametrize("arguments", [{}, {"url": ""}, {"url": URL, "sinc": "2005"}, {"url": "no address"}])
def test_wrong_arguments_are_refused(settings: Settings, arguments: dict[str, str]) -> None:
    with pytest.raises(UnusableURL):
        HistorySpider.select(settings, **arguments)


def test_a_wrong_date_is_refused(settings: Settings) -> None:
    with pytest.raises(ClausetrailError, match="date"):
        HistorySpider.select(settings, url=URL, since="yesterday")
