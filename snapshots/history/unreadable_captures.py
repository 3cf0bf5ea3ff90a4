"""Captures that show nothing of the policy, each with the reason: so that a timeline can say why it does not know.

Pure: no store, no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clausetrail.snapshots.model import Capture, Observation, repair_timestamp


@dataclass(frozen=True, slots=True)
class UnreadableCapture:
    """One capture that neither makes nor ends a clause, and why."""

    capture: Capture
    reason: str


def unreadable_captures(
    sightings: Iterable[Observation], verdicts: Mapping[int, str], answers: Mapping[int, str]
) -> Iterator[UnreadableCapture]:
    """Yield the captures of *sightings* that show nothing, in their order.

    *verdicts* says what the captures that were read turned out to be, *answers* what the archive last answered for
    those that it did not play, both by the number of the capture.
    """
    for sighting in sightings:
        if sighting.fingerprint is None:
            yield UnreadableCapture(sighting.capture, _reason(sighting.capture, verdicts, answers))


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


def reasons_between(found: Iterable[UnreadableCapture], after: str, before: str) -> str:
    """Return the reasons of the silences between two timestamps with their counts, or "": "archived error 404 (2x)"."""
    counts = Counter(
        silence.reason for silence in found if after < repair_timestamp(silence.capture.timestamp) < before
    )
    return ", ".join(f"{reason} ({count}x)" if count > 1 else reason for reason, count in sorted(counts.items()))
