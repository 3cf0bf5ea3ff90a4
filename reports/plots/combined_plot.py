"""All pictures of a policy in one, to stand alone: with its style inside, on a ground of its own. Pure."""

from __future__ import annotations

from clausetrail.reports.plots import history_plot, length_plot, svg_shapes
from clausetrail.reports.plots.history_plot import History

_MARGIN = 16.0
_TITLE = 26.0


def render_plot(drawn: History, width: float) -> str:
    """Return the history, the length and the readability of a policy as one SVG of *width* units."""
    inner = width - 2 * _MARGIN
    upper, height = history_plot.draw(drawn, inner)
    lower, rest = length_plot.draw(drawn, inner)
    whole = _MARGIN + _TITLE + height + _MARGIN + rest
    shapes = [
        svg_shapes.rectangle(0, 0, width, whole, "ground"),
        svg_shapes.text(_MARGIN, _MARGIN + 10, drawn.title, "title"),
        svg_shapes.translated(upper, _MARGIN, _MARGIN + _TITLE),
        svg_shapes.translated(lower, _MARGIN, _MARGIN + _TITLE + height + _MARGIN),
    ]
    told = f"{history_plot.describe(drawn)} {length_plot.describe(drawn)}"
    return svg_shapes.render_svg(shapes, (width, whole), f"History of {drawn.title}", told, alone=svg_shapes.style())
