"""List the captures that do not show the policy, each with the reason, so that a timeline can explain its gaps.

Pure: no store, no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clausetrail.snapshots.model import Capture, Observation, repair_timestamp


@dataclass(frozen=True, slots=True)
class UnreadableCapture:
    """One capture that neither begins nor ends a clause, and why."""

    capture: Capture
    reason: str


def unreadable_captures(
    observations: Iterable[Observation], verdicts: Mapping[int, str], answers: Mapping[int, str]
) -> Iterator[UnreadableCapture]:
    """Yield the captures of *observations* that do not show the policy, in their order.

    *verdicts* holds what the captures that were read turned out to show, *answers* the last answer of the archive for
    those that it did not play, both by the number of the capture.
    """
    for observation in observations:
        if observation.fingerprint is None:
            yield UnreadableCapture(observation.capture, _reason(observation.capture, verdicts, answers))


def _reason(capture: Capture, verdicts: Mapping[int, str], answers: Mapping[int, str]) -> str:
    number = capture.id or 0
    if number in verdicts:
        return verdicts[number]
    if number in answers:
        return answers[number]
    status = capture.statuscode
    if status is not None and status != 200:
        return "archived redirect" if 300 <= status < 400 else f"archived error {status}"
    return "not fetched"


def reasons_between(captures: Iterable[UnreadableCapture], after: str, before: str) -> str:
    """Return the reasons of *captures* between two timestamps with their counts, or "": "archived error 404 (2x)"."""
    counts = Counter(one.reason for one in captures if after < repair_timestamp(one.capture.timestamp) < before)
    return ", ".join(f"{reason} ({count}x)" if count > 1 else reason for reason, count in sorted(counts.items()))
