"""The picture of a history: one bar for each version, change and gap, and a description that counts them."""

from __future__ import annotations

import re
from dataclasses import replace

from clausetrail.reports.plots.history_plot import (
    ChangeBar,
    DateMark,
    Gap,
    History,
    TransientBar,
    VersionBar,
    describe,
    render_plot,
    size_limit,
)

HISTORY = History(
    "Heron",
    (VersionBar(1, "20050101000000", "20070101000000", 100), VersionBar(2, "20080101000000", "20090101000000", 120)),
    (ChangeBar("20070101000000", "20080101000000", 30, 10, "3 reworded"),),
    ("20050101000000", "20070101000000", "20080101000000", "20090101000000"),
)


def heights(drawn: str, css_class: str) -> list[float]:
    found = re.findall(rf'<rect class="{css_class}"[^>]* height="([\d.]+)"', drawn)
    return [float(height) for height in found]


def test_the_description_counts_versions_captures_and_changes() -> None:
    assert describe(HISTORY) == (
        "2 versions in 4 captures, seen from 2005-01-01 to 2009-01-01; 1 change between them. "
        "The tables of the page list the same."
    )
    gap = Gap("20070101000000", "20080101000000", "no capture is known")
    assert "1 long period without a capture" in describe(replace(HISTORY, gaps=(gap,)))
    assert "2 captures show nothing" in describe(replace(HISTORY, unreadable=("20060101000000", "20061101000000")))


def test_each_version_is_a_bar_and_what_lies_between_is_a_line() -> None:
    drawn = render_plot(HISTORY, 600)
    assert (len(heights(drawn, "odd")), len(heights(drawn, "even")), drawn.count('class="unknown"')) == (1, 1, 1)
    assert "Version 1: seen from 2005-01-01 to 2007-01-01, 100 words" in drawn


def test_added_words_rise_and_removed_words_fall_by_the_square_root_on_an_axis_with_numbers() -> None:
    drawn = render_plot(HISTORY, 600)
    (up,), (down,) = heights(drawn, "inserted"), heights(drawn, "deleted")
    assert abs(up - 38 * (30 / 32) ** 0.5) < 0.1
    assert abs(down - 38 * (10 / 32) ** 0.5) < 0.1
    assert re.findall(r'class="scale end"[^>]*>([^<]+)<', drawn) == ["−32", "−8", "0", "+8", "+32"]
    assert "Between 2007-01-01 and 2008-01-01: 3 reworded; 30 words added, 10 words removed" in drawn


def test_a_small_change_in_a_long_period_is_a_narrow_bar_in_a_light_bracket() -> None:
    drawn = render_plot(HISTORY, 600)
    (interval,) = re.findall(r'<rect class="interval"[^>]* width="([\d.]+)"', drawn)
    (bar,) = re.findall(r'<rect class="inserted"[^>]* width="([\d.]+)"', drawn)
    assert float(interval) > 100
    assert float(bar) == 5
    assert drawn.count('class="bracket"') == 3


def test_the_axis_ends_at_four_times_a_round_number_that_includes_the_largest_change() -> None:
    assert [size_limit(number) for number in (0, 1, 4, 5, 30, 41, 397, 4_001)] == [4, 4, 4, 8, 32, 80, 400, 8000]


def test_transient_and_provisional_texts_and_the_reasons_of_gaps_are_marks_of_their_own() -> None:
    versions = (HISTORY.versions[0], replace(HISTORY.versions[1], provisional=True))
    transient = TransientBar("20060101000000", "20060201000000", "A text that appeared and disappeared")
    gap = Gap("20070101000000", "20080101000000", "no capture is known")
    drawn = render_plot(replace(HISTORY, versions=versions, transients=(transient,), gaps=(gap,)), 900)
    assert "Texts that appeared and disappeared" in drawn
    assert (len(heights(drawn, "transient")), len(heights(drawn, "provisional"))) == (1, 1)
    assert ">no capture is known<" in drawn
    assert "2 texts may be or were temporary." in drawn
    assert ">no capture" not in render_plot(replace(HISTORY, gaps=(gap,)), 60)


def test_a_change_of_no_word_is_a_line_of_its_own() -> None:
    quiet = replace(HISTORY, changes=(replace(HISTORY.changes[0], inserted=0, deleted=0),))
    drawn = render_plot(quiet, 600)
    assert (len(heights(drawn, "quiet")), heights(drawn, "inserted"), heights(drawn, "deleted")) == (1, [], [])


def test_rows_for_dates_and_unreadable_captures_are_drawn_where_there_are_any() -> None:
    assert "Dates that the text states" not in render_plot(HISTORY, 600)
    full = replace(HISTORY, dates=(DateMark("20060101000000", "states 2006"),), unreadable=("20060601000000",))
    drawn = render_plot(full, 600)
    assert "Dates that the text states" in drawn
    assert "Captures that show nothing" in drawn
    assert "<title>states 2006</title>" in drawn


def test_a_version_of_one_moment_is_wide_enough_to_be_seen() -> None:
    one = History("Heron", (VersionBar(1, "20050101000000", "20050101000000"),), seen=("20050101000000",))
    assert re.search(r'<rect class="odd"[^>]* width="3"', render_plot(one, 600))
