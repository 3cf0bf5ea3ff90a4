"""The numbers that a browser generates for list items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.extraction.list_numbers import format_ordinal, list_numbering


def labels(list_tag: str, attributes: dict[str, str], *items: dict[str, str]) -> list[str]:
    node = Node(list_tag, attributes)
    node.children += [Node("li", item, node) for item in items]
    numbering = list_numbering(node)
    return [numbering.label(item) for item in node.kept_children()]


@pytest.mark.parametrize(
    ("attributes", "items", "expected"),
    [
        ({}, ({}, {}), ["1.", "2."]),
        ({"start": "3"}, ({}, {}), ["3.", "4."]),
        ({"reversed": ""}, ({}, {}, {}), ["3.", "2.", "1."]),
        ({"type": "a"}, ({}, {"value": "27"}, {}), ["a.", "aa.", "ab."]),
        ({"type": "I"}, ({"value": "4"}, {}), ["IV.", "V."]),
        ({"style": "list-style-type: lower-roman"}, ({}, {}), ["i.", "ii."]),
        ({"style": "list-style: none"}, ({}, {}), ["", ""]),
        ({"start": "x"}, ({"value": "-1"}, {}), ["-1.", "0."]),
    ],
)
def test_an_ordered_list_counts(
    attributes: dict[str, str], items: tuple[dict[str, str], ...], expected: list[str]
) -> None:
    assert labels("ol", attributes, *items) == expected


def test_an_unordered_list_has_no_numbers() -> None:
    assert labels("ul", {}, {}, {}) == ["", ""]
    assert labels("ul", {"type": "1"}, {}) == ["1."]


@given(st.integers(1, 3999))
def test_a_roman_number_has_its_value(value: int) -> None:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [worth[letter] for letter in format_ordinal(value, "i")]
    following = [*digits[1:], 0]
    assert sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=True)) == value


@given(st.integers(1, 100_000))
def test_letters_are_a_number_of_base_26_without_a_zero(value: int) -> None:
    total = 0
    for letter in format_ordinal(value, "a"):
        total = total * 26 + ord(letter) - ord("a") + 1
    assert total == value


@pytest.mark.parametrize(("value", "style"), [(0, "a"), (-3, "A"), (0, "i"), (4000, "I")])
def test_a_value_outside_of_its_style_is_written_in_digits(value: int, style: str) -> None:
    assert format_ordinal(value, style) == str(value)
