"""Draw all pictures of a policy as one SVG for use outside the site: with its style sheet and a background."""

from __future__ import annotations

from clausetrail.reports.plots import history_plot, length_plot, svg_shapes
from clausetrail.reports.plots.history_plot import History

# Units around and between the pictures, and the height of the title.
_MARGIN = 16.0
_TITLE = 26.0


def render_plot(history: History, width: float) -> str:
    """Return the history, the length and the readability of a policy as one SVG, *width* units wide."""
    inner = width - 2 * _MARGIN
    upper, upper_height = history_plot.draw(history, inner)
    lower, lower_height = length_plot.draw(history, inner)
    total_height = _MARGIN + _TITLE + upper_height + _MARGIN + lower_height
    shapes = [
        svg_shapes.rectangle(0, 0, width, total_height, "ground"),
        svg_shapes.text(_MARGIN, _MARGIN + 10, history.title, "title"),
        svg_shapes.translated(upper, _MARGIN, _MARGIN + _TITLE),
        svg_shapes.translated(lower, _MARGIN, _MARGIN + _TITLE + upper_height + _MARGIN),
    ]
    description = f"{history_plot.describe(history)} {length_plot.describe(history)}"
    return svg_shapes.render_svg(
        shapes, (width, total_height), f"History of {history.title}", description, stylesheet=svg_shapes.style()
    )
