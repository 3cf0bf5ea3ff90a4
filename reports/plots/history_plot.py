"""The picture of a policy's history: what was seen when, what changed in between and how much, and where nothing is known.

Pure: plain values in, shapes out. A change is drawn as wide as the time in which it may have happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.reports.plots.time_axes import Axis, draw_time_axis, time_axis
from clausetrail.snapshots.model import iso_date

# Units: heights of the rows, and of the words above each.
_NAME, _CHANGES, _BAR, _TICK, _SPACE = 15, 60, 20, 12, 10
_LEAST = 3  # a bar narrower than this cannot be seen


@dataclass(frozen=True, slots=True)
class VersionBar:
    """One version as the picture sees it: from when to when it was seen."""

    number: int
    first: str
    last: str
    words: int = 0
    lix: float | None = None


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """One revision as the picture sees it: between which times, and how many words went in and out."""

    earliest: str
    latest: str
    inserted: int
    deleted: int
    told: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which no capture shows the text, and why, as far as is known."""

    first: str
    last: str
    reason: str


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date that the text states of itself: a time, and the words."""

    timestamp: str
    told: str


@dataclass(frozen=True, slots=True)
class History:
    """All that the picture shows, oldest first. *seen* and *silent* are times of captures, in 14 digits."""

    title: str
    stays: tuple[VersionBar, ...]
    shifts: tuple[ChangeBar, ...] = ()
    seen: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    stated: tuple[DateMark, ...] = ()

    def axis(self, width: float) -> Axis:
        """Return the axis of time that takes in every capture."""
        times = [*self.seen, *self.silent, *(stay.first for stay in self.stays), *(stay.last for stay in self.stays)]
        return time_axis(min(times), max(times), width)


def draw(history: History, width: float) -> tuple[list[Shape], float]:
    """Return the shapes of *history* over *width* units, and how high they stand."""
    scale = history.axis(width)
    rows = [
        ("Words in (up) and out (down)", _CHANGES, _shifts(history, scale)),
        ("Versions; dashed: not known which", _BAR, _stays(history, scale)),
        ("Captures that show the text", _TICK, _marks(history.seen, scale, "seen")),
    ]
    if history.stated:
        rows.insert(2, ("Dates that the text states", _TICK, _stated(history.stated, scale)))
    if history.silent:
        rows.append(("Captures that show nothing", _TICK, _marks(history.silent, scale, "silent")))
    shapes, top = _stacked(rows)
    return [*draw_time_axis(scale, 0, top), *_gaps(history.gaps, scale, top), *shapes], top + 18


def render_plot(history: History, width: float, *, alone: str = "") -> str:
    """Return the picture of *history* as SVG."""
    shapes, height = draw(history, width)
    return svg_shapes.render_svg(shapes, (width, height), f"History of {history.title}", describe(history), alone=alone)


def describe(history: History) -> str:
    """Return in words what the picture shows."""
    first, last = iso_date(history.stays[0].first), iso_date(history.stays[-1].last)
    gaps = f" {len(history.gaps)} long stretches without a capture of it are outlined." if history.gaps else ""
    silent = f" {len(history.silent)} captures show nothing." if history.silent else ""
    return (
        f"{len(history.stays)} versions in {len(history.seen)} captures, seen from {first} to {last}; "
        f"{len(history.shifts)} changes between them.{silent}{gaps} The tables of the page hold the same."
    )


def _stacked(rows: Sequence[tuple[str, int, list[Shape]]]) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    top = 4.0
    for name, height, row in rows:
        shapes.append(svg_shapes.text(0, top + 10, name, "name"))
        shapes.append(svg_shapes.translated(row, 0, top + _NAME))
        top += _NAME + height + _SPACE
    return shapes, top


def _shifts(history: History, scale: Axis) -> list[Shape]:
    largest = max((max(one.inserted, one.deleted) for one in history.shifts), default=0) or 1
    half = _CHANGES / 2
    shapes: list[Shape] = [svg_shapes.line(0, half, scale.width, half, "base")]
    for one in history.shifts:
        x, width = _span(scale, one.earliest, one.latest)
        told = f"Between {iso_date(one.earliest)} and {iso_date(one.latest)}: {one.told}"
        # By the root, so that one word beside a rewritten policy is still seen.
        up, down = (half * sqrt(number / largest) for number in (one.inserted, one.deleted))
        if not one.inserted and not one.deleted:
            shapes.append(svg_shapes.rectangle(x, half - 1.5, width, 3, "quiet", told))
        if one.inserted:
            shapes.append(svg_shapes.rectangle(x, half - up, width, up, "inserted", told))
        if one.deleted:
            shapes.append(svg_shapes.rectangle(x, half, width, down, "deleted", told))
    return shapes


def _stays(history: History, scale: Axis) -> list[Shape]:
    shapes: list[Shape] = []
    for before, after in pairwise(history.stays):
        start, stop = scale.x(before.last), scale.x(after.first)
        shapes.append(svg_shapes.line(start, _BAR / 2, stop, _BAR / 2, "unknown"))
    for stay in history.stays:
        x, width = _span(scale, stay.first, stay.last)
        told = f"Version {stay.number}: seen from {iso_date(stay.first)} to {iso_date(stay.last)}, {stay.words} words"
        shapes.append(svg_shapes.rectangle(x, 0, width, _BAR, "odd" if stay.number % 2 else "even", told))
        if width > 8 * len(str(stay.number)) + 4:
            look = "on-odd" if stay.number % 2 else "on-even"
            shapes.append(svg_shapes.text(x + width / 2, _BAR / 2 + 4, str(stay.number), look, middle=True))
    return shapes


def _marks(times: Sequence[str], scale: Axis, look: str) -> list[Shape]:
    return [svg_shapes.ticks((scale.x(time) for time in times), 0, _TICK, look)]


def _stated(dates: Sequence[DateMark], scale: Axis) -> list[Shape]:
    half = _TICK / 2
    return [svg_shapes.diamond(scale.x(one.timestamp), half, half - 1, "stated", one.told) for one in dates]


def _gaps(gaps: Sequence[Gap], scale: Axis, height: float) -> list[Shape]:
    shapes = []
    for gap in gaps:
        x, width = _span(scale, gap.first, gap.last)
        told = f"No capture shows the text between {iso_date(gap.first)} and {iso_date(gap.last)}: {gap.reason}"
        shapes.append(svg_shapes.rectangle(x, 0, width, height, "gap", told))
    return shapes


def _span(scale: Axis, first: str, last: str) -> tuple[float, float]:
    """Return where a stretch begins and how wide it is, never too narrow to be seen."""
    start, stop = scale.x(first), scale.x(last)
    return (start, stop - start) if stop - start >= _LEAST else ((start + stop - _LEAST) / 2, _LEAST)
