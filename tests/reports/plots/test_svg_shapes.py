"""SVG shapes: escaped text, rounded numbers, one tick for one unit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clausetrail.reports.plots import svg_shapes

HOSTILE = "</title><script>alert(1)</script> \u202e\x07 & \" '"


@given(st.text(max_size=40))
def test_no_text_breaks_the_document(text: str) -> None:
    shapes = [svg_shapes.text(0, 0, text, "name"), svg_shapes.rectangle(0, 0, 1, 1, "even", text)]
    root = etree.fromstring(svg_shapes.render_svg(shapes, (10, 10), text, text).encode())
    assert {etree.QName(one).localname for one in root.iter()} <= {"svg", "title", "desc", "text", "rect"}


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    drawn = svg_shapes.render_svg([svg_shapes.text(0, 0, HOSTILE, "name")], (10, 10), HOSTILE, HOSTILE)
    assert "<script" not in drawn
    assert "\u202e" not in drawn


def test_numbers_are_rounded_to_a_tenth_and_whole_ones_have_no_point() -> None:
    drawn = str(svg_shapes.rectangle(1 / 3, 2.0, 0.26, 10, "even"))
    assert ('x="0.3"' in drawn, 'y="2"' in drawn, 'width="0.3"' in drawn) == (True, True, True)


def test_ticks_of_one_unit_are_one_tick() -> None:
    assert str(svg_shapes.ticks([3.1, 2.9, 7.4], 0, 5, "seen")).count("M") == 2


def test_a_tooltip_is_a_title_and_no_tooltip_is_no_element() -> None:
    assert "<title>seen</title>" in str(svg_shapes.rectangle(0, 0, 1, 1, "even", "seen"))
    assert "<title" not in str(svg_shapes.rectangle(0, 0, 1, 1, "even"))


def test_a_picture_has_a_name_for_screen_readers_and_a_hidden_one_has_none() -> None:
    named, hidden = svg_shapes.render_svg([], (1, 2), "Name", "Words"), svg_shapes.render_hidden_svg([], (1, 2))
    assert ('role="img"' in named, 'aria-label="Name"' in named, "<style" in named) == (True, True, False)
    assert ('aria-hidden="true"' in hidden, "<title" in hidden) == (True, False)
    assert "<style>svg{}</style>" in svg_shapes.render_svg([], (1, 2), "", "", stylesheet="svg{}")
