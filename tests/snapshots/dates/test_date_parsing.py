"""Dates in a text, parsed to days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.dates.date_parsing import (
    DateInText,
    dates_in_text,
    day_month_order,
    language_by_words,
    possible_days,
)

AMBIGUOUS = DateInText(0, 10, "2011-04-03", "2011-03-04")


@pytest.mark.parametrize(
    "text", ["31/02/2019", "2019-13-40", "February 30, 2020", "version 1.2.2004.7", "127.0.0.2004"]
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert not list(dates_in_text(text))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 1, 1)))
def test_every_day_is_parsed_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%d. %B %Y"):
        (found,) = dates_in_text(f"Updated {day.strftime(form)}.")
        assert found.day_first == found.month_first == day.isoformat()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("May 25th, 2018", ("2018-05-25", "2018-05-25")),
        ("1er janvier 2020", ("2020-01-01", "2020-01-01")),
        ("the 2nd day of March 2011", ("2011-03-02", "2011-03-02")),
        ("March 2011", ("2011-03", "2011-03")),
        ("03/2011", ("2011-03", "2011-03")),
        ("2011-03", ("2011-03", "2011-03")),
        ("2011/3/4", ("2011-03-04", "2011-03-04")),
        ("3/4/11", ("2011-04-03", "2011-03-04")),
        ("25/12/2010", ("2010-12-25", "")),
        ("12/25/2010", ("", "2010-12-25")),
        ("2024 年 12 月 19 日", ("2024-12-19", "2024-12-19")),
    ],
)
def test_a_date_means_a_day_or_a_month_in_both_orders(text: str, days: tuple[str, str]) -> None:
    (found,) = dates_in_text(f"From {text} on.")
    assert (found.day_first, found.month_first) == days
    assert found.is_ambiguous is (all(days) and days[0] != days[1])


@pytest.mark.parametrize(
    ("found", "order", "days"),
    [
        (DateInText(0, 10, "2010-12-25", ""), "", (("2010-12-25",), "")),
        (AMBIGUOUS, "", (("2011-03-04", "2011-04-03"), "day and month may be exchanged")),
        (AMBIGUOUS, "day first", (("2011-04-03",), "day first")),
        (AMBIGUOUS, "month first", (("2011-03-04",), "month first")),
        (
            DateInText(0, 10, "2011-04-03", "2011-03-04", True),
            "month first",
            (("2011-04-03",), "dots put the day first"),
        ),
    ],
)
def test_the_order_of_the_text_decides_unless_dots_do(
    found: DateInText, order: str, days: tuple[tuple[str, ...], str]
) -> None:
    assert possible_days(found, order) == days


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["25/12/2010"], "day first, as in another date of the text"),
        (["12/25/2010"], "month first, as in another date of the text"),
        (["12/25/2010", "25/12/2010"], ""),
        (["03/04/2011"], ""),
        (["les des vous que nous dans"], "day first, as is usual in the text's language (fr)"),
        (["the of and to your you"], ""),
    ],
)
def test_the_order_is_known_by_another_date_or_by_the_language(texts: list[str], order: str) -> None:
    assert day_month_order(texts) == order


def test_few_common_words_are_no_language() -> None:
    assert language_by_words(["die der und wir sie"]) == "de"
    assert language_by_words(["die der und wir"]) == ""


def test_a_text_in_two_languages_has_no_language() -> None:
    assert not language_by_words(["the lamps of you and for we", "les lampes des vous que nous et pour"])
