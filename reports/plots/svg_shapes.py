"""The shapes of our pictures, as SVG elements. The only module that imports svg.py.

svg.py does not escape what it is given, so every text is escaped by `_escaped` and every class is one of ours. Numbers
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


def rectangle(x: float, y: float, width: float, height: float, css_class: str, tooltip: str = "") -> Shape:
    """Return a rectangle with a tooltip."""
    return svg.Rect(
        x=_tenth(x),
        y=_tenth(y),
        width=_tenth(width),
        height=_tenth(height),
        class_=[css_class],
        elements=_title(tooltip),
    )


def line(x: float, y: float, x2: float, y2: float, css_class: str) -> Shape:
    """Return a straight line."""
    return svg.Line(x1=_tenth(x), y1=_tenth(y), x2=_tenth(x2), y2=_tenth(y2), class_=[css_class])


def ticks(xs: Iterable[float], y: float, height: float, css_class: str, tooltip: str = "") -> Shape:
    """Return short upright lines at the horizontal positions *xs*, one for those that round to the same unit."""
    marks: list[svg.PathData] = []
    for x in sorted({round(x) for x in xs}):
        marks += [svg.M(x, _tenth(y)), svg.v(_tenth(height))]
    return svg.Path(d=marks, class_=[css_class], elements=_title(tooltip))


def diamond(x: float, y: float, radius: float, css_class: str, tooltip: str) -> Shape:
    """Return a diamond around the point (*x*, *y*)."""
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    points = [svg.Point(_tenth(right), _tenth(down)) for right, down in corners]
    return svg.Polygon(points=points, class_=[css_class], elements=_title(tooltip))


def text(x: float, y: float, text: str, css_class: str, *, end: bool = False, middle: bool = False) -> Shape:
    """Return *text* that starts at *x*, or with *end* ends there, or with *middle* is centred there."""
    anchor = "end" if end else "middle" if middle else "start"
    return svg.Text(x=_tenth(x), y=_tenth(y), text=_escaped(text), class_=[css_class, anchor])


def translated(shapes: Sequence[Shape], right: float, down: float) -> Shape:
    """Return *shapes* as one group, moved to the right and down."""
    return svg.G(elements=list(shapes), transform=[svg.Translate(_tenth(right), _tenth(down))])


def render_svg(
    shapes: Sequence[Shape], size: tuple[float, float], title: str, description: str, *, stylesheet: str = ""
) -> str:
    """Return a picture of *size* (width, height) as SVG text, with a title and a description for screen readers.

    A picture outside our pages needs its own *stylesheet*.
    """
    width, height = (round(number) for number in size)
    head: list[Shape] = [svg.Title(text=_escaped(title)), svg.Desc(text=_escaped(description))]
    if stylesheet:
        head.append(svg.Style(text=stylesheet))
    document = svg.SVG(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        width=width,
        height=height,
        class_=["picture"],
        elements=[*head, *shapes],
        # Screen readers announce this label, which distinguishes the pictures of one page.
        extra={"role": "img", "aria-label": _escaped(title)},
    )
    return str(document)


def render_hidden_svg(shapes: Sequence[Shape], size: tuple[float, float]) -> str:
    """Return a picture as SVG text that is hidden from screen readers, since it only repeats the text beside it."""
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


def _title(text: str) -> list[Shape] | None:
    """Return *text* as the child element that browsers show as a tooltip."""
    return [svg.Title(text=_escaped(text))] if text else None


def _escaped(text: str) -> str:
    return str(escape(visible(text).encode("utf-8", "replace").decode("utf-8")))


def _tenth(number: float) -> float | int:
    """Return *number* rounded to a tenth, as an integer where it is one."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
