"""One clause that became several, or several that became one.

A part is a clause most of whose words its whole holds. A joint is a run of neighbouring parts that together
explain the whole better than the best of them does alone. Splits and mergers are one thing seen from two
sides, so everything here is told of wholes and parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from clausetrail.snapshots.diff.alignment.candidates import propose_wholes
from clausetrail.snapshots.diff.alignment.gaps import expected
from clausetrail.snapshots.diff.alignment.pairing import Alignment
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause
from clausetrail.snapshots.diff.alignment.similarity import containment, covered_weight, order_similarity

_CONTAINED = 0.62  # of a part's weight, in its whole
_EXPLAINED = 0.5  # of the whole, by all its parts
_GAIN = 0.03  # over the best single part, or
_FOUND = 0.7  # of the words that the other parts bring, in order where the best part has none
_FEWEST_FOUND = 4  # of them
_GAIN_OF_MANY = 0.05
_WORN = 0.4  # of the weight of a part that stands beside its partner, if half of its words are found there
_SMALLEST_PART = 2  # words
_SMALLEST_WHOLE = 6
_GAIN_VERBATIM = 0.001  # if every part beside it stands word for word in the whole
_VERBATIM = 4  # words, unless it opens the whole: a run-in heading
_IDLE = 0.001  # a part that adds less is none
_FEW = 8  # parts; a longer run is a page that lost its markup, and taken whole
_REACH = 12  # places from one part to the next: new clauses may stand between two halves
_NEAR = 4  # places; of 4 to 12 that were tried, a short part farther off was often another's
_FEWEST_FAR = 8  # words, so far off
_FEWEST_INSIDE = 8  # words that one part has, word for word, in the middle of what the other one has
_ROOM = 1.5  # times the words of the whole: its parts have no more


@dataclass(frozen=True, slots=True)
class Joint:
    """The place of a whole on one side and of its parts, in order, on the other."""

    whole: int
    parts: tuple[int, ...]
    similarity: float


def join(alignment: Alignment, *, lone: bool) -> None:
    """Link the clauses that came apart or were joined up, given the pairs that stand; if *lone*, also unpaired ones."""
    before, after, weights = alignment.readings.before, alignment.readings.after, alignment.readings.weights
    wholes = _wholes(alignment, before, alignment.forward, lone=lone)
    for split in _joints(wholes, after, alignment.forward, alignment.backward, weights, lone=lone):
        if split.whole in alignment.forward:
            alignment.unlink(split.whole, alignment.forward[split.whole])
        alignment.link((split.whole,), split.parts, split.similarity)
    wholes = _wholes(alignment, after, alignment.backward, lone=lone)
    for merger in _joints(wholes, before, alignment.backward, alignment.forward, weights, lone=lone):
        if merger.whole in alignment.backward:
            alignment.unlink(alignment.backward[merger.whole], merger.whole)
        alignment.link(merger.parts, (merger.whole,), merger.similarity)


def _wholes(
    alignment: Alignment, side: Sequence[PreparedClause], partner: Mapping[int, int], *, lone: bool
) -> list[PreparedClause]:
    """Return the clauses of *side* that are in no joint yet, those without a partner if *lone*."""
    joints = [link for link in alignment.links.values() if len(link.before) + len(link.after) > 2]
    before = side is alignment.readings.before
    joined = {place for link in joints for place in (link.before if before else link.after)}
    return [x for x in side if x.position not in joined and (lone or x.position in partner)]


def _joints(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    partner: Mapping[int, int],
    taken: Mapping[int, int],
    weights: Mapping[str, int],
    *,
    lone: bool,
) -> list[Joint]:
    """Return the joints of *wholes*, given who is whose *partner* and which parts are *taken*; no part twice."""
    found: list[Joint] = []
    whom = {whole.key for whole in wholes if whole.position not in partner}
    free = {part.position for part in parts if part.position not in taken}
    strays = {place for place in free if not _is_at_home(parts[place], whom)}
    for whole, seed in _seeds(wholes, parts, partner, free, strays, weights):
        run = _run(whole, seed, parts, free if whole.position in partner else strays, weights)
        joint = _best(whole, run, parts, seed, weights, lone=lone) if len(run) > 1 else None
        if joint:
            found.append(joint)
            free.difference_update(joint.parts)
            strays.difference_update(joint.parts)
    return found


def _is_at_home(passage: PreparedClause, others: Set[str]) -> bool:
    """Say whether *passage* stands word for word among the *others*: it went there whole."""
    return passage.length >= _SMALLEST_WHOLE and passage.key in others


def _seeds(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    partner: Mapping[int, int],
    free: Set[int],
    strays: Set[int],
    weights: Mapping[str, int],
) -> Iterator[tuple[PreparedClause, int]]:
    """Yield each whole that may have come apart, with one of its parts: its partner, or one of the *strays*.

    Both sets of places shrink while joints are found.
    """
    if not free:
        return
    for whole in wholes:
        seed = partner.get(whole.position)
        if seed is not None and parts[seed].key != whole.key and not free.isdisjoint(_around(seed)):
            yield whole, seed
    whom = {parts[place].key for place in free}
    alone = [whole for whole in wholes if whole.position not in partner and not _is_at_home(whole, whom)]
    yield from _lone_seeds(alone, parts, partner, strays, weights)


def _lone_seeds(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    partner: Mapping[int, int],
    strays: Set[int],
    weights: Mapping[str, int],
) -> Iterator[tuple[PreparedClause, int]]:
    """Yield each whole without a partner that holds one of the *strays*, with the heaviest, of equal ones the nearest."""
    alone = {whole.position: whole for whole in wholes if whole.length >= _SMALLEST_WHOLE}
    if not alone:
        return
    asking = [parts[place] for place in sorted(strays) if parts[place].length >= _SMALLEST_PART]
    home = expected(wholes[-1].position + 1, partner)
    seeds: defaultdict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for i, j in propose_wholes(asking, [*alone.values()], weights):
        share = containment(parts[j], alone[i], weights, _CONTAINED) if parts[j].length < alone[i].length else 0.0
        if share >= _CONTAINED:
            seeds[i].append((-share * parts[j].weight, abs(j - home[i]), j))
    for i in sorted(seeds):
        seed = next((j for *_, j in sorted(seeds[i]) if j in strays), None)
        if seed is not None:
            yield alone[i], seed


def _around(place: int) -> range:
    return range(place - _REACH, place + _REACH + 1)


def _run(
    whole: PreparedClause, seed: int, parts: Sequence[PreparedClause], free: Set[int], weights: Mapping[str, int]
) -> list[int]:
    """Return the free parts around *seed* that *whole* holds and has room for, nearest first, up to what is far off."""
    run, room = [seed], _ROOM * whole.length - parts[seed].length
    last, end = {-1: seed, 1: seed}, {-1: seed - _REACH, 1: seed + _REACH}
    near = [(abs(at - seed), at) for at in _around(seed) if at in free and at != seed]
    heapify(near)
    while near and room > 0:
        _, at = heappop(near)
        part, way = parts[at], 1 if at > seed else -1
        if part.length > room or (part.length < _FEWEST_FAR and abs(at - last[way]) > _NEAR):
            continue
        if _belongs(part, parts[seed], whole, weights):
            run.append(at)
            room -= part.length
            for beyond in range(end[way] + way, at + way * (_REACH + 1), way):
                if beyond in free:
                    heappush(near, (abs(beyond - seed), beyond))
            last[way], end[way] = at, at + way * _REACH
    return sorted([*run, *_words_between(whole, run, parts, free)]) if len(run) > 1 else run


def _words_between(
    whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], free: Set[int]
) -> Iterator[int]:
    """Yield the free parts of one word inside *run*, a word of *whole*: "Term" in a list that was a sentence."""
    for at in range(min(run) + 1, max(run)):
        if at in free and at not in run and parts[at].length < _SMALLEST_PART and parts[at].encoded in whole.encoded:
            yield at


def _is_part(passage: PreparedClause, whole: PreparedClause, weights: Mapping[str, int]) -> bool:
    if passage.length < _SMALLEST_PART:
        return bool(passage.encoded) and (
            whole.encoded.startswith(passage.encoded) or whole.encoded.endswith(passage.encoded)
        )
    return containment(passage, whole, weights, _CONTAINED) >= _CONTAINED


def _belongs(passage: PreparedClause, seed: PreparedClause, whole: PreparedClause, weights: Mapping[str, int]) -> bool:
    """Say whether *whole* holds *passage* where *seed* leaves room: most of it, or half of what stands beside *seed*."""
    beside = abs(passage.position - seed.position) == 1 and passage.length >= _FEWEST_FOUND
    surely = _is_part(passage, whole, weights)
    if not surely and not (beside and containment(passage, whole, weights) >= _WORN):
        return False
    if not beside:
        return True
    first, last = sorted((passage, seed), key=lambda part: part.position)
    found = _brought(whole, seed, [passage], order_similarity(whole.encoded, first.encoded + last.encoded))
    return found >= (1 if surely else max(_FEWEST_FOUND, passage.length / 2))


def _best(
    whole: PreparedClause,
    run: Sequence[int],
    parts: Sequence[PreparedClause],
    seed: int,
    weights: Mapping[str, int],
    *,
    lone: bool,
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
    lines = "".join(parts[place].encoded for place in places)
    weight = sum(parts[place].weight for place in places)
    if 2 * covered_weight(lines, whole, weights) < _EXPLAINED * (whole.weight + weight):
        return None  # common words in a common order
    return Joint(whole.position, tuple(places), told)


def _asked(whole: PreparedClause, others: Sequence[PreparedClause]) -> float:
    """Return by how much *others* must explain *whole* better than one part does."""
    if len(others) >= _FEW:
        return _GAIN_OF_MANY
    return _GAIN_VERBATIM if all(_is_verbatim(other, whole) for other in others) else _GAIN


def _are_found(whole: PreparedClause, seed: PreparedClause, others: Sequence[PreparedClause], told: float) -> bool:
    """Say whether most words of *others* stand in *whole* where *seed* leaves room, if all together tell *told* of it.

    A short part of a long whole gains little, however surely it is one.
    """
    length = sum(other.length for other in others)
    return len(others) < _FEW and _brought(whole, seed, others, told) >= max(_FEWEST_FOUND, _FOUND * length)


def _brought(whole: PreparedClause, seed: PreparedClause, others: Sequence[PreparedClause], told: float) -> float:
    """Return how many words of *whole* are found in *others* where *seed* has none, if all together tell *told* of it."""
    length = sum(other.length for other in others)
    without = order_similarity(whole.encoded, seed.encoded) * (whole.length + seed.length) / 2
    return told * (whole.length + seed.length + length) / 2 - without


def _is_verbatim(part: PreparedClause, whole: PreparedClause) -> bool:
    if whole.encoded.startswith(part.encoded):
        return True
    return part.length >= _VERBATIM and part.encoded in whole.encoded


def _needed(whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], seed: int) -> list[int]:
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


def _trimmed(whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], seed: int) -> list[int]:
    """Return *run* without the few parts at its ends that explain nothing of *whole*: a refrain there is another's."""
    places, told = list(run), _explained(whole, run, parts)
    for rest in (slice(1, None), slice(None, -1)):
        for _ in range(_FEW):
            explained = _explained(whole, places[rest], parts)
            if seed not in places[rest] or explained < told - _IDLE:
                break
            places, told = places[rest], explained
    return places


def _explained(whole: PreparedClause, places: Sequence[int], parts: Sequence[PreparedClause]) -> float:
    """Return how much of *whole* and of the parts at *places* is the same words in the same order.

    Of two parts the shorter one may stand, word for word, in the middle of the other.
    """
    in_order = order_similarity(whole.encoded, "".join(parts[place].encoded for place in places))
    if len(places) != 2:
        return in_order
    short, long = sorted((parts[place] for place in places), key=lambda part: (part.length, part.position))
    if short.length < _FEWEST_INSIDE or in_order == 1.0 or short.encoded not in whole.encoded:
        return in_order
    around = order_similarity(whole.encoded.replace(short.encoded, "", 1), long.encoded)
    told = around * (whole.length - short.length + long.length) + 2 * short.length
    return max(in_order, told / (whole.length + short.length + long.length))
