"""The time axis: positions of timestamps, and labels that have space."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.plots.time_axes import draw_time_axis, time_axis

stamps = st.datetimes().filter(lambda time: 1996 <= time.year <= 2040).map(lambda time: f"{time:%Y%m%d%H%M%S}")


def labels(first: str, last: str, width: float) -> list[tuple[float, str]]:
    found = (str(shape) for shape in draw_time_axis(time_axis(first, last, width), 0, 10))
    return [(float(one[1]), one[2]) for text in found if (one := re.search(r' x="([\d.]+)".*>([\d-]+)</text>', text))]


@given(st.lists(stamps, min_size=2, max_size=2, unique=True), st.floats(50, 2000))
def test_times_between_the_ends_keep_their_order_inside_the_picture(ends: list[str], width: float) -> None:
    first, last = sorted(ends)
    axis = time_axis(first, last, width)
    assert 0 < axis.x(first) < axis.x(last) < width


def test_a_time_outside_is_clamped_to_the_picture() -> None:
    axis = time_axis("20100101000000", "20110101000000", 100)
    assert (axis.x("19990101000000"), axis.x("20300101000000")) == (0, 100)


@pytest.mark.parametrize("first", ["20100615000000", "20101230000000"])
def test_a_short_period_has_months_and_a_long_one_has_years(first: str) -> None:
    assert len(labels(first, "20110301000000", 600)) >= 2
    assert all(re.fullmatch(r"\d{4}-\d\d", label) for _, label in labels(first, "20110301000000", 600))
    assert all(re.fullmatch(r"\d{4}", label) for _, label in labels(first, "20250301000000", 600))


@given(st.lists(stamps, min_size=2, max_size=2, unique=True), st.integers(100, 1500))
def test_labels_rise_and_do_not_overlap(ends: list[str], width: int) -> None:
    found = labels(*sorted(ends), width)
    assert all(after[0] - before[0] >= 6.6 * len(before[1]) - 15 for before, after in pairwise(found))
    assert [label for _, label in found] == sorted({label for _, label in found})
