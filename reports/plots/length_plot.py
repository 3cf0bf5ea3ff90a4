"""The picture of how long a policy was over time, and how hard to read. Pure: plain values in, shapes out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.history_plot import History
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.reports.plots.time_axes import Axis, draw_time_axis
from clausetrail.snapshots.model import iso_date

_HEIGHT = 84.0
_NAME = 18.0

Point = tuple[str, str, float]  # seen from, seen to, how much


def draw(history: History, width: float) -> tuple[list[Shape], float]:
    """Return the shapes of both courses over *width* units, and how high they stand."""
    scale = history.axis(width)
    lengths = [(stay.first, stay.last, float(stay.words)) for stay in history.stays]
    shapes = _course("Length in words", lengths, scale)
    height = _NAME + _HEIGHT + 26
    reading = [(stay.first, stay.last, stay.lix) for stay in history.stays if stay.lix is not None]
    if reading:
        shapes.append(svg_shapes.translated(_course("Readability, LIX: higher is harder", reading, scale), 0, height))
        height *= 2
    return shapes, height


def render_plot(history: History, width: float, *, alone: str = "") -> str:
    """Return the picture of both courses as SVG."""
    shapes, height = draw(history, width)
    title = f"Length and readability of {history.title}"
    return svg_shapes.render_svg(shapes, (width, height), title, describe(history), alone=alone)


def describe(history: History) -> str:
    """Return in words what the picture shows."""
    lengths = [stay.words for stay in history.stays]
    first, last = history.stays[0], history.stays[-1]
    return (
        f"{first.words} words when first seen on {iso_date(first.first)}, {last.words} when last seen on {iso_date(last.last)}; "
        f"between {min(lengths)} and {max(lengths)}. The table of versions holds each."
    )


def _course(name: str, points: Sequence[Point], scale: Axis) -> list[Shape]:
    top = _nice(max(value for *_, value in points))

    def y(value: float) -> float:
        return _NAME + 4 + _HEIGHT * (1 - value / top)

    shapes = [*draw_time_axis(scale, _NAME + 4, _HEIGHT), svg_shapes.text(0, 11, name, "name")]
    for value in (0.0, top / 2, top):
        shapes.append(svg_shapes.line(0, y(value), scale.width, y(value), "rule"))
        shapes.append(svg_shapes.text(scale.width, y(value) - 3, f"{value:,.0f}", "small", end=True))
    for (_, end, old), (start, _, new) in pairwise(points):
        shapes.append(svg_shapes.line(scale.x(end), y(old), scale.x(start), y(new), "unknown"))
    for first, last, value in points:
        x, x2 = scale.x(first), scale.x(last)
        told = f"{value:,.0f}, from {iso_date(first)} to {iso_date(last)}"
        shapes.append(svg_shapes.rectangle(x - 1.5, y(value) - 1.5, max(x2 - x, 0) + 3, 3, "course", told))
    return shapes


def _nice(largest: float) -> float:
    """Return a round number not below *largest*: twice 1, 2 or 5 times a power of ten reads well on an axis."""
    power = 1.0
    while power * 10 < largest:
        power *= 10
    return next((power * step for step in (1, 2, 3, 4, 5, 6, 8) if power * step >= largest), power * 10)
