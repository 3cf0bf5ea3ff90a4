"""One clause that became several, or several that became one.

A part is a clause most of whose words its whole holds. A joint is a run of neighbouring parts that together
explain the whole better than the best of them does alone. Splits and mergers are one thing seen from two
sides, so everything here is told of wholes and parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from snapshots.candidates import proposed_wholes
from snapshots.pairs import Alignment
from snapshots.passages import Passage
from snapshots.similarity import contained, covered, order

_CONTAINED = 0.62  # of a part's weight, in its whole
_EXPLAINED = 0.5  # of the whole, by all its parts
_GAIN = 0.03  # over the best single part, or
_FOUND = 0.7  # of the words that the other parts bring, in order where the best part has none
_FEWEST_FOUND = 4  # of them
_GAIN_OF_MANY = 0.05
_SMALLEST_PART = 2  # words
_SMALLEST_WHOLE = 6
_GAIN_VERBATIM = 0.001  # if every part beside it stands word for word in the whole
_VERBATIM = 4  # words, unless it opens the whole: a run-in heading
_IDLE = 0.001  # a part that adds less is none
_FEW = 8  # parts; a longer run is a page that lost its markup, and taken whole
_REACH = 4  # places from one part to the next: a new clause may stand between two halves
_ROOM = 1.5  # times the words of the whole: its parts have no more


@dataclass(frozen=True, slots=True)
class Joint:
    """The place of a whole on one side and of its parts, in order, on the other."""

    whole: int
    parts: tuple[int, ...]
    likeness: float


def join(alignment: Alignment, *, lone: bool) -> None:
    """Link the clauses that came apart or were joined up, given the pairs that stand; if *lone*, also unpaired ones."""
    before, after, weights = alignment.readings.before, alignment.readings.after, alignment.readings.weights
    wholes = _wholes(alignment, before, alignment.forward, lone=lone)
    for split in _joints(wholes, after, alignment.forward, alignment.backward, weights, lone=lone):
        if split.whole in alignment.forward:
            alignment.unlink(split.whole, alignment.forward[split.whole])
        alignment.link((split.whole,), split.parts, split.likeness)
    wholes = _wholes(alignment, after, alignment.backward, lone=lone)
    for merger in _joints(wholes, before, alignment.backward, alignment.forward, weights, lone=lone):
        if merger.whole in alignment.backward:
            alignment.unlink(alignment.backward[merger.whole], merger.whole)
        alignment.link(merger.parts, (merger.whole,), merger.likeness)


def _wholes(alignment: Alignment, side: Sequence[Passage], partner: Mapping[int, int], *, lone: bool) -> list[Passage]:
    """Return the clauses of *side* that are in no joint yet, those without a partner if *lone*."""
    joints = [link for link in alignment.links.values() if len(link.before) + len(link.after) > 2]
    before = side is alignment.readings.before
    joined = {place for link in joints for place in (link.before if before else link.after)}
    return [x for x in side if x.place not in joined and (lone or x.place in partner)]


def _joints(
    wholes: Sequence[Passage],
    parts: Sequence[Passage],
    partner: Mapping[int, int],
    taken: Mapping[int, int],
    weights: Mapping[str, int],
    *,
    lone: bool,
) -> list[Joint]:
    """Return the joints of *wholes*, given who is whose *partner* and which parts are *taken*; no part twice."""
    found: list[Joint] = []
    free = {passage.place for passage in parts if passage.place not in taken}
    for whole, seed in _seeds(wholes, parts, partner, free, weights):
        run = _run(whole, seed, parts, free, weights)
        joint = _best(whole, run, parts, seed, weights, lone=lone) if len(run) > 1 else None
        if joint:
            found.append(joint)
            free -= set(joint.parts)
    return found


def _seeds(
    wholes: Sequence[Passage],
    parts: Sequence[Passage],
    partner: Mapping[int, int],
    free: set[int],
    weights: Mapping[str, int],
) -> Iterator[tuple[Passage, int]]:
    """Yield each whole that may have come apart, with one of its parts: its partner, or a free one."""
    if not free:
        return
    for whole in wholes:
        seed = partner.get(whole.place)
        if seed is not None and parts[seed].identity != whole.identity and not free.isdisjoint(_around(seed)):
            yield whole, seed
    yield from _lone_seeds([whole for whole in wholes if whole.place not in partner], parts, free, weights)


def _lone_seeds(
    wholes: Sequence[Passage], parts: Sequence[Passage], free: set[int], weights: Mapping[str, int]
) -> Iterator[tuple[Passage, int]]:
    """Yield each whole without a partner that holds a free part, with the heaviest such part."""
    alone = {whole.place: whole for whole in wholes if whole.length >= _SMALLEST_WHOLE}
    if not alone:
        return
    asking = [parts[place] for place in sorted(free) if parts[place].length >= _SMALLEST_PART]
    best: dict[int, tuple[float, int]] = {}
    for i, j in proposed_wholes(asking, [*alone.values()], weights):
        share = contained(parts[j], alone[i], weights, _CONTAINED) if parts[j].length < alone[i].length else 0.0
        if share >= _CONTAINED:
            best[i] = max(best.get(i, (0.0, 0)), (share * parts[j].weight, -j))
    for i in sorted(best):
        if -best[i][1] in free:
            yield alone[i], -best[i][1]


def _around(place: int) -> range:
    return range(place - _REACH, place + _REACH + 1)


def _run(whole: Passage, seed: int, parts: Sequence[Passage], free: set[int], weights: Mapping[str, int]) -> list[int]:
    """Return the free parts around *seed* that *whole* holds and has room for, up to the first that is far off."""
    run, room = [seed], _ROOM * whole.length - parts[seed].length
    for step in (-1, 1):
        at, last = seed + step, seed
        while 0 <= at < len(parts) and abs(at - last) <= _REACH and room > 0:
            if at in free and parts[at].length <= room and _is_part(parts[at], whole, weights):
                room -= parts[at].length
                run.append(at)
                last = at
            at += step
    return sorted([*run, *_words_between(whole, run, parts, free)]) if len(run) > 1 else run


def _words_between(whole: Passage, run: Sequence[int], parts: Sequence[Passage], free: set[int]) -> Iterator[int]:
    """Yield the free parts of one word inside *run*, a word of *whole*: "Term" in a list that was a sentence."""
    for at in range(min(run) + 1, max(run)):
        if at in free and at not in run and parts[at].length < _SMALLEST_PART and parts[at].coded in whole.coded:
            yield at


def _is_part(passage: Passage, whole: Passage, weights: Mapping[str, int]) -> bool:
    if passage.length < _SMALLEST_PART:
        return bool(passage.coded) and (whole.coded.startswith(passage.coded) or whole.coded.endswith(passage.coded))
    return contained(passage, whole, weights, _CONTAINED) >= _CONTAINED


def _best(
    whole: Passage, run: Sequence[int], parts: Sequence[Passage], seed: int, weights: Mapping[str, int], *, lone: bool
) -> Joint | None:
    """Return the parts of *run* that together explain *whole*, if better than any of them alone.

    While others may be *lone* yet, more is asked of short parts.
    """
    places = (_needed if len(run) <= _FEW else _trimmed)(whole, run, parts, seed)
    heaviest = max(places, key=lambda place: (parts[place].weight, place))
    alone = max(_explained(whole, [place], parts) for place in {seed, heaviest})
    told = _explained(whole, places, parts)
    others = [parts[place] for place in places if place != seed]
    if len(places) < 2 or told < _EXPLAINED:
        return None
    if told < alone + _asked(whole, others) and (lone or not _are_found(whole, parts[seed], others, told)):
        return None
    lines = "".join(parts[place].coded for place in places)
    weight = sum(parts[place].weight for place in places)
    if 2 * covered(lines, whole, weights) < _EXPLAINED * (whole.weight + weight):
        return None  # common words in a common order
    return Joint(whole.place, tuple(places), told)


def _asked(whole: Passage, others: Sequence[Passage]) -> float:
    """Return by how much *others* must explain *whole* better than one part does."""
    if len(others) >= _FEW:
        return _GAIN_OF_MANY
    return _GAIN_VERBATIM if all(_is_verbatim(other, whole) for other in others) else _GAIN


def _are_found(whole: Passage, seed: Passage, others: Sequence[Passage], told: float) -> bool:
    """Say whether most words of *others* stand in *whole* where *seed* leaves room, if all together tell *told* of it.

    A short part of a long whole gains little, however surely it is one.
    """
    brought = sum(other.length for other in others)
    with_others = told * (whole.length + seed.length + brought) / 2
    without = order(whole.coded, seed.coded) * (whole.length + seed.length) / 2
    found = with_others - without
    return len(others) < _FEW and found >= max(_FEWEST_FOUND, _FOUND * brought)


def _is_verbatim(part: Passage, whole: Passage) -> bool:
    if whole.coded.startswith(part.coded):
        return True
    return part.length >= _VERBATIM and part.coded in whole.coded


def _needed(whole: Passage, run: Sequence[int], parts: Sequence[Passage], seed: int) -> list[int]:
    """Return *run* without the parts that explain nothing of *whole* that the others do not; *seed* stays."""
    places = list(run)
    while len(places) > 1:
        told = _explained(whole, places, parts)
        without = {at: _explained(whole, [p for p in places if p != at], parts) for at in places if at != seed}
        idle = max(without, key=lambda at: (without[at], at))
        if without[idle] < told - _IDLE:
            break
        places.remove(idle)
    return places


def _trimmed(whole: Passage, run: Sequence[int], parts: Sequence[Passage], seed: int) -> list[int]:
    """Return *run* without the few parts at its ends that explain nothing of *whole*: a refrain there is another's."""
    places, told = list(run), _explained(whole, run, parts)
    for rest in (slice(1, None), slice(None, -1)):
        for _ in range(_FEW):
            explained = _explained(whole, places[rest], parts)
            if seed not in places[rest] or explained < told - _IDLE:
                break
            places, told = places[rest], explained
    return places


def _explained(whole: Passage, places: Sequence[int], parts: Sequence[Passage]) -> float:
    return order(whole.coded, "".join(parts[place].coded for place in places))
