"""Amounts with their units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.significance.amounts import Unit, amounts


@pytest.mark.parametrize(
    ("text", "unit", "size"),
    [
        ("within thirty (30) calendar days", Unit.HOURS, 720),
        ("binnen 2 Wochen", Unit.HOURS, 336),
        ("pendant 2 ans", Unit.MONTHS, 24),
        ("de 1.500,50 €", Unit.MONEY, 1500.5),
        ("over $1,000.50", Unit.MONEY, 1000.5),
        ("plus de 10 000 €", Unit.MONEY, 10_000),
        ("un total de 36\u202f982,92 EUR", Unit.MONEY, 36_982.92),
        ("99,5 %", Unit.SHARE, 99.5),
        ("at least 16 years old", Unit.AGE, 16),
    ],
)
def test_amounts_have_a_size(text: str, unit: Unit, size: float) -> None:
    assert [(found.unit, found.size) for found in amounts(text)] == [(unit, size)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("24 hours", "1 day"), ("12 months", "one year"), ("7 Tage", "eine Woche"), ("60 jours", "60 days")],
)
def test_equal_spans_have_one_size(one: str, other: str) -> None:
    (left,), (right,) = amounts(one), amounts(other)
    assert (left.unit, left.size) == (right.unit, right.size)


@pytest.mark.parametrize("text", ["a lamp", "page 12", "2018", "24", "the hour of need", "under 30 days old lamps"])
def test_a_number_without_a_unit_is_no_amount(text: str) -> None:
    assert [found.unit for found in amounts(text) if found.unit in {Unit.MONEY, Unit.SHARE}] == []


def test_a_month_is_not_thirty_days() -> None:
    units = [found.unit for text in ("1 month", "30 days") for found in amounts(text)]
    assert units == [Unit.MONTHS, Unit.HOURS]


@given(st.integers(2, 999), st.sampled_from(["hours", "days", "weeks", "months", "years"]))
def test_every_span_is_found_with_its_words(number: int, unit: str) -> None:
    (found,) = amounts(f"We keep it for {number} {unit}.")
    assert found.words == f"{number} {unit}"
    assert found.size % number == 0
