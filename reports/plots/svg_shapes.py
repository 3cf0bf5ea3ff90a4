"""The few shapes that our pictures are made of, as SVG. The only door to svg.py.

svg.py writes what it is given as it is, so every word goes through `_said` and every class is one of ours. Numbers
are rounded to a tenth of a unit, so that one history gives the same bytes on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files

import svg
from markupsafe import escape

from clausetrail.reports.wording.escaping import visible

Shape = svg.Element


def style() -> str:
    """Return the style sheet of the pictures, for both colour schemes."""
    return (files("clausetrail.reports.plots") / "picture.css").read_text("utf-8")


def rectangle(x: float, y: float, width: float, height: float, look: str, told: str = "") -> Shape:
    """Return a rectangle, with what it stands for as its tooltip."""
    return svg.Rect(
        x=_tenth(x), y=_tenth(y), width=_tenth(width), height=_tenth(height), class_=[look], elements=_told(told)
    )


def line(x: float, y: float, x2: float, y2: float, look: str) -> Shape:
    """Return a straight line."""
    return svg.Line(x1=_tenth(x), y1=_tenth(y), x2=_tenth(x2), y2=_tenth(y2), class_=[look])


def ticks(places: Iterable[float], y: float, height: float, look: str, told: str = "") -> Shape:
    """Return short upright lines at *places*, one for those that would fall on the same unit."""
    marks: list[svg.PathData] = []
    for place in sorted({round(place) for place in places}):
        marks += [svg.M(place, _tenth(y)), svg.v(_tenth(height))]
    return svg.Path(d=marks, class_=[look], elements=_told(told))


def diamond(x: float, y: float, radius: float, look: str, told: str) -> Shape:
    """Return a diamond around a point."""
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    points = [svg.Point(_tenth(right), _tenth(down)) for right, down in corners]
    return svg.Polygon(points=points, class_=[look], elements=_told(told))


def text(x: float, y: float, text: str, look: str, *, end: bool = False, middle: bool = False) -> Shape:
    """Return *text* beginning at *x*, or ending there, or around it."""
    anchor = "end" if end else "middle" if middle else "start"
    return svg.Text(x=_tenth(x), y=_tenth(y), text=_said(text), class_=[look, anchor])


def translated(shapes: Sequence[Shape], right: float, down: float) -> Shape:
    """Return *shapes* as one, moved to the right and down."""
    return svg.G(elements=list(shapes), transform=[svg.Translate(_tenth(right), _tenth(down))])


def render_svg(shapes: Sequence[Shape], size: tuple[float, float], title: str, told: str, *, alone: str = "") -> str:
    """Return a whole picture of *size* with its name and a description; *alone* is the style of one outside a page."""
    width, height = (round(number) for number in size)
    head: list[Shape] = [svg.Title(text=_said(title)), svg.Desc(text=_said(told))]
    if alone:
        head.append(svg.Style(text=alone))
    whole = svg.SVG(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        width=width,
        height=height,
        class_=["picture"],
        elements=[*head, *shapes],
        # A name of its own: readers of a page that holds several pictures hear which one this is.
        extra={"role": "img", "aria-label": _said(title)},
    )
    return str(whole)


def render_hidden_svg(shapes: Sequence[Shape], size: tuple[float, float]) -> str:
    """Return a picture that only repeats what stands beside it, hidden from readers by ear."""
    width, height = (round(number) for number in size)
    return str(
        svg.SVG(
            viewBox=svg.ViewBoxSpec(0, 0, width, height),
            width=width,
            height=height,
            class_=["picture"],
            elements=list(shapes),
            extra={"aria-hidden": "true"},
        )
    )


def _told(text: str) -> list[Shape] | None:
    return [svg.Title(text=_said(text))] if text else None


def _said(text: str) -> str:
    return str(escape(visible(text).encode("utf-8", "replace").decode("utf-8")))


def _tenth(number: float) -> float | int:
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
