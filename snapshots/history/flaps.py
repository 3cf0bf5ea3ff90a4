"""Separate flaps, texts that appear only for a while, from the texts that last. Pure: no store, no clock.

Of 64,840 modifications that Open Terms Archive recorded live, 42.7 % are part of a flap: a trial of two wordings, a page
for another country, a page that failed. A text is a candidate until it is seen again without the old one in between;
texts that are known to alternate must last for MIN_LASTING before one of them counts as the new text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

# A text lasts if it is present for as long. "Undone within 30 days" is how the flaps above were counted.
MIN_LASTING = timedelta(days=30)
# Where captures are further apart, one observation does not show how long a text was present.
MAX_SPACING = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring observations of one text: its fingerprint, the first and last time, and their number."""

    fingerprint: str
    first: datetime
    last: datetime
    sightings: int


@dataclass(frozen=True, slots=True)
class StablePeriod:
    """The runs from position *start* up to *stop*, during which one text lasts; the other texts in them are transient."""

    fingerprint: str
    start: int
    stop: int


def stable_periods(runs: Sequence[Run]) -> list[StablePeriod]:
    """Return which text lasts when, oldest first. Every run is in exactly one period; neighbours have different texts."""
    following = _following(runs)
    positions = _positions(runs)
    found: list[StablePeriod] = []
    start = 0
    while start < len(runs):
        stop = _end(runs, following, positions, start)
        stop = _with_last_alternations(runs, start, stop)
        found.append(StablePeriod(runs[start].fingerprint, start, stop))
        start = stop
    return list(_merged(_without_first_alternations(runs, _balanced(runs, found)))) if found else []


def is_candidate(runs: Sequence[Run], period: StablePeriod) -> bool:
    """Return whether the text of *period*, the newest of several, may prove to be transient.

    That is a text seen once, where captures are not rare, or one that alternated with the text before it and has not
    been present for MIN_LASTING since.
    """
    tail = runs[period.start : period.stop]
    if period.start == 0:
        return False
    if sum(run.sightings for run in tail) == 1:
        return tail[0].first - runs[period.start - 1].last <= MAX_SPACING
    has_alternated = any(
        run.fingerprint == period.fingerprint and tail[0].first - run.last <= MIN_LASTING
        for run in runs[: period.start]
    )
    return has_alternated and tail[-1].last - tail[0].first < MIN_LASTING


def _following(runs: Sequence[Run]) -> list[int | None]:
    """Return for each run the position of the next one of the same text."""
    seen: dict[str, int] = {}
    found: list[int | None] = [None] * len(runs)
    for position in range(len(runs) - 1, -1, -1):
        found[position] = seen.get(runs[position].fingerprint)
        seen[runs[position].fingerprint] = position
    return found


def _positions(runs: Sequence[Run]) -> dict[str, list[int]]:
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for position, run in enumerate(runs):
        positions[run.fingerprint].append(position)
    return positions


def _end(runs: Sequence[Run], following: Sequence[int | None], positions: dict[str, list[int]], start: int) -> int:
    """Return the end of the period that begins at *start*: it continues over every excursion from its text and back."""
    end = start
    while (back := following[end]) is not None and _is_excursion(runs, positions, end, back):
        end = back
    return end + 1


def _is_excursion(runs: Sequence[Run], positions: dict[str, list[int]], left: int, back: int) -> bool:
    """Return whether what is between *left* and *back*, two runs of one text, is transient.

    That is a single observation, where captures are not rare; or, within MIN_LASTING, texts seen once each, or texts of
    which one alternates.
    """
    inside = runs[left + 1 : back]
    gap = runs[back].first - runs[left].last
    if len(inside) == 1 and inside[0].sightings == 1 and gap <= MAX_SPACING:
        return True
    if gap > MIN_LASTING:
        return False
    if all(run.sightings == 1 for run in inside):
        return True
    return any(_alternates(runs, positions[run.fingerprint], left, back) for run in inside)


def _alternates(runs: Sequence[Run], seen_at: Sequence[int], left: int, back: int) -> bool:
    """Return whether a text seen between *left* and *back* was also seen outside, within MIN_LASTING of one of them."""
    earlier, later = bisect_left(seen_at, left) - 1, bisect_right(seen_at, back)
    before = earlier >= 0 and runs[left].first - runs[seen_at[earlier]].last <= MIN_LASTING
    after = later < len(seen_at) and runs[seen_at[later]].first - runs[back].last <= MIN_LASTING
    return before or after


def _with_last_alternations(runs: Sequence[Run], start: int, stop: int) -> int:
    """Return *stop* moved over the last runs of known transient texts that did not last, where another run follows."""
    known = {run.fingerprint for run in runs[start:stop]}
    while stop + 1 < len(runs) and runs[stop].fingerprint in known and runs[stop].last - runs[stop].first < MIN_LASTING:
        stop += 1
    return stop


def _balanced(runs: Sequence[Run], found: Sequence[StablePeriod]) -> list[StablePeriod]:
    """Return *found* with each border moved back to where the fewest observations contradict it.

    A text that first alternates and then stays lasts from when it was seen more often than the old one.
    """
    borders = [0]
    for old, new in pairwise(found):
        start = borders[-1]
        borders.append(start + _border(runs[start : old.stop], old.fingerprint, new.fingerprint))
    borders.append(len(runs))
    return [StablePeriod(period.fingerprint, *ends) for period, ends in zip(found, pairwise(borders), strict=True)]


def _border(runs: Sequence[Run], old: str, new: str) -> int:
    """Return after how many of *runs* *new* lasts rather than *old*; never before the first, which is the old text's."""
    not_old = [0, *accumulate(run.sightings * (run.fingerprint != old) for run in runs)]
    not_new = [0, *accumulate(run.sightings * (run.fingerprint != new) for run in runs)]
    # Of equal borders the latest: where the new text was never present before, that is the end.
    return min(range(len(runs), 0, -1), key=lambda k: not_old[k] + not_new[-1] - not_new[k])


def _without_first_alternations(runs: Sequence[Run], found: Sequence[StablePeriod]) -> Iterator[StablePeriod]:
    """Yield *found* without the periods that are a first alternation: brief, and with fewer observations of their text
    than the next period has.
    """
    start = found[0].start
    for period, following in pairwise(found):
        is_brief = runs[period.stop - 1].last - runs[start].first < MIN_LASTING
        own, later = (_count(runs[one.start : one.stop], period.fingerprint) for one in (period, following))
        if not (is_brief and own < later):
            yield StablePeriod(period.fingerprint, start, period.stop)
            start = period.stop
    yield StablePeriod(found[-1].fingerprint, start, found[-1].stop)


def _count(runs: Iterable[Run], fingerprint: str) -> int:
    return sum(run.sightings for run in runs if run.fingerprint == fingerprint)


def _merged(found: Iterable[StablePeriod]) -> Iterator[StablePeriod]:
    """Yield *found* with neighbouring periods of one text as one."""
    pending: StablePeriod | None = None
    for period in found:
        if pending and pending.fingerprint == period.fingerprint:
            pending = StablePeriod(pending.fingerprint, pending.start, period.stop)
            continue
        if pending:
            yield pending
        pending = period
    if pending:
        yield pending
