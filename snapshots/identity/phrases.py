"""The phrases of a clause: stretches of words that read so since one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from clausetrail.snapshots.identity.word_provenance import Origin, Provenance, dated_form, origins_of
from clausetrail.snapshots.text import tokens

# "use [and] sell" was not said before "sell" came: so few old words inside new ones belong to the new phrase.
_ISLAND = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a clause, as they are dated: the phrase reads so since the newest of them came."""

    text: str
    words: int
    origin: Origin
    cut_before: int = 0  # the version that took out what stood before it, or 0


def dated_phrases(text: str, known: Provenance) -> tuple[Phrase, ...]:
    """Return *text*, in the form in which it is dated, cut where the origin of its words changes."""
    plain = dated_form(text)
    starts = [start for start, end in tokens.token_spans(plain) if plain[start:end] not in tokens.PUNCTUATION]
    held = list(origins_of(known.runs))
    if not starts or len(starts) != len(held):
        return (Phrase(plain, len(starts), max(map(_dated, held), key=current_since)),) if held else ()
    origins, told, at = _joined([*map(_dated, held)]), [], 0
    cuts = accumulate(bool(origin.cut_before) for origin in held)
    for (origin, _), run in groupby(zip(origins, cuts, strict=True)):
        size = len([*run])
        end = starts[at + size] if at + size < len(starts) else len(plain)
        told.append(Phrase(plain[starts[at] if at else 0 : end].strip(), size, origin, held[at].cut_before))
        at += size
    return tuple(told)


def _dated(origin: Origin) -> Origin:
    return Origin(origin.since, origin.restored_in)


def current_since(origin: Origin) -> int:
    """Return the version since which a word of *origin* stands without a break."""
    return max(origin.since, origin.restored_in)


def _joined(origins: Sequence[Origin]) -> list[Origin]:
    """Return *origins* with a few older words between newer ones of one origin told as these."""
    runs = [[*run] for _, run in groupby(origins)]
    return [*_spread_newer(runs)]


def _spread_newer(runs: Sequence[Sequence[Origin]]) -> Iterator[Origin]:
    for at, run in enumerate(runs):
        around = {runs[at - 1][0], runs[at + 1][0]} if 0 < at < len(runs) - 1 else set[Origin]()
        if (
            len(run) <= _ISLAND
            and len(around) == 1
            and current_since(run[0]) < current_since(other := next(iter(around)))
        ):
            yield from [other] * len(run)
        else:
            yield from run


def group_by_origin(told: Iterable[Phrase]) -> dict[Origin, list[Phrase]]:
    """Return the phrases by origin: the one of the most words first, then the newest first."""
    found: dict[Origin, list[Phrase]] = {}
    for phrase in told:
        found.setdefault(phrase.origin, []).append(phrase)
    size = {origin: sum(phrase.words for phrase in held) for origin, held in found.items()}
    most = max(size, key=lambda origin: (size[origin], -current_since(origin)), default=None)
    return {origin: found[origin] for origin in sorted(found, key=lambda o: (o != most, -current_since(o), o))}
