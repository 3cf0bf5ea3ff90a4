"""Draw a policy as a strip in a table: the period in which it was seen, and the months in which it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clausetrail.reports.plots import svg_shapes

_HEIGHT = 14.0


def render_plot(first: str, last: str, changes: Iterable[str], start: str, stop: str, width: float) -> str:
    """Return the strip of a policy seen from *first* to *last* (days), on an axis of the days from *start* to *stop*.

    *changes* are months. The strip repeats the text of its row, so it has neither title nor description for screen
    readers. Returns "" for a policy that was never seen.
    """
    if not first:
        return ""
    begin, days = date.fromisoformat(start), max((date.fromisoformat(stop) - date.fromisoformat(start)).days, 1)

    def x(day: str) -> float:
        return (date.fromisoformat(day) - begin).days / days * width

    shapes = [svg_shapes.rectangle(x(first), _HEIGHT / 2 - 1.5, max(x(last) - x(first), 2), 3, "even")]
    shapes.append(svg_shapes.ticks((x(f"{month}-15") for month in changes), 1, _HEIGHT - 2, "seen"))
    return svg_shapes.render_hidden_svg(shapes, (width, _HEIGHT))
