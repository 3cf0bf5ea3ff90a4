"""Draw a policy's history: what was seen when, what changed in between and how much, and where nothing is known.

Pure: plain values in, shapes out. The period in which a change may have happened is a light bracket; its size is a bar of
fixed width, so that a small change in a long period does not look like a large one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.plots.svg_shapes import Shape
from clausetrail.reports.plots.time_axes import Axis, draw_time_axis, time_axis
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import iso_date

# Units: the height of the title above each row, the heights of the rows, and the space below each.
_TITLE, _CHANGES, _BAR, _TICK, _SPACE = 15, 76, 20, 12, 10
_MIN_WIDTH = 3  # units; a narrower bar cannot be seen
_SIZE_WIDTH = 5  # units; the width of the bars for the size of a change
_CHARACTER = 6.0  # units; the width of a character of the reason of a gap


@dataclass(frozen=True, slots=True)
class VersionBar:
    """One version: its first and last capture (14 digits), its length, and its LIX where that is defined.

    *silent* says which captures between the two do not show it, or is "". *provisional*: no later capture confirms it.
    """

    number: int
    first: str
    last: str
    words: int = 0
    lix: float | None = None
    silent: str = ""
    provisional: bool = False


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
class TransientBar:
    """A text that appeared and disappeared within a version: its first and last capture (14 digits), and a tooltip."""

    first: str
    last: str
    tooltip: str


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
    transients: tuple[TransientBar, ...] = ()

    def axis(self, width: float) -> Axis:
        """Return the time axis that includes every capture."""
        times = [
            *self.seen,
            *self.unreadable,
            *(bar.first for bar in self.versions),
            *(bar.last for bar in self.versions),
        ]
        return time_axis(min(times), max(times), width)


_CHANGES_TITLE = "Words added (up) and removed (down), square-root scale; shaded: the change lies within this period"
_CHANGES_SHORT_TITLE = "Words added (up), removed (down)"


def draw(history: History, width: float) -> tuple[list[Shape], float]:
    """Return the shapes of *history*, *width* units wide, and their height."""
    axis = history.axis(width)
    rows = [
        (_CHANGES_TITLE if width >= 500 else _CHANGES_SHORT_TITLE, _CHANGES, _changes(history, axis)),
        ("Versions; dashed: not known which", _BAR, _versions(history, axis)),
        ("Captures that show the text", _TICK, _marks(history.seen, axis, "seen")),
    ]
    if history.gaps:
        rows.insert(2, ("Periods without a capture of the text", _TICK + 4, _gap_reasons(history.gaps, axis)))
    if history.transients:
        rows.insert(2, ("Texts that appeared and disappeared", _TICK, _transients(history.transients, axis)))
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
    brief = len(history.transients) + sum(bar.provisional for bar in history.versions)
    transient = f" {counted(brief, 'text')} may be or {'was' if brief == 1 else 'were'} temporary." if brief else ""
    return (
        f"{counted(len(history.versions), 'version')} in {counted(len(history.seen), 'capture')}, seen from {first} to {last}; "
        f"{counted(len(history.changes), 'change')} between them.{transient}{silent}{gaps} The tables of the page list the same."
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
    limit = size_limit(max((max(bar.inserted, bar.deleted) for bar in history.changes), default=0))
    half = _CHANGES / 2
    shapes: list[Shape] = []
    for bar in history.changes:
        x, width = _span(axis, bar.earliest, bar.latest)
        tooltip = _size_tooltip(bar)
        shapes.append(svg_shapes.rectangle(x, 0, width, _CHANGES, "interval", tooltip))
        shapes += [svg_shapes.line(end, half - 6, end, half + 6, "bracket") for end in (x, x + width)]
        shapes.append(svg_shapes.line(x, half, x + width, half, "bracket"))
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        y = half - half * share
        shapes.append(svg_shapes.line(0, y, axis.width, y, "rule" if share else "base"))
    for bar in history.changes:
        start, width = _span(axis, bar.earliest, bar.latest)
        middle, tooltip = start + width / 2, _size_tooltip(bar)
        left, wide = middle - min(width, _SIZE_WIDTH) / 2, min(width, _SIZE_WIDTH)
        # The height grows with the square root, so that a change of one word is visible beside a rewritten policy.
        up, down = (half * sqrt(number / limit) for number in (bar.inserted, bar.deleted))
        if not bar.inserted and not bar.deleted:
            shapes.append(svg_shapes.rectangle(left, half - 1.5, wide, 3, "quiet", tooltip))
        if bar.inserted:
            shapes.append(svg_shapes.rectangle(left, half - up, wide, up, "inserted", tooltip))
        if bar.deleted:
            shapes.append(svg_shapes.rectangle(left, half, wide, down, "deleted", tooltip))
    for share, down in ((-1.0, -3), (-0.5, 4), (0.0, 4), (0.5, 4), (1.0, 9)):
        label = f"{round(limit * share * share):,}"
        label = ("+" if share > 0 else "\N{MINUS SIGN}" if share else "") + label
        shapes.append(svg_shapes.text(axis.width, half - half * share + down, label, "scale", end=True))
    return shapes


def size_limit(largest: int) -> int:
    """Return the number of words at both ends of the axis: four times a round number, and not below *largest*.

    On a square-root scale, a quarter of it is at half the height, so both labels are whole numbers.
    """
    quarter = max(1, ceil(largest / 4))
    power: int = 10 ** (len(str(quarter)) - 1)
    return 4 * next(power * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if power * step >= quarter)


def _size_tooltip(bar: ChangeBar) -> str:
    sizes = f"{counted(bar.inserted, 'word')} added, {counted(bar.deleted, 'word')} removed"
    return f"Between {iso_date(bar.earliest)} and {iso_date(bar.latest)}: {bar.summary}; {sizes}"


def _transients(transients: Sequence[TransientBar], axis: Axis) -> list[Shape]:
    return [
        svg_shapes.rectangle(*_edges(axis, bar.first, bar.last, 0, _TICK), "transient", bar.tooltip)
        for bar in transients
    ]


def _edges(axis: Axis, first: str, last: str, top: float, height: float) -> tuple[float, float, float, float]:
    x, width = _span(axis, first, last)
    return x, top, width, height


def _gap_reasons(gaps: Sequence[Gap], axis: Axis) -> list[Shape]:
    """Return the reason of each gap as text where it is wide enough, shortened with an ellipsis; the page lists all in full."""
    shapes: list[Shape] = []
    for gap in gaps:
        x, width = _span(axis, gap.first, gap.last)
        space = int((width - 4) / _CHARACTER)
        words = gap.reason if len(gap.reason) <= space else f"{gap.reason[: space - 1].rstrip()}…" if space > 8 else ""
        shapes.append(svg_shapes.rectangle(x, 0, width, _TICK + 2, "gap", _gap_tooltip(gap)))
        if words:
            shapes.append(svg_shapes.text(x + 3, 10, words, "small"))
    return shapes


def _gap_tooltip(gap: Gap) -> str:
    return f"No capture shows the text between {iso_date(gap.first)} and {iso_date(gap.last)}: {gap.reason}"


def _versions(history: History, axis: Axis) -> list[Shape]:
    shapes: list[Shape] = []
    for before, after in pairwise(history.versions):
        start, stop = axis.x(before.last), axis.x(after.first)
        shapes.append(svg_shapes.line(start, _BAR / 2, stop, _BAR / 2, "unknown"))
    for bar in history.versions:
        x, width = _span(axis, bar.first, bar.last)
        tooltip = f"Version {bar.number}: seen from {iso_date(bar.first)} to {iso_date(bar.last)}, {counted(bar.words, 'word')}"
        tooltip += f"; {bar.silent}" if bar.silent else ""
        tooltip += "; provisional: it may be temporary" if bar.provisional else ""
        side = "provisional" if bar.provisional else "odd" if bar.number % 2 else "even"
        shapes.append(svg_shapes.rectangle(x, 0, width, _BAR, side, tooltip))
        label = f"Version {bar.number}" if width > 60 else str(bar.number)
        if width > 8 * len(label) + 4:
            shapes.append(svg_shapes.text(x + width / 2, _BAR / 2 + 4, label, f"on-{side}", middle=True))
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
        shapes.append(svg_shapes.rectangle(x, 0, width, height, "gap", _gap_tooltip(gap)))
    return shapes


def _span(axis: Axis, first: str, last: str) -> tuple[float, float]:
    """Return the position and the width of a period, never too narrow to be seen."""
    start, stop = axis.x(first), axis.x(last)
    return (start, stop - start) if stop - start >= _MIN_WIDTH else ((start + stop - _MIN_WIDTH) / 2, _MIN_WIDTH)
