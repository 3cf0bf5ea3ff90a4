"""The picture of length and readability: its axis, its two curves, and the two pictures as one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clausetrail.reports.plots import change_strip, combined_plot
from clausetrail.reports.plots.history_plot import History, VersionBar
from clausetrail.reports.plots.length_plot import _axis_limit, describe, render_plot

LONG = VersionBar(2, "20080101000000", "20090101000000", 1_900, 45.5)
HISTORY = History("Heron", (VersionBar(1, "20050101000000", "20070101000000", 100), LONG), seen=("20050101000000",))


@given(st.floats(1, 1e7))
def test_the_axis_ends_at_a_round_number_that_is_not_below_the_largest_value(largest: float) -> None:
    limit = _axis_limit(largest)
    assert largest <= limit <= 2 * largest
    assert str(int(limit)).rstrip("0") in {"1", "2", "3", "4", "5", "6", "8"}


def test_the_description_names_the_first_and_the_last_length() -> None:
    assert describe(HISTORY).startswith("100 words when first seen on 2005-01-01, 1900 when last seen on 2009-01-01;")


def test_readability_is_drawn_only_where_a_version_has_it() -> None:
    assert "Readability" in render_plot(HISTORY, 600)
    assert "Readability" not in render_plot(replace(HISTORY, versions=(replace(LONG, lix=None),)), 600)


def test_the_combined_plot_holds_both_pictures_with_their_style() -> None:
    root = etree.fromstring(combined_plot.render_plot(HISTORY, 600).encode())
    texts = {one.text for one in root.iter("{*}text")}
    assert {"Heron", "Length in words", "Captures that show the text"} <= texts
    assert root.findtext("{*}style")
    assert root.get("width") == "600"


@pytest.mark.parametrize(("first", "expected"), [("", False), ("2005-01-01", True)])
def test_a_strip_is_drawn_for_a_policy_that_was_seen(first: str, expected: bool) -> None:
    strip = change_strip.render_plot(first, "2009-01-01", ["2007-03"], "2000-01-01", "2010-01-01", 120)
    assert bool(strip) is expected
    assert ('aria-hidden="true"' in strip) is expected


def test_a_strip_of_one_day_has_a_width() -> None:
    assert "<svg" in change_strip.render_plot("2005-01-01", "2005-01-01", [], "2005-01-01", "2005-01-01", 120)
