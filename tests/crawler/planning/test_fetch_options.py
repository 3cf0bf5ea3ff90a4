"""The options and settings of how much is fetched."""

from __future__ import annotations

import argparse

import pytest
from scrapy.settings import Settings

from clausetrail.crawler import settings as defaults
from clausetrail.crawler.planning.capture_plan import (
    FetchMode,
    FetchOptions,
)
from clausetrail.crawler.planning.fetch_options import add_options, apply_options, options_from
from clausetrail.snapshots.errors import UnusableSetting


def ours() -> Settings:
    found = Settings()
    found.setmodule(defaults)
    return found


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


@pytest.mark.parametrize(
    ("name", "value"), [("FETCH", "some"), ("FETCH_BUDGET", "-1"), ("FETCH_GAP_DAYS", "0"), ("FETCH_GAP_DAYS", "nan")]
)
def test_settings_that_mean_nothing_are_refused(name: str, value: str) -> None:
    given = ours()
    assert options_from(given) == FetchOptions(FetchMode.AUTO, 90.0, None, 480)
    given.set(name, value)
    with pytest.raises(UnusableSetting, match=r"FETCH|gap"):
        options_from(given)


def test_options_override_the_settings() -> None:
    given = ours()
    apply_options(parsed("--fetch", "bisect", "--gap", "7.5", "--budget", "12"), given)
    assert options_from(given) == FetchOptions(FetchMode.BISECT, 7.5, 12, 480)


def test_without_options_the_settings_count() -> None:
    given = ours()
    given.set("FETCH", "all")
    apply_options(parsed(), given)
    assert options_from(given).mode is FetchMode.ALL


def test_a_budget_of_nothing_is_refused_as_an_option_though_not_as_a_setting() -> None:
    assert options_from(ours()).budget is None
    with pytest.raises(UnusableSetting, match="from 1 on"):
        apply_options(parsed("--budget", "0"), ours())
