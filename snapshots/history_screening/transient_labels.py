"""Find observations with a label (a language, a document) that appears only for a while, beside one that lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.observation_runs import lasts, runs, span
from clausetrail.snapshots.model import Observation, parse_timestamp

Label = Callable[[Observation], str]


class Transient(NamedTuple):
    """An observation, by the number of its capture, with its label and the lasting one."""

    number: int
    label: str
    lasting: str


def transient_labels(seen: Sequence[Observation], label: Label) -> Iterator[Transient]:
    """Yield the observations with a label that appeared and disappeared while another one lasted.

    By the rules for flaps of texts; and, however far the captures are apart, a label that is seen only between observations of
    one other label, and never for long: a document or a language that is present again each time was not replaced. A label
    that most of *seen* have is never transient, whatever it alternates with.
    """
    spells, counts = runs(seen, label), Counter(map(label, seen))
    main = {own for own, count in counts.items() if 2 * count > len(seen)}
    periods = flaps.stable_periods(
        [
            flaps.Run(
                label(spell[0]),
                parse_timestamp(spell[0].capture.timestamp),
                parse_timestamp(spell[-1].capture.timestamp),
                len(spell),
            )
            for spell in spells
        ]
    )
    for period in periods:
        for spell in spells[period.start : period.stop]:
            own = label(spell[0])
            if own != period.fingerprint and own not in main:
                yield from (Transient(observation.capture.id or 0, own, period.fingerprint) for observation in spell)
    for place, lasting in _enclosed_spells(spells, label, counts, main):
        own = label(spells[place][0])
        yield from (Transient(observation.capture.id or 0, own, lasting) for observation in spells[place])


def _enclosed_spells(
    spells: Sequence[Sequence[Observation]], label: Label, counts: Counter[str], main: set[str]
) -> Iterator[tuple[int, str]]:
    """Yield the positions of spells whose label is never seen but between two spells of one other label, and never lasts.

    A label that was seen more than once is so each time within 30 days of one of the two: what lay between captures that are
    years apart may have lasted.
    """
    names = [label(spell[0]) for spell in spells]
    around: dict[str, set[str]] = {}
    for place, (own, spell) in enumerate(zip(names, spells, strict=True)):
        is_inside = 0 < place < len(spells) - 1 and names[place - 1] == names[place + 1] and not lasts(spell)
        if is_inside and counts[own] > 1:
            near = min(span(spells[place - 1][-1], spell[0]), span(spell[-1], spells[place + 1][0]))
            is_inside = near <= flaps.MIN_LASTING
        around.setdefault(own, set()).add(names[place - 1] if is_inside else "")
    for place, own in enumerate(names):
        (enclosing, *others) = around[own]
        if not others and enclosing and own not in main and counts[own] < counts[enclosing]:
            yield place, enclosing


def end_runs(spells: Sequence[Sequence[Observation]]) -> Iterator[tuple[Sequence[Observation], Observation]]:
    """Yield the last and the first of *spells*, each with the observation next to it, where there are two or more.

    The first is left out where the captures are far apart, for it may have lasted long, and where what follows was seen
    only once.
    """
    if len(spells) < 2:
        return
    yield spells[-1], spells[-2][-1]
    first, following = spells[0][-1], spells[1][0]
    distance = parse_timestamp(following.capture.timestamp) - parse_timestamp(first.capture.timestamp)
    if distance <= flaps.MAX_SPACING and len(spells[1]) > 1:
        yield spells[0], following
