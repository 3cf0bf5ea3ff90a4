"""Find observations with a label (a language, a document) that appears only for a while, beside one that lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.observation_runs import runs
from clausetrail.snapshots.model import Observation, parse_timestamp

Label = Callable[[Observation], str]


class Transient(NamedTuple):
    """An observation, by the number of its capture, with its label and the lasting one."""

    number: int
    label: str
    lasting: str


def transient_labels(seen: Sequence[Observation], label: Label) -> Iterator[Transient]:
    """Yield the observations with a label that appeared and disappeared while another one lasted.

    By the rules for flaps of texts; and, however far the captures are apart, a label seen once between two observations
    of another: a document or a language that is present again was not replaced by what one capture shows. A label that
    most of *seen* have is never transient, whatever it alternates with.
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
    for before, (single, *_), after in zip(spells, spells[1:], spells[2:], strict=False):
        if counts[label(single)] == 1 and label(single) not in main and label(before[0]) == label(after[0]):
            yield Transient(single.capture.id or 0, label(single), label(before[0]))


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
