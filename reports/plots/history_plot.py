"""Draw a policy's history: what was seen when, what changed in between and how much, and where nothing is known.

Pure: plain values in, shapes out. A change is drawn as wide as the period in which it may have happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.reports.plots.time_axes import Axis, draw_time_axis, time_axis
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import iso_date

# Units: the height of the title above each row, the heights of the rows, and the space below each.
_TITLE, _CHANGES, _BAR, _TICK, _SPACE = 15, 60, 20, 12, 10
_MIN_WIDTH = 3  # units; a narrower bar cannot be seen


@dataclass(frozen=True, slots=True)
class VersionBar:
    """One version: its first and last capture (14 digits), its length, and its LIX where that is defined.

    *silent* says which captures between the two do not show it, or is "".
    """

    number: int
    first: str
    last: str
    words: int = 0
    lix: float | None = None
    silent: str = ""


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """One revision: the two captures that it lies between (14 digits), and how many words were added and removed."""

    earliest: str
    latest: str
    inserted: int
    deleted: int
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A period in which no capture shows the text, and the reason as far as it is known."""

    first: str
    last: str
    reason: str


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date that the text states for itself: its timestamp, and the words as a tooltip."""

    timestamp: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class History:
    """The content of the picture, oldest first.

    *seen* are the timestamps (14 digits) of captures that show the text, *unreadable* of those that show nothing.
    """

    title: str
    versions: tuple[VersionBar, ...]
    changes: tuple[ChangeBar, ...] = ()
    seen: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    dates: tuple[DateMark, ...] = ()

    def axis(self, width: float) -> Axis:
        """Return the time axis that includes every capture."""
        times = [
            *self.seen,
            *self.unreadable,
            *(bar.first for bar in self.versions),
            *(bar.last for bar in self.versions),
        ]
        return time_axis(min(times), max(times), width)


def draw(history: History, width: float) -> tuple[list[Shape], float]:
    """Return the shapes of *history*, *width* units wide, and their height."""
    axis = history.axis(width)
    rows = [
        ("Words in (up) and out (down)", _CHANGES, _changes(history, axis)),
        ("Versions; dashed: not known which", _BAR, _versions(history, axis)),
        ("Captures that show the text", _TICK, _marks(history.seen, axis, "seen")),
    ]
    if history.dates:
        rows.insert(2, ("Dates that the text states", _TICK, _date_marks(history.dates, axis)))
    if history.unreadable:
        rows.append(("Captures that show nothing", _TICK, _marks(history.unreadable, axis, "silent")))
    shapes, top = _stacked(rows)
    return [*draw_time_axis(axis, 0, top), *_gaps(history.gaps, axis, top), *shapes], top + 18


def render_plot(history: History, width: float, *, stylesheet: str = "") -> str:
    """Return the picture of *history* as SVG text."""
    shapes, height = draw(history, width)
    return svg_shapes.render_svg(
        shapes, (width, height), f"History of {history.title}", describe(history), stylesheet=stylesheet
    )


def describe(history: History) -> str:
    """Return a description of the picture for screen readers."""
    first, last = iso_date(history.versions[0].first), iso_date(history.versions[-1].last)
    gaps = (
        f" {counted(len(history.gaps), 'long period without a capture of it is', 'long periods without a capture of it are')} outlined."
        if history.gaps
        else ""
    )
    silent = (
        f" {counted(len(history.unreadable), 'capture shows', 'captures show')} nothing." if history.unreadable else ""
    )
    return (
        f"{counted(len(history.versions), 'version')} in {counted(len(history.seen), 'capture')}, seen from {first} to {last}; "
        f"{counted(len(history.changes), 'change')} between them.{silent}{gaps} The tables of the page list the same."
    )


def _stacked(rows: Sequence[tuple[str, int, list[Shape]]]) -> tuple[list[Shape], float]:
    """Return *rows* (title, height, shapes) below each other, and the height of all."""
    shapes: list[Shape] = []
    top = 4.0
    for title, height, row in rows:
        shapes.append(svg_shapes.text(0, top + 10, title, "name"))
        shapes.append(svg_shapes.translated(row, 0, top + _TITLE))
        top += _TITLE + height + _SPACE
    return shapes, top


def _changes(history: History, axis: Axis) -> list[Shape]:
    largest = max((max(bar.inserted, bar.deleted) for bar in history.changes), default=0) or 1
    half = _CHANGES / 2
    shapes: list[Shape] = [svg_shapes.line(0, half, axis.width, half, "base")]
    for bar in history.changes:
        x, width = _span(axis, bar.earliest, bar.latest)
        tooltip = f"Between {iso_date(bar.earliest)} and {iso_date(bar.latest)}: {bar.summary}"
        # The height grows with the square root, so that a change of one word is visible beside a rewritten policy.
        up, down = (half * sqrt(number / largest) for number in (bar.inserted, bar.deleted))
        if not bar.inserted and not bar.deleted:
            shapes.append(svg_shapes.rectangle(x, half - 1.5, width, 3, "quiet", tooltip))
        if bar.inserted:
            shapes.append(svg_shapes.rectangle(x, half - up, width, up, "inserted", tooltip))
        if bar.deleted:
            shapes.append(svg_shapes.rectangle(x, half, width, down, "deleted", tooltip))
    return shapes


def _versions(history: History, axis: Axis) -> list[Shape]:
    shapes: list[Shape] = []
    for before, after in pairwise(history.versions):
        start, stop = axis.x(before.last), axis.x(after.first)
        shapes.append(svg_shapes.line(start, _BAR / 2, stop, _BAR / 2, "unknown"))
    for bar in history.versions:
        x, width = _span(axis, bar.first, bar.last)
        tooltip = f"Version {bar.number}: seen from {iso_date(bar.first)} to {iso_date(bar.last)}, {counted(bar.words, 'word')}"
        tooltip += f"; {bar.silent}" if bar.silent else ""
        shapes.append(svg_shapes.rectangle(x, 0, width, _BAR, "odd" if bar.number % 2 else "even", tooltip))
        if width > 8 * len(str(bar.number)) + 4:
            css_class = "on-odd" if bar.number % 2 else "on-even"
            shapes.append(svg_shapes.text(x + width / 2, _BAR / 2 + 4, str(bar.number), css_class, middle=True))
    return shapes


def _marks(times: Sequence[str], axis: Axis, css_class: str) -> list[Shape]:
    return [svg_shapes.ticks((axis.x(time) for time in times), 0, _TICK, css_class)]


def _date_marks(dates: Sequence[DateMark], axis: Axis) -> list[Shape]:
    half = _TICK / 2
    return [svg_shapes.diamond(axis.x(date.timestamp), half, half - 1, "stated", date.tooltip) for date in dates]


def _gaps(gaps: Sequence[Gap], axis: Axis, height: float) -> list[Shape]:
    shapes = []
    for gap in gaps:
        x, width = _span(axis, gap.first, gap.last)
        tooltip = f"No capture shows the text between {iso_date(gap.first)} and {iso_date(gap.last)}: {gap.reason}"
        shapes.append(svg_shapes.rectangle(x, 0, width, height, "gap", tooltip))
    return shapes


def _span(axis: Axis, first: str, last: str) -> tuple[float, float]:
    """Return the position and the width of a period, never too narrow to be seen."""
    start, stop = axis.x(first), axis.x(last)
    return (start, stop - start) if stop - start >= _MIN_WIDTH else ((start + stop - _MIN_WIDTH) / 2, _MIN_WIDTH)
