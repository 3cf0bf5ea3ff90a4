"""List the captures that do not show the policy, each with the reason, so that a timeline can explain its gaps.

Pure: no store, no clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clausetrail.snapshots.model import Capture, Observation, Verdict, Version, repair_timestamp

# The reason of a capture that nobody has looked at: it may show the policy or not.
NOT_FETCHED = "not fetched"
# The reasons of captures that read well by themselves.
_LEFT_OUT = frozenset({Verdict.OTHER_DOCUMENT, Verdict.OTHER_LANGUAGE, Verdict.TRUNCATED})


@dataclass(frozen=True, slots=True)
class UnreadableCapture:
    """One capture that neither begins nor ends a clause, and why; *detail* is the evidence, or "" where there is none."""

    capture: Capture
    reason: str
    detail: str = ""

    @property
    def at(self) -> str:
        """The time as 14 digits that sort."""
        return repair_timestamp(self.capture.timestamp)


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """The captures of one reason, oldest first: their times (14 digits that sort) and the details of each."""

    reason: str
    times: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def detail(self) -> str:
        """The detail that all of them share, or ""."""
        return self.details[0] if len({*self.details}) == 1 else ""


@dataclass(frozen=True, slots=True)
class UnreadableByVersion:
    """Captures that do not show the policy, by their place among its versions; each of them is in one place.

    *before* are older than the first version, *after* newer than the last. *inside* holds by the number of a version those
    from its first to its last capture, *between* by the number of the later one those between two versions. Where there is
    no version, all are *before*.
    """

    before: tuple[UnreadableCapture, ...] = ()
    inside: Mapping[int, tuple[UnreadableCapture, ...]] = field(default_factory=dict)
    between: Mapping[int, tuple[UnreadableCapture, ...]] = field(default_factory=dict)
    after: tuple[UnreadableCapture, ...] = ()


def unreadable_captures(
    observations: Iterable[Observation],
    verdicts: Mapping[int, str],
    answers: Mapping[int, str],
    details: Mapping[int, str] | None = None,
) -> Iterator[UnreadableCapture]:
    """Yield the captures of *observations* that do not show the policy, in their order.

    *verdicts* holds what the captures that were read turned out to show and *details* the evidence for it, *answers* the
    last answer of the archive for those that it did not play, all by the number of the capture.
    """
    for observation in observations:
        if observation.fingerprint is None:
            capture = observation.capture
            detail = (details or {}).get(capture.id or 0, "")
            yield UnreadableCapture(capture, _reason(capture, verdicts, answers), detail)


def _reason(capture: Capture, verdicts: Mapping[int, str], answers: Mapping[int, str]) -> str:
    number = capture.id or 0
    if number in verdicts:
        return verdicts[number]
    if number in answers:
        return answers[number]
    status = capture.statuscode
    if status is not None and status != 200:
        return "archived redirect" if 300 <= status < 400 else f"archived error {status}"
    return NOT_FETCHED


def arrange_by_version(captures: Iterable[UnreadableCapture], versions: Sequence[Version]) -> UnreadableByVersion:
    """Return *captures* by their place among *versions*, which are oldest first; the order of *captures* is kept."""
    firsts = [repair_timestamp(version.first.timestamp) for version in versions]
    lasts = [repair_timestamp(version.last.timestamp) for version in versions]
    before: list[UnreadableCapture] = []
    after: list[UnreadableCapture] = []
    inside: dict[int, list[UnreadableCapture]] = {}
    between: dict[int, list[UnreadableCapture]] = {}
    for one in captures:
        number = bisect_right(firsts, one.at)  # of the newest version that is not younger
        if not number:
            before.append(one)
        elif one.at <= lasts[number - 1]:
            inside.setdefault(number, []).append(one)
        elif number < len(firsts):
            between.setdefault(number + 1, []).append(one)
        else:
            after.append(one)
    return UnreadableByVersion(
        tuple(before),
        {number: tuple(found) for number, found in inside.items()},
        {number: tuple(found) for number, found in between.items()},
        tuple(after),
    )


@dataclass(frozen=True, slots=True)
class CaptureCounts:
    """How many captures show a *version*, how many a *transient* text, how many *nothing*, how many nobody has looked at.

    Together these are all captures of the policy that are known.
    """

    version: int
    transient: int
    nothing: int
    unread: int

    @property
    def readable(self) -> int:
        """The number of captures that show a text of the policy."""
        return self.version + self.transient

    @property
    def listed(self) -> int:
        """The number of all captures."""
        return self.readable + self.nothing + self.unread


def count_captures(versions: Iterable[Version], unreadable: Iterable[UnreadableCapture]) -> CaptureCounts:
    """Return the counts of the captures of *versions* and of those that are *unreadable*."""
    shown = [(version.sightings, sum(text.sightings for text in version.faces)) for version in versions]
    unread = [one.reason == NOT_FETCHED for one in unreadable]
    return CaptureCounts(
        sum(own for own, _ in shown), sum(transient for _, transient in shown), unread.count(False), unread.count(True)
    )


def group_by_reason(captures: Iterable[UnreadableCapture]) -> list[ReasonGroup]:
    """Return *captures* by reason, the reason of the oldest capture first."""
    groups: dict[str, list[UnreadableCapture]] = {}
    for one in sorted(captures, key=lambda found: found.at):
        groups.setdefault(one.reason, []).append(one)
    return [
        ReasonGroup(reason, tuple(one.at for one in found), tuple(one.detail for one in found))
        for reason, found in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The captures that read well and were left out for one *reason*: how many, and their share of all that read well."""

    reason: str
    captures: int
    share: float
    first: str
    last: str


def left_out(captures: Iterable[UnreadableCapture], readable: int) -> list[LeftOut]:
    """Return which of *captures* read well and were left out beside their neighbours in time, the most first.

    *readable* is the number of captures that show a text of the policy. A reader must know how much of a history the
    timeline does not rest on.
    """
    groups = [group for group in group_by_reason(captures) if group.reason in _LEFT_OUT]
    whole = readable + sum(len(group.times) for group in groups)
    found = [
        LeftOut(group.reason, len(group.times), round(len(group.times) / whole, 3), group.times[0], group.times[-1])
        for group in groups
    ]
    return sorted(found, key=lambda one: (-one.captures, one.reason))


def reason_counts(captures: Iterable[UnreadableCapture]) -> str:
    """Return the reasons of *captures* with their counts, in the order of the alphabet: "archived error 404 (2x), wall"."""
    counts = Counter(one.reason for one in captures)
    return ", ".join(f"{reason} ({count}x)" if count > 1 else reason for reason, count in sorted(counts.items()))


def reasons_between(captures: Iterable[UnreadableCapture], after: str, before: str) -> str:
    """Return the reasons of *captures* between two timestamps with their counts, or "": "archived error 404 (2x)"."""
    return reason_counts(one for one in captures if after < one.at < before)
