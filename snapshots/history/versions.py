"""Assemble observations into versions: each text with its first and last capture. Pure: no store, no clock.

An observation without a text (not read, unreadable, a redirect) neither begins nor ends a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.model import (
    Capture,
    Observation,
    TransientText,
    Version,
    iso_date,
    parse_timestamp,
    repair_timestamp,
)

# Neighbouring observations of one text.
Spell = Sequence[Observation]


def assemble_versions(observations: Iterable[Observation]) -> tuple[Version, ...]:
    """Return the versions that *observations* show, oldest first; the order of arrival does not matter.

    Neighbouring versions never read alike. A text that appears for a while only is a transient text of the version that
    lasts; one that is present again after another has lasted makes a version of its own.
    """
    readable = sorted((observation for observation in observations if observation.fingerprint), key=_time_order)
    spells = [list(spell) for _, spell in groupby(readable, key=lambda observation: observation.fingerprint)]
    runs = [_run(spell) for spell in spells]
    periods = flaps.stable_periods(runs)
    last = len(periods)
    return tuple(
        _version(number, period, spells, candidate=number == last and flaps.is_candidate(runs, period))
        for number, period in enumerate(periods, start=1)
    )


def _run(spell: Spell) -> flaps.Run:
    first, last = (parse_timestamp(end.capture.timestamp) for end in (spell[0], spell[-1]))
    return flaps.Run(spell[0].fingerprint or "", first, last, len(spell))


def _version(number: int, period: flaps.StablePeriod, spells: Sequence[Spell], *, candidate: bool) -> Version:
    by_text: dict[str, list[Spell]] = {}
    for spell in spells[period.start : period.stop]:
        by_text.setdefault(spell[0].fingerprint or "", []).append(spell)
    own = _text(by_text.pop(period.fingerprint))
    transient = tuple(_text(others) for others in by_text.values())
    return Version(number, own.fingerprint, own.text, own.first, own.last, own.sightings, transient, candidate)


def _text(spells: Sequence[Spell]) -> TransientText:
    first, last = spells[0][0], spells[-1][-1]
    assert first.fingerprint is not None
    assert first.text is not None
    seen = sum(len(spell) for spell in spells)
    return TransientText(first.fingerprint, first.text, first.capture, last.capture, seen, len(spells))


def _time_order(observation: Observation) -> tuple[str, str, str]:
    capture = observation.capture
    return repair_timestamp(capture.timestamp), capture.original, capture.digest


def seen_on(version: Version) -> str:
    """Return when *version* was seen, by the days of its first and last capture only: nothing is known beyond them."""
    return f"present on {first_and_last_day(version.first, version.last)}"


def first_and_last_day(first: Capture, last: Capture) -> str:
    """Return the days of two captures, and of nothing between them: "2012-10-23 and 2014-06-19", or one day."""
    days = dict.fromkeys((iso_date(first.timestamp), iso_date(last.timestamp)))
    return " and ".join(days)


def between_dates(before: Version, after: Version) -> str:
    """Return when a revision happened, in the only words that captures support.

    "between 2012-10-23 and 2014-06-19"; the times of two captures of one day are given to the minute.
    """
    earliest, latest = parse_timestamp(before.last.timestamp), parse_timestamp(after.first.timestamp)
    form = "%Y-%m-%d" if earliest.date() != latest.date() else "%Y-%m-%d %H:%M"
    return f"between {earliest.strftime(form)} and {latest.strftime(form)}"


def version_at_time(versions: Sequence[Version], timestamp: str) -> Version | None:
    """Return the newest version first seen at or before *timestamp*, or None before the first."""
    time = repair_timestamp(timestamp)
    seen = [version for version in versions if repair_timestamp(version.first.timestamp) <= time]
    return seen[-1] if seen else None


def uncertainty(versions: Sequence[Version], version: Version, timestamp: str) -> str:
    """Return what no capture shows of *timestamp*, or "" if captures show that *version* was valid then.

    *version* is the newest of *versions* that was first seen at or before *timestamp*, which has 14 digits. A capture of the
    same day leaves a doubt about the rest of that day only.
    """
    return " ".join(_uncertainties(versions, version, timestamp))


def _uncertainties(versions: Sequence[Version], version: Version, timestamp: str) -> Iterator[str]:
    day, last = timestamp[:8], repair_timestamp(version.last.timestamp)
    if version.number > 1:
        previous = versions[version.number - 2]
        if repair_timestamp(previous.last.timestamp)[:8] == day:
            yield f"Version {previous.number} was seen earlier that day, at {_hour(previous.last)} UTC."
    for text in version.faces:
        if iso_date(text.first.timestamp) <= iso_date(timestamp) <= iso_date(text.last.timestamp):
            days = first_and_last_day(text.first, text.last)
            yield f"Another text appeared and disappeared meanwhile, present on {days}."
    if timestamp <= last:
        return
    following = versions[version.number] if version.number < len(versions) else None
    if last[:8] == day:
        seen = f"Seen that day at {_hour(version.last)} UTC"
        if following is None:
            yield f"{seen}; no later capture shows a policy."
        else:
            next_day = repair_timestamp(following.first.timestamp)[:8]
            at = f"at {_hour(following.first)} UTC" if next_day == day else f"on {iso_date(following.first.timestamp)}"
            yield (
                f"{seen}; for the rest of the day no capture shows how long it was valid: the next text is present {at}."
            )
    elif following is None:
        yield f"No later capture shows a policy; on {iso_date(timestamp)} this was the last text that had been seen."
    else:
        yield (
            f"The next text is present on {iso_date(following.first.timestamp)}; "
            f"no capture shows which of the two was valid on {iso_date(timestamp)}."
        )


def _hour(capture: Capture) -> str:
    return f"{parse_timestamp(capture.timestamp):%H:%M}"


def earlier_occurrences(versions: Sequence[Version]) -> dict[int, int]:
    """Return the numbers of the versions that are equal to an earlier one, each with the latest such number."""
    latest: dict[str, int] = {}
    found = {}
    for version in versions:
        if version.fingerprint in latest:
            found[version.number] = latest[version.fingerprint]
        latest[version.fingerprint] = version.number
    return found
