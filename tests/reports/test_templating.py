"""Templates: everything is escaped, and only links of the web are links."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from clausetrail.reports import templating
from clausetrail.reports.publishing import render
from clausetrail.reports.templating import web_link


@given(st.text())
@example("<b>\u202e\ud800\x07&")
def test_a_printed_value_has_no_control_direction_or_surrogate_character(text: str) -> None:
    printed = str(escape(templating._printable(text)))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\ud800-\udfff<>]", printed)
    assert templating._printable(Markup("<b>")) == Markup("<b>")


def test_a_value_that_is_missing_is_an_error_and_not_an_empty_string() -> None:
    with pytest.raises(UndefinedError):
        render.render_page("home", {})


def test_a_picture_is_printed_as_it_is() -> None:
    assert str(escape(templating.trusted_svg("<svg/>"))) == "<svg/>"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//heron.example",
        "https://",
        "http://a\u202eb/",
        "x",
    ],
)
def test_only_links_of_the_web_can_be_clicked(url: str) -> None:
    assert web_link(url) == ""


def test_a_link_of_the_web_is_left_as_it_is() -> None:
    assert (
        web_link("https://archive.example/web/2005/http://heron.example/")
        == "https://archive.example/web/2005/http://heron.example/"
    )
