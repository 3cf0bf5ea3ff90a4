"""Group observations into runs of neighbours, with what is known of their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import Clause, Observation, Verdict, parse_timestamp

# The observations that do not show the policy, by the number of their capture, with the verdict and its reason.
Verdicts = dict[int, tuple[Verdict, str]]
TextProfiles = Mapping[str, TextProfile]  # by fingerprint
ClausesOf = Callable[[str], Sequence[Clause]]  # the clauses of a text, by its fingerprint
LASTING_CAPTURES = 3  # neighbouring captures, over `flaps.MIN_LASTING`
NamesSite = Callable[[str], bool]  # whether the words of a text name the site, by its fingerprint


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of the texts of a history, each by its fingerprint."""

    profiles: TextProfiles
    clauses: ClausesOf
    names_site: NamesSite


def text_of(observation: Observation) -> str:
    """Return the fingerprint of what was read at *observation*, which must have one."""
    assert observation.fingerprint is not None
    return observation.fingerprint


def runs(seen: Iterable[Observation], label: Callable[[Observation], object]) -> list[list[Observation]]:
    """Return *seen* divided into runs of neighbours with one *label*."""
    return [list(run) for _, run in groupby(seen, label)]


def runs_with_neighbours(seen: Iterable[Observation]) -> Iterator[tuple[list[Observation], list[str]]]:
    """Yield the runs of neighbours that read alike, each with the texts just before and after it."""
    spells = runs(seen, text_of)
    for place, spell in enumerate(spells):
        beside = spells[max(0, place - 1) : place] + spells[place + 1 : place + 2]
        yield spell, [text_of(other[0]) for other in beside]


def capture_numbers(seen: Iterable[Observation]) -> Iterator[int]:
    """Yield the numbers of the captures of *seen*."""
    return (observation.capture.id or 0 for observation in seen)


def span(first: Observation, last: Observation) -> timedelta:
    """Return the time from *first* to *last*."""
    return parse_timestamp(last.capture.timestamp) - parse_timestamp(first.capture.timestamp)


def lasts(spell: Sequence[Observation]) -> bool:
    """Return whether *spell* is as long as a text that lasts."""
    return span(spell[0], spell[-1]) >= flaps.MIN_LASTING


def is_habit(spell: Sequence[Observation]) -> bool:
    """Return whether *spell* lasts and has several captures: what one crawl of an archive missed does not explain it."""
    return len(spell) >= LASTING_CAPTURES and lasts(spell)
