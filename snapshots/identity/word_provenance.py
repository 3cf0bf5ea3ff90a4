"""Since when each word of a clause reads so: words carry the version they came with through every rewording.

In the manner of WikiWho (Flöck & Acosta, WWW 2014), within the life of one clause: what was struck is remembered,
and gets its first date back when it is put in again. Case and punctuation are not dated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from clausetrail.snapshots.diff.alignment.lcs import longest_common_subsequence
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import normal_form, split_labels

# A flap returns to the last wordings, and a clause of 2,000 versions must not remember them all.
_MOST_WORDINGS = 16
_MOST_STRUCK = 32  # runs of words
_MOST_WORDS = 10_000  # in either; the newest is kept whatever its length
# Fewer words are found again anywhere; they must stand between the words between which they were struck.
_FEWEST = 3
_MOST_TRIED = 8  # struck runs that open alike

_T = TypeVar("_T")


class Origin(NamedTuple):
    """The version that a word came with, and the one it came back with, or 0 if it was never away.

    *cut_before* is the version that took out what stood between the word before and this one, or 0: "may not share"
    that becomes "may share" is no phrase of old words.
    """

    since: int
    restored_in: int = 0
    cut_before: int = 0


class Run(NamedTuple):
    """So many words of one origin, side by side."""

    length: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class RemovedWords:
    """Words that were taken out, with the words they stood between."""

    left: str
    words: tuple[str, ...]
    right: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origins of the words of one clause as it reads, and what it read before."""

    runs: tuple[Run, ...]
    past: Mapping[tuple[str, ...], tuple[Run, ...]] = field(default_factory=dict)
    struck: tuple[RemovedWords, ...] = ()


def dated_form(text: str) -> str:
    """Return *text* as it is dated: in normal form, without the number it opens with."""
    return split_labels(normal_form(text))[1]


@lru_cache(maxsize=1024)
def dated_words(text: str) -> tuple[str, ...]:
    """Return the words of *text* as they are told apart: folded, without punctuation."""
    return tuple([word.casefold() for word in tokens.words(dated_form(text))])


def new_provenance(text: str, version: int) -> Provenance:
    """Return the provenance of a clause that came with *version*."""
    return Provenance((Run(len(dated_words(text)), Origin(version)),))


def after_rewording(known: Provenance, before: str, after: str, version: int) -> Provenance:
    """Return what *known*, of the words *before*, becomes where *version* reads *after*."""
    old, new = dated_words(before), dated_words(after)
    if old == new:
        return known
    origins = [*origins_of(known.runs)]
    if held := known.past.get(new):
        kept = {j for _, j in longest_common_subsequence(old, new)}
        told = [one if at in kept else one._replace(restored_in=version) for at, one in enumerate(origins_of(held))]
        struck = known.struck
    else:
        told, lost = carry_origins(old, origins, new, version, known.struck)
        struck = _latest((*known.struck, *lost), [len(one.words) for one in (*known.struck, *lost)], _MOST_STRUCK)
    return Provenance(to_runs(told), _remembered(known, old), struck)


def _remembered(known: Provenance, old: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Run, ...]]:
    """Return what a clause read before, *old* being the newest of it."""
    past = (*((words, runs) for words, runs in known.past.items() if words != old), (old, known.runs))
    return dict(_latest(past, [len(words) for words, _ in past], _MOST_WORDINGS))


def _latest(held: tuple[_T, ...], sizes: Sequence[int], most: int) -> tuple[_T, ...]:
    """Return the last of *held*, so many at *most* and no more words than may be remembered."""
    words, kept = 0, 0
    for size in reversed(sizes[-most:]):
        words += size
        if kept and words > _MOST_WORDS:
            break
        kept += 1
    return held[len(held) - kept :]


def after_cosmetic_change(known: Provenance, before: str, after: str) -> Provenance:
    """Return what *known* becomes where only looks differ: words that hide or show themselves keep their neighbours' date."""
    old, new = dated_words(before), dated_words(after)
    if old == new or not old:
        return known
    origins, partner = [*origins_of(known.runs)], {j: i for i, j in longest_common_subsequence(old, new)}
    told, last = [], origins[0]
    for at in range(len(new)):
        last = origins[partner[at]] if at in partner else last
        told.append(last)
    return Provenance(to_runs(told), known.past, known.struck)


def after_split_or_merge(
    sources: Sequence[tuple[str, Provenance]], targets: Sequence[str], version: int
) -> list[Provenance]:
    """Return the provenance of each of *targets*, which the clauses *sources* became together."""
    old = [word for text, _ in sources for word in dated_words(text)]
    origins = [origin for _, known in sources for origin in origins_of(known.runs)]
    struck = tuple(one for _, known in sources for one in known.struck)
    new = [dated_words(text) for text in targets]
    told, _ = carry_origins(old, origins, [word for words in new for word in words], version, struck)
    ends = [sum(map(len, new[: at + 1])) for at in range(len(new))]
    return [Provenance(to_runs(told[end - len(words) : end])) for words, end in zip(new, ends, strict=True)]


def with_earlier_wordings(known: Provenance, before: str, joint: Provenance) -> Provenance:
    """Return *joint* with the memory of *known*, which read *before* until it came apart or took others in."""
    return Provenance(joint.runs, _remembered(known, dated_words(before)), known.struck)


def carry_origins(
    old: Sequence[str], origins: Sequence[Origin], new: Sequence[str], version: int, struck: Sequence[RemovedWords]
) -> tuple[list[Origin], list[RemovedWords]]:
    """Return the origin of each word of *new*, and what was struck from *old*."""
    pairs = longest_common_subsequence(old, new)
    kept = dict(pairs)
    lost = [_struck(old, origins, run) for run in _gaps(len(old), kept)]
    told: list[Origin] = [Origin(version)] * len(new)
    partner = {j: i for i, j in pairs}
    for i, j in pairs:
        is_cut = partner.get(j - 1, i - 1 if j else -1) != i - 1
        told[j] = origins[i]._replace(cut_before=version) if is_cut else origins[i]
    index = _opened([(one, 0) for one in lost] + [(one, version) for one in reversed(struck)])
    for run in _gaps(len(new), {j for _, j in pairs}):
        for at, origin in _found(new, run, index):
            told[at] = origin
    return told, lost


def _gaps(size: int, kept: Iterable[int]) -> Iterator[range]:
    """Yield the stretches of places that are not *kept*."""
    last = 0
    for place in [*sorted(kept), size]:
        if last < place:
            yield range(last, place)
        last = place + 1


def _struck(words: Sequence[str], origins: Sequence[Origin], run: range) -> RemovedWords:
    left, right = _beside(words, run)
    return RemovedWords(left, tuple(words[run.start : run.stop]), right, tuple(origins[run.start : run.stop]))


def _beside(words: Sequence[str], run: range) -> tuple[str, str]:
    return words[run.start - 1] if run.start else "", words[run.stop] if run.stop < len(words) else ""


_Places = list[tuple[RemovedWords, int, int]]


def _opened(struck: Iterable[tuple[RemovedWords, int]]) -> dict[tuple[str, ...], _Places]:
    """Return where each three words, or each shorter run as a whole, were struck; and when they would be back."""
    index: dict[tuple[str, ...], _Places] = {}
    for one, again in struck:
        size = min(_FEWEST, len(one.words))
        for at in range(len(one.words) - size + 1):
            index.setdefault(one.words[at : at + size], []).append((one, at, again))
    return index


def _found(new: Sequence[str], run: range, index: Mapping[tuple[str, ...], _Places]) -> Iterator[tuple[int, Origin]]:
    """Yield the places of *run* whose words were struck before, with the origin they had."""
    if len(run) < _FEWEST:
        for one, _, again in index.get(tuple(new[run.start : run.stop]), ()):
            if len(one.words) == len(run) and (one.left, one.right) == _beside(new, run):
                yield from ((place, _back(origin, again)) for place, origin in zip(run, one.origins, strict=True))
                return
        return
    at = run.start
    while at + _FEWEST <= run.stop:
        held = index.get(tuple(new[at : at + _FEWEST]), ())[:_MOST_TRIED]
        reach, origins = max((_reach(new, range(at, run.stop), place) for place in held), key=_length, default=(0, []))
        yield from zip(range(at, at + reach), origins, strict=True)
        at += reach or 1


def _length(found: tuple[int, list[Origin]]) -> int:
    return found[0]


def _reach(new: Sequence[str], places: range, held: tuple[RemovedWords, int, int]) -> tuple[int, list[Origin]]:
    """Return how many words from the first of *places* on were struck in one stretch, and their origins."""
    one, start, again = held
    reach = 0
    while reach < len(places) and start + reach < len(one.words):
        if new[places[reach]] != one.words[start + reach]:
            break
        reach += 1
    return reach, [_back(origin, again) for origin in one.origins[start : start + reach]]


def _back(origin: Origin, again: int) -> Origin:
    return origin._replace(restored_in=again) if again else origin


def to_runs(origins: Iterable[Origin]) -> tuple[Run, ...]:
    """Return *origins* with neighbours of one origin counted."""
    return tuple(Run(len([*run]), origin) for origin, run in groupby(origins))


def origins_of(runs: Iterable[Run]) -> Iterator[Origin]:
    """Yield the origin of each word of *runs*."""
    for run in runs:
        for _ in range(run.length):
            yield run.origin
