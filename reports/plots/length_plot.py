"""Draw the length of a policy over time, and its readability. Pure: plain values in, shapes out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.history_plot import History
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.reports.plots.time_axes import Axis, draw_time_axis
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import iso_date

# Units: the height of a curve, and of the title above it.
_HEIGHT = 52.0
_TITLE = 18.0
# Units: from this width on, both curves are side by side, with this space between them.
_BESIDE, _SPACE = 600.0, 32.0

Segment = tuple[str, str, float]  # the first and the last capture (14 digits) that a value was seen in, and the value


def draw(history: History, width: float) -> tuple[list[Shape], float]:
    """Return the shapes of both curves, *width* units wide, and their height."""
    readable = any(bar.lix is not None for bar in history.versions)
    beside = readable and width >= _BESIDE
    axis = history.axis((width - _SPACE) / 2 if beside else width)
    lengths = [(bar.first, bar.last, float(bar.words)) for bar in history.versions]
    shapes = _curve("Length in words", lengths, axis)
    height = _TITLE + _HEIGHT + 26
    if not readable:
        return shapes, height
    readability = [(bar.first, bar.last, bar.lix) for bar in history.versions if bar.lix is not None]
    curve = _curve("Readability, LIX: higher is harder", readability, axis)
    shapes.append(svg_shapes.translated(curve, *((axis.width + _SPACE, 0) if beside else (0, height))))
    return shapes, height if beside else 2 * height


def render_plot(history: History, width: float, *, stylesheet: str = "") -> str:
    """Return both curves as SVG text."""
    shapes, height = draw(history, width)
    title = f"Length and readability of {history.title}"
    return svg_shapes.render_svg(shapes, (width, height), title, describe(history), stylesheet=stylesheet)


def describe(history: History) -> str:
    """Return a description of the picture for screen readers."""
    lengths = [bar.words for bar in history.versions]
    first, last = history.versions[0], history.versions[-1]
    return (
        f"{counted(first.words, 'word')} when first seen on {iso_date(first.first)}, {last.words} when last seen on {iso_date(last.last)}; "
        f"between {min(lengths)} and {max(lengths)}. The table of versions lists each."
    )


def _curve(title: str, segments: Sequence[Segment], axis: Axis) -> list[Shape]:
    """Return a titled curve: a bar for each segment, and a dashed line where it is not known when the value changed."""
    top = _axis_limit(max(value for *_, value in segments))

    def y(value: float) -> float:
        return _TITLE + 4 + _HEIGHT * (1 - value / top)

    shapes = [*draw_time_axis(axis, _TITLE + 4, _HEIGHT), svg_shapes.text(0, 11, title, "name")]
    for value in (0.0, top / 2, top):
        shapes.append(svg_shapes.line(0, y(value), axis.width, y(value), "rule"))
        shapes.append(svg_shapes.text(axis.width, y(value) - 3, f"{value:,.0f}", "small", end=True))
    for (_, end, old), (start, _, new) in pairwise(segments):
        shapes.append(svg_shapes.line(axis.x(end), y(old), axis.x(start), y(new), "unknown"))
    for first, last, value in segments:
        x, x2 = axis.x(first), axis.x(last)
        tooltip = f"{value:,.0f}, from {iso_date(first)} to {iso_date(last)}"
        shapes.append(svg_shapes.rectangle(x - 1.5, y(value) - 1.5, max(x2 - x, 0) + 3, 3, "course", tooltip))
    return shapes


def _axis_limit(largest: float) -> float:
    """Return a round number not below *largest*, so that it and its half are easy to read on an axis."""
    power = 1.0
    while power * 10 < largest:
        power *= 10
    return next((power * step for step in (1, 2, 3, 4, 5, 6, 8) if power * step >= largest), power * 10)
