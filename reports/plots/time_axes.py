"""Map times to horizontal positions, and draw a time axis with rules and labels for years or months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.snapshots.model import parse_timestamp

# Width, in units of the picture, of the label of a year and the space beside it.
_LABEL_WIDTH = 46
# Steps between labels, in months.
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_LARGEST_STEP = 480


@dataclass(frozen=True, slots=True)
class Axis:
    """A period of time that is *width* units wide."""

    start: datetime
    stop: datetime
    width: float

    def x(self, timestamp: str) -> float:
        """Return the position of a timestamp of 14 digits."""
        return self.at(parse_timestamp(timestamp))

    def at(self, time: datetime) -> float:
        """Return the position of *time*, clamped to the picture."""
        share = (time - self.start) / (self.stop - self.start)
        return min(max(share, 0.0), 1.0) * self.width


def time_axis(first: str, last: str, width: float) -> Axis:
    """Return an axis from *first* to *last* (14 digits) with a margin on both sides: a fiftieth, at least ten days."""
    start, stop = parse_timestamp(first), parse_timestamp(last)
    margin = max((stop - start) / 50, timedelta(days=10))
    return Axis(start - margin, stop + margin, width)


def draw_time_axis(axis: Axis, top: float, height: float) -> list[Shape]:
    """Return upright rules with labels below them: of years, or of months where the period is short."""
    shapes: list[Shape] = []
    for time, label in _labels(axis):
        x, half = axis.at(time), 3.3 * len(label)  # half the width of the label: a character is 6.6 units wide
        shapes.append(svg_shapes.line(x, top, x, top + height, "rule"))
        if half <= x <= axis.width - half:
            shapes.append(svg_shapes.text(x, top + height + 13, label, "small", middle=True))
    return shapes


def _labels(axis: Axis) -> Iterator[tuple[datetime, str]]:
    """Yield the times that get a label, with it: as many as have space, at the first month of a step or the first year."""
    months = max((axis.stop - axis.start).days / 30.4, 1)
    most = max(int(axis.width / _LABEL_WIDTH), 2)
    step = next((step for step in _STEPS if months / step <= most), _LARGEST_STEP)
    number = axis.start.year * 12 + axis.start.month  # months since the year 0
    number += -(number - 1) % step if step < 12 else -(number - 1) % 12
    while step > 12 and ((number - 1) // 12) % (step // 12):
        number += 12
    while (time := datetime((number - 1) // 12, (number - 1) % 12 + 1, 1, tzinfo=UTC)) <= axis.stop:
        yield time, f"{time:%Y}" if step >= 12 else f"{time:%Y-%m}"
        number += step
