"""A line of a table as a picture: from when to when a policy was seen, and the months in which it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clausetrail.reports.plots import svg_shapes

_HEIGHT = 14.0


def render_plot(first: str, last: str, changes: Iterable[str], start: str, stop: str, width: float) -> str:
    """Return the picture of a policy seen from *first* to *last* (days), over the days from *start* to *stop*.

    It repeats what the line says in words, so it has neither name nor description for readers by ear.
    """
    if not first:
        return ""
    begin, whole = date.fromisoformat(start), max((date.fromisoformat(stop) - date.fromisoformat(start)).days, 1)

    def x(day: str) -> float:
        return (date.fromisoformat(day) - begin).days / whole * width

    shapes = [svg_shapes.rectangle(x(first), _HEIGHT / 2 - 1.5, max(x(last) - x(first), 2), 3, "even")]
    shapes.append(svg_shapes.ticks((x(f"{month}-15") for month in changes), 1, _HEIGHT - 2, "seen"))
    return svg_shapes.render_hidden_svg(shapes, (width, _HEIGHT))
