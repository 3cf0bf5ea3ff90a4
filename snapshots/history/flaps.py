"""Flaps: texts that come and go while another one stands. Pure: no store, no clock.

Of 64,840 modifications that Open Terms Archive recorded live, 42.7 % are part of a flap: a trial of two wordings,
a page for another country, a page that failed. A text is a candidate until it is seen again without the old one
coming back; texts that are known to come in turn need to stand for STANDS before one of them counts as the new text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

# "Undone within 30 days" is how the flaps above were counted.
MIN_LASTING = timedelta(days=30)
# Where captures lie further apart, one sighting says nothing of how long a text stood.
MAX_SPACING = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sightings of one text: its fingerprint, when it was seen first and last, and how often."""

    fingerprint: str
    first: datetime
    last: datetime
    sightings: int


@dataclass(frozen=True, slots=True)
class StablePeriod:
    """The places of the runs from *start* up to *stop* during which one text stood; the others in it are its faces."""

    fingerprint: str
    start: int
    stop: int


def stable_periods(runs: Sequence[Run]) -> list[StablePeriod]:
    """Return which text stood when, oldest first; every run lies in exactly one stand, neighbours stand for two texts."""
    following = _following(runs)
    places = _places(runs)
    found: list[StablePeriod] = []
    start = 0
    while start < len(runs):
        stop = _end(runs, following, places, start)
        stop = _with_last_turns(runs, start, stop)
        found.append(StablePeriod(runs[start].fingerprint, start, stop))
        start = stop
    return list(_joined(_with_first_turns(runs, _balanced(runs, found)))) if found else []


def is_candidate(runs: Sequence[Run], stand: StablePeriod) -> bool:
    """Return whether *stand*, the newest of several, is not yet sure to last: a text that was seen once, where captures
    are not rare, or one that came in turn with the text before it and has not stood for STANDS since.
    """
    tail = runs[stand.start : stand.stop]
    if stand.start == 0:
        return False
    if sum(run.sightings for run in tail) == 1:
        return tail[0].first - runs[stand.start - 1].last <= MAX_SPACING
    came_before = any(
        run.fingerprint == stand.fingerprint and tail[0].first - run.last <= MIN_LASTING for run in runs[: stand.start]
    )
    return came_before and tail[-1].last - tail[0].first < MIN_LASTING


def _following(runs: Sequence[Run]) -> list[int | None]:
    """Return for each run the place of the next one of the same text."""
    seen: dict[str, int] = {}
    found: list[int | None] = [None] * len(runs)
    for place in range(len(runs) - 1, -1, -1):
        found[place] = seen.get(runs[place].fingerprint)
        seen[runs[place].fingerprint] = place
    return found


def _places(runs: Sequence[Run]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        places[run.fingerprint].append(place)
    return places


def _end(runs: Sequence[Run], following: Sequence[int | None], places: dict[str, list[int]], start: int) -> int:
    """Return where the stand that begins at *start* ends: it goes on over every excursion from its text and back."""
    end = start
    while (back := following[end]) is not None and _is_excursion(runs, places, end, back):
        end = back
    return end + 1


def _is_excursion(runs: Sequence[Run], places: dict[str, list[int]], left: int, back: int) -> bool:
    inside = runs[left + 1 : back]
    gap = runs[back].first - runs[left].last
    if len(inside) == 1 and inside[0].sightings == 1 and gap <= MAX_SPACING:
        return True
    if gap > MIN_LASTING:
        return False
    if all(run.sightings == 1 for run in inside):
        return True
    return any(_comes_in_turn(runs, places[run.fingerprint], left, back) for run in inside)


def _comes_in_turn(runs: Sequence[Run], seen_at: Sequence[int], left: int, back: int) -> bool:
    """Return whether a text that was seen between *left* and *back* was also seen beyond one of them, not long away."""
    earlier, later = bisect_left(seen_at, left) - 1, bisect_right(seen_at, back)
    came = earlier >= 0 and runs[left].first - runs[seen_at[earlier]].last <= MIN_LASTING
    comes = later < len(seen_at) and runs[seen_at[later]].first - runs[back].last <= MIN_LASTING
    return came or comes


def _with_last_turns(runs: Sequence[Run], start: int, stop: int) -> int:
    """Return *stop* moved over a last turn of a known face, where something else follows and it did not stand."""
    faces = {run.fingerprint for run in runs[start:stop]}
    while stop + 1 < len(runs) and runs[stop].fingerprint in faces and runs[stop].last - runs[stop].first < MIN_LASTING:
        stop += 1
    return stop


def _balanced(runs: Sequence[Run], found: Sequence[StablePeriod]) -> list[StablePeriod]:
    """Return *found* with each border moved back to where the fewest sightings contradict it.

    A text that has begun to come in turn, and then stays, stood from when it was seen more often than the old one.
    """
    borders = [0]
    for old, new in pairwise(found):
        start = borders[-1]
        borders.append(start + _border(runs[start : old.stop], old.fingerprint, new.fingerprint))
    borders.append(len(runs))
    return [StablePeriod(stand.fingerprint, *ends) for stand, ends in zip(found, pairwise(borders), strict=True)]


def _border(runs: Sequence[Run], old: str, new: str) -> int:
    """Return after how many of *runs* *new* stands rather than *old*; never before the first, which is old's."""
    not_old = [0, *accumulate(run.sightings * (run.fingerprint != old) for run in runs)]
    not_new = [0, *accumulate(run.sightings * (run.fingerprint != new) for run in runs)]
    # Of equal borders the latest: where the new text never came before, that is the end.
    return min(range(len(runs), 0, -1), key=lambda k: not_old[k] + not_new[-1] - not_new[k])


def _with_first_turns(runs: Sequence[Run], found: Sequence[StablePeriod]) -> Iterator[StablePeriod]:
    """Yield *found* without the stands that were the first turn of a face: brief, and seen less often than later in turn."""
    start = found[0].start
    for stand, after in pairwise(found):
        brief = runs[stand.stop - 1].last - runs[start].first < MIN_LASTING
        own, later = (_seen(runs[s.start : s.stop], stand.fingerprint) for s in (stand, after))
        if not (brief and own < later):
            yield StablePeriod(stand.fingerprint, start, stand.stop)
            start = stand.stop
    yield StablePeriod(found[-1].fingerprint, start, found[-1].stop)


def _seen(runs: Iterable[Run], fingerprint: str) -> int:
    return sum(run.sightings for run in runs if run.fingerprint == fingerprint)


def _joined(found: Iterable[StablePeriod]) -> Iterator[StablePeriod]:
    """Yield *found* with neighbours that stand for one text as one."""
    held: StablePeriod | None = None
    for stand in found:
        if held and held.fingerprint == stand.fingerprint:
            held = StablePeriod(held.fingerprint, held.start, stand.stop)
            continue
        if held:
            yield held
        held = stand
    if held:
        yield held
