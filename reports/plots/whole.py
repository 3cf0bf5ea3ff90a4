"""All pictures of a policy in one, to stand alone: with its style inside, on a ground of its own. Pure."""

from __future__ import annotations

from clausetrail.reports.plots import courses, policy_plots, svg
from clausetrail.reports.plots.policy_plots import History

_MARGIN = 16.0
_TITLE = 26.0


def picture(drawn: History, width: float) -> str:
    """Return the history, the length and the readability of a policy as one SVG of *width* units."""
    inner = width - 2 * _MARGIN
    upper, height = policy_plots.drawn(drawn, inner)
    lower, rest = courses.drawn(drawn, inner)
    whole = _MARGIN + _TITLE + height + _MARGIN + rest
    shapes = [
        svg.rectangle(0, 0, width, whole, "ground"),
        svg.words(_MARGIN, _MARGIN + 10, drawn.title, "title"),
        svg.placed(upper, _MARGIN, _MARGIN + _TITLE),
        svg.placed(lower, _MARGIN, _MARGIN + _TITLE + height + _MARGIN),
    ]
    told = f"{policy_plots.described(drawn)} {courses.described(drawn)}"
    return svg.picture(shapes, (width, whole), f"History of {drawn.title}", told, alone=svg.style())
