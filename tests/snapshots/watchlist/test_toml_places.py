"""The line of a key in a TOML file."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.watchlist.toml_places import dotted, line_of, table_at

TEXT = """\
# [policies.none]
[notify]
urls = ["json://a.example"]

[policies.acme]
title = '''
url = 1
'''
url = "http://acme.example/privacy"

[policies."b.example"]  # a quoted name
"url" = "http://b.example"

[[policies.acme.eras]]
until = 2009
[[policies.acme.eras]]
since = 2010
policies.inner.key = 1

[policies]
short = { url = "http://c.example", selct = [] }
dotted.notify.urls = []
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("notify", "urls"), 3),
        (("policies", "acme", "url"), 9),
        (("policies", "acme", "selct"), 5),
        (("policies", "b.example", "url"), 12),
        (("policies", "acme", "eras", 0, "until"), 15),
        (("policies", "acme", "eras", 1, "since"), 17),
        (("policies", "acme", "eras", 1, "policies", "inner", "key"), 18),
        (("policies", "short", "selct"), 21),
        (("policies", "dotted", "notify", "urls"), 22),
        (("elsewhere",), 0),
        ((), 0),
    ],
)
def test_a_place_has_the_line_of_its_key_or_of_the_table_around_it(place: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(TEXT, place) == line


def test_a_line_lies_in_the_table_of_the_header_above_it() -> None:
    assert [table_at(TEXT, line) for line in (1, 3, 9, 12)] == ["", "notify", "policies.acme", 'policies."b.example"']


def test_elements_are_counted_from_one_for_people() -> None:
    assert dotted(("policies", "acme", "eras", 1, "since")) == "policies.acme.eras[2].since"


@given(st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,9}", fullmatch=True), min_size=1, max_size=30, unique=True))
def test_every_policy_of_a_file_is_found_in_its_line(names: list[str]) -> None:
    text = "".join(f"[policies.{name}]\nurl = 1\n" for name in names)
    assert [line_of(text, ("policies", name, "url")) for name in names] == [2 * k for k in range(1, len(names) + 1)]


@given(st.text(alphabet="[]\"'=.# \nab", max_size=60))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    assert 0 <= line_of(text, ("a", "b")) <= len(text.splitlines())
