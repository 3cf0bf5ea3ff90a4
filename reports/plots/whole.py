"""All pictures of a policy in one, to stand alone: with its style inside, on a ground of its own. Pure."""

from __future__ import annotations

from reports.plots import courses, drawing, history
from reports.plots.history import History

_MARGIN = 16.0
_TITLE = 26.0


def picture(drawn: History, width: float) -> str:
    """Return the history, the length and the readability of a policy as one SVG of *width* units."""
    inner = width - 2 * _MARGIN
    upper, height = history.drawn(drawn, inner)
    lower, rest = courses.drawn(drawn, inner)
    whole = _MARGIN + _TITLE + height + _MARGIN + rest
    shapes = [
        drawing.rectangle(0, 0, width, whole, "ground"),
        drawing.words(_MARGIN, _MARGIN + 10, drawn.title, "title"),
        drawing.placed(upper, _MARGIN, _MARGIN + _TITLE),
        drawing.placed(lower, _MARGIN, _MARGIN + _TITLE + height + _MARGIN),
    ]
    told = f"{history.described(drawn)} {courses.described(drawn)}"
    return drawing.picture(shapes, (width, whole), f"History of {drawn.title}", told, alone=drawing.style())
