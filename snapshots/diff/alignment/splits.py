"""Match one clause with several: splits, and merges as splits in the opposite direction.

A split is a run of parts near each other that `clausetrail.snapshots.diff.alignment.split_scoring` accepts. Because a
merge is the same with the sides exchanged, the code here speaks of a whole and its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from clausetrail.snapshots.diff.alignment.candidate_scoring import expected_positions
from clausetrail.snapshots.diff.alignment.candidates import propose_wholes
from clausetrail.snapshots.diff.alignment.pairing import Alignment, Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause
from clausetrail.snapshots.diff.alignment.similarity import containment
from clausetrail.snapshots.diff.alignment.split_scoring import (
    CONTAINED,
    MAX_DISTANCE,
    MAX_LENGTH,
    NEAR,
    SHORTEST_DISTANT_PART,
    SHORTEST_PART,
    SHORTEST_WHOLE,
    Split,
    best_split,
    is_part,
)


@dataclass(frozen=True, slots=True)
class _Direction:
    """Wholes on one side and parts on the other: the clauses before with parts after, or the reverse.

    *matched* gives the match of a whole, *free* holds the unmatched positions of the side of the parts. An unmatched whole
    may only have *loose* parts: those that are not equal to an unmatched whole, to which they would have moved as one.
    """

    wholes: Sequence[PreparedClause]
    parts: Sequence[PreparedClause]
    matched: Mapping[int, int]
    free: Set[int]
    loose: Set[int]
    is_split: bool  # the whole is before


class _Seed(NamedTuple):
    """A whole that may have been split, with the positions of possible seeds, best first."""

    direction: _Direction
    whole: PreparedClause
    seeds: Sequence[int]


def match_splits_and_merges(alignment: Alignment, *, include_unmatched: bool) -> None:
    """Replace matches by splits and merges where a clause has further parts; with *include_unmatched*, also add new ones.

    While clauses may still be unmatched, short parts need a gain in similarity. Splits and merges that need the same
    clause are taken best first, whichever side their wholes are on.
    """
    used: tuple[set[int], set[int]] = set(), set()
    directions = [_direction(alignment, is_split=way, include_unmatched=include_unmatched) for way in (True, False)]
    weights = alignment.readings.weights
    _match_best(alignment, [*chain.from_iterable(map(_matched_seeds, directions))], used, need_gain=include_unmatched)
    if include_unmatched:
        seeds = [seed for way in directions for seed in _unmatched_seeds(way, used[way.is_split], weights)]
        _match_best(alignment, seeds, used, need_gain=True)


def _direction(alignment: Alignment, *, is_split: bool, include_unmatched: bool) -> _Direction:
    """Return one direction, without the wholes that are in a split or merge already."""
    readings, known = alignment.readings, alignment.matches.values()
    sides, maps = (readings.before, readings.after), (alignment.forward, alignment.backward)
    if not is_split:
        sides, maps = sides[::-1], maps[::-1]
    many = {n for match in known if len(match.before) + len(match.after) > 2 for n in _ends(match, is_split)[0]}
    matched, taken = maps
    wholes = [x for x in sides[0] if x.position not in many and (include_unmatched or x.position in matched)]
    unmatched_keys = {whole.key for whole in wholes if whole.position not in matched}
    free = {part.position for part in sides[1] if part.position not in taken}
    loose = {position for position in free if not _has_equal(sides[1][position], unmatched_keys)}
    return _Direction(wholes, sides[1], dict(matched), free, loose, is_split)


def _ends(match: Match, is_split: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (match.before, match.after) if is_split else (match.after, match.before)


def _match_best(
    alignment: Alignment, seeds: Sequence[_Seed], used: tuple[set[int], set[int]], *, need_gain: bool
) -> None:
    """Match the best splits that grow from *seeds*, and again those that lost a part to a better one.

    *used* holds the positions before and after that are in a split or merge, and grows.
    """
    weights = alignment.readings.weights
    while seeds:
        found = []
        for direction, whole, positions in seeds:
            gone = used[direction.is_split]
            is_matched = whole.position in direction.matched
            allowed = direction.free if is_matched else direction.loose
            seed = next((at for at in positions if at not in gone), None)
            if seed is None or whole.position in used[not direction.is_split]:
                continue
            run = _run(whole, seed, direction.parts, allowed, gone, weights)
            split = (
                best_split(whole, run, direction.parts, seed, weights, need_gain=need_gain) if len(run) > 1 else None
            )
            if split:
                words = whole.length + sum(direction.parts[part].length for part in split.parts)
                order = -(split.similarity**2) * words, split.whole + sum(split.parts), split.whole
                found.append((order, _Seed(direction, whole, positions), split))
        seeds = []
        for _, grown, split in sorted(found, key=itemgetter(0)):
            wholes, taken = used[not grown.direction.is_split], used[grown.direction.is_split]
            if split.whole in wholes or not taken.isdisjoint(split.parts):
                seeds.append(grown)
                continue
            _add(alignment, split, is_split=grown.direction.is_split)
            wholes.add(split.whole)
            taken.update(split.parts)


def _add(alignment: Alignment, split: Split, *, is_split: bool) -> None:
    whole = (split.whole,)
    if is_split:
        if split.whole in alignment.forward:
            alignment.remove(split.whole, alignment.forward[split.whole])
        alignment.add(whole, split.parts, split.similarity)
    else:
        if split.whole in alignment.backward:
            alignment.remove(alignment.backward[split.whole], split.whole)
        alignment.add(split.parts, whole, split.similarity)


def _has_equal(clause: PreparedClause, keys: Set[str]) -> bool:
    """Return whether *clause* is long enough for its key to identify it, and one of *keys* is equal."""
    return clause.length >= SHORTEST_WHOLE and clause.key in keys


def _matched_seeds(direction: _Direction) -> Iterator[_Seed]:
    """Yield each matched whole that differs from its match, if there are free clauses around that."""
    if not direction.free:
        return
    for whole in direction.wholes:
        seed = direction.matched.get(whole.position)
        if seed is not None and direction.parts[seed].key != whole.key and not direction.free.isdisjoint(_around(seed)):
            yield _Seed(direction, whole, (seed,))


def _unmatched_seeds(direction: _Direction, gone: Set[int], weights: Mapping[str, int]) -> Iterator[_Seed]:
    """Yield each unmatched whole that contains loose parts, with these, heaviest first, of equal ones the nearest."""
    parts, free, loose = direction.parts, direction.free - gone, direction.loose - gone
    free_keys = {parts[position].key for position in free}
    by_position = {
        whole.position: whole
        for whole in direction.wholes
        if whole.position not in direction.matched
        and whole.length >= SHORTEST_WHOLE
        and not _has_equal(whole, free_keys)
    }
    if not by_position:
        return
    queries = [parts[position] for position in sorted(loose) if parts[position].length >= SHORTEST_PART]
    expected = expected_positions(max(by_position) + 1, direction.matched)
    seeds: defaultdict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for i, j in propose_wholes(queries, [*by_position.values()], weights):
        part, whole = parts[j], by_position[i]
        share = containment(part, whole, weights, CONTAINED) if part.length < whole.length else 0.0
        if share >= CONTAINED:
            seeds[i].append((-share * part.weight, abs(j - expected[i]), j))
    for i in sorted(seeds):
        yield _Seed(direction, by_position[i], [j for *_, j in sorted(seeds[i])])


def _around(position: int) -> range:
    return range(position - MAX_DISTANCE, position + MAX_DISTANCE + 1)


def _run(
    whole: PreparedClause,
    seed: int,
    parts: Sequence[PreparedClause],
    allowed: Set[int],
    gone: Set[int],
    weights: Mapping[str, int],
) -> list[int]:
    """Return the positions of the parts of *whole* around *seed*, in order: of those *allowed*, the ones not *gone*.

    They are taken nearest first, while *whole* is long enough for more, and each within the distance of the one before.
    """
    run, words_left = [seed], MAX_LENGTH * whole.length - parts[seed].length
    last, end = {-1: seed, 1: seed}, {-1: seed - MAX_DISTANCE, 1: seed + MAX_DISTANCE}
    near = [(abs(at - seed), at) for at in _around(seed) if at in allowed and at not in gone and at != seed]
    heapify(near)
    while near and words_left > 0:
        _, at = heappop(near)
        part, way = parts[at], 1 if at > seed else -1
        if part.length > words_left or (part.length < SHORTEST_DISTANT_PART and abs(at - last[way]) > NEAR):
            continue
        if is_part(part, parts[seed], whole, weights):
            run.append(at)
            words_left -= part.length
            for beyond in range(end[way] + way, at + way * (MAX_DISTANCE + 1), way):
                if beyond in allowed and beyond not in gone:
                    heappush(near, (abs(beyond - seed), beyond))
            last[way], end[way] = at, at + way * MAX_DISTANCE
    return sorted([*run, *_single_words(whole, run, parts, allowed, gone)]) if len(run) > 1 else run


def _single_words(
    whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], allowed: Set[int], gone: Set[int]
) -> Iterator[int]:
    """Yield the other parts of one word inside *run*, a word of *whole*: "Term" in a list that was a sentence."""
    for at in range(min(run) + 1, max(run)):
        if at not in allowed or at in gone or at in run:
            continue
        if parts[at].length < SHORTEST_PART and parts[at].encoded in whole.encoded:
            yield at
