"""Rendering of pages: languages, counts, and characters that no file can hold."""

from __future__ import annotations

from clausetrail.reports.publishing import render
from clausetrail.reports.publishing.render import language_subtag, render_page
from clausetrail.reports.site import home


def test_a_count_has_a_plural_and_thousands() -> None:
    assert [render._plural(1, "page"), render._plural(1_234, "page"), render._plural(2, "policy", "policies")] == [
        "1 page",
        "1,234 pages",
        "2 policies",
    ]


def test_of_many_matched_words_the_first_are_shown_each_once() -> None:
    assert render._first_words(["may", "May", "will"]) == "may, will"
    assert (
        render._first_words([f"w{number}" for number in range(9)]) == "w0, w1, w2, w3, w4, w5, \N{HORIZONTAL ELLIPSIS}"
    )


def test_half_a_character_is_shown_as_a_mark() -> None:
    ((_, values),) = home.list_pages([])
    assert "\N{REPLACEMENT CHARACTER}x" in render_page("home", values | {"first": "\ud800x", "root": ""})


def test_only_a_language_that_exists_becomes_an_attribute() -> None:
    assert [language_subtag(code) for code in ("en-GB", "PT_br", 'x" onload="', "klingon", "")] == [
        "en",
        "pt",
        "",
        "",
        "",
    ]
