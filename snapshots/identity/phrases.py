"""Cut the text of a clause into phrases: stretches of words that have been unchanged since one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from clausetrail.snapshots.identity.word_provenance import Origin, Provenance, current_since, dated_form, origins_of
from clausetrail.snapshots.text import tokens

# Words. So few old words inside new ones belong to the new phrase: no text had "use and sell" before the version that
# added "sell", although the word "and" was there.
_LONGEST_ISLAND = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a clause with one origin. The phrase has been unchanged since its newest word appeared."""

    text: str
    words: int
    origin: Origin
    cut_before: int = 0  # the version that removed what was before it, or 0


def dated_phrases(text: str, known: Provenance) -> tuple[Phrase, ...]:
    """Return *text*, in the form that is dated, cut where the origin of its words changes."""
    plain = dated_form(text)
    starts = [start for start, end in tokens.token_spans(plain) if plain[start:end] not in tokens.PUNCTUATION]
    origins = list(origins_of(known.runs))
    if not starts or len(starts) != len(origins):
        return (Phrase(plain, len(starts), max(map(_without_cut, origins), key=current_since)),) if origins else ()
    joined = _without_islands([*map(_without_cut, origins)])
    cuts = accumulate(bool(origin.cut_before) for origin in origins)
    phrases, at = [], 0
    for (origin, _), run in groupby(zip(joined, cuts, strict=True)):
        size = len([*run])
        end = starts[at + size] if at + size < len(starts) else len(plain)
        phrases.append(Phrase(plain[starts[at] if at else 0 : end].strip(), size, origin, origins[at].cut_before))
        at += size
    return tuple(phrases)


def _without_cut(origin: Origin) -> Origin:
    return Origin(origin.since, origin.restored_in)


def _without_islands(origins: Sequence[Origin]) -> list[Origin]:
    """Return *origins*, where a few older words between newer ones of one origin get that origin."""
    runs = [[*run] for _, run in groupby(origins)]
    return [*_spread_newer(runs)]


def _spread_newer(runs: Sequence[Sequence[Origin]]) -> Iterator[Origin]:
    for at, run in enumerate(runs):
        around = {runs[at - 1][0], runs[at + 1][0]} if 0 < at < len(runs) - 1 else set[Origin]()
        is_island = len(run) <= _LONGEST_ISLAND and len(around) == 1
        if is_island and current_since(run[0]) < current_since(newer := next(iter(around))):
            yield from [newer] * len(run)
        else:
            yield from run


def group_by_origin(phrases: Iterable[Phrase]) -> dict[Origin, list[Phrase]]:
    """Return *phrases* by origin: first the origin with the most words, then the newest first."""
    groups: dict[Origin, list[Phrase]] = {}
    for phrase in phrases:
        groups.setdefault(phrase.origin, []).append(phrase)
    size = {origin: sum(phrase.words for phrase in group) for origin, group in groups.items()}
    most = max(size, key=lambda origin: (size[origin], -current_since(origin)), default=None)
    return {origin: groups[origin] for origin in sorted(groups, key=lambda o: (o != most, -current_since(o), o))}
