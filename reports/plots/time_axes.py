"""From times to places on a picture: one axis of time, and the years or months that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.snapshots.model import parse_timestamp

# Units of a picture that a year's name and the space beside it need.
_NAME = 46


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time laid over *width* units."""

    start: datetime
    stop: datetime
    width: float

    def x(self, timestamp: str) -> float:
        """Return the place of 14 archive digits."""
        return self.at(parse_timestamp(timestamp))

    def at(self, time: datetime) -> float:
        """Return the place of *time*, within the picture."""
        share = (time - self.start) / (self.stop - self.start)
        return min(max(share, 0.0), 1.0) * self.width


def time_axis(first: str, last: str, width: float) -> Axis:
    """Return an axis from *first* to *last* (14 digits) with a little air on both sides."""
    start, stop = parse_timestamp(first), parse_timestamp(last)
    air = max((stop - start) / 50, timedelta(days=10))
    return Axis(start - air, stop + air, width)


def draw_time_axis(scale: Axis, top: float, height: float) -> list[Shape]:
    """Return the rules and the names of years, or of months where the time is short."""
    shapes: list[Shape] = []
    for time, name in _names(scale):
        x, half = scale.at(time), 3.3 * len(name)
        shapes.append(svg_shapes.line(x, top, x, top + height, "rule"))
        if half <= x <= scale.width - half:
            shapes.append(svg_shapes.text(x, top + height + 13, name, "small", middle=True))
    return shapes


def _names(scale: Axis) -> Iterator[tuple[datetime, str]]:
    months = max((scale.stop - scale.start).days / 30.4, 1)
    room = max(int(scale.width / _NAME), 2)
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120, 240) if months / step <= room), 480)
    number = scale.start.year * 12 + scale.start.month
    number += -(number - 1) % step if step < 12 else -(number - 1) % 12
    while step > 12 and ((number - 1) // 12) % (step // 12):
        number += 12
    while (time := datetime((number - 1) // 12, (number - 1) % 12 + 1, 1, tzinfo=UTC)) <= scale.stop:
        yield time, f"{time:%Y}" if step >= 12 else f"{time:%Y-%m}"
        number += step
