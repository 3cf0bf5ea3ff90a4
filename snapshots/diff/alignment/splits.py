"""Match one clause with several: splits, and merges as splits in the opposite direction.

A split is a run of parts near each other that `clausetrail.snapshots.diff.alignment.split_scoring` accepts. Because a
merge is the same with the sides exchanged, the code here speaks of a whole and its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from heapq import heapify, heappop, heappush

from clausetrail.snapshots.diff.alignment.candidate_scoring import expected_positions
from clausetrail.snapshots.diff.alignment.candidates import propose_wholes
from clausetrail.snapshots.diff.alignment.pairing import Alignment
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


def match_splits_and_merges(alignment: Alignment, *, include_unmatched: bool) -> None:
    """Replace matches by splits and merges where a clause has further parts; with *include_unmatched*, also add new ones.

    While clauses may still be unmatched, short parts need a gain in similarity.
    """
    before, after, weights = alignment.readings.before, alignment.readings.after, alignment.readings.weights
    forward, backward = alignment.forward, alignment.backward
    wholes = _wholes(alignment, before, forward, include_unmatched=include_unmatched)
    for split in _splits(wholes, after, forward, backward, weights, need_gain=include_unmatched):
        if split.whole in forward:
            alignment.remove(split.whole, forward[split.whole])
        alignment.add((split.whole,), split.parts, split.similarity)
    wholes = _wholes(alignment, after, backward, include_unmatched=include_unmatched)
    for merge in _splits(wholes, before, backward, forward, weights, need_gain=include_unmatched):
        if merge.whole in backward:
            alignment.remove(backward[merge.whole], merge.whole)
        alignment.add(merge.parts, (merge.whole,), merge.similarity)


def _wholes(
    alignment: Alignment, side: Sequence[PreparedClause], matched: Mapping[int, int], *, include_unmatched: bool
) -> list[PreparedClause]:
    """Return the clauses of *side* that are in no split or merge yet: the *matched* ones, or all."""
    known = [match for match in alignment.matches.values() if len(match.before) + len(match.after) > 2]
    is_before = side is alignment.readings.before
    used = {position for match in known for position in (match.before if is_before else match.after)}
    return [x for x in side if x.position not in used and (include_unmatched or x.position in matched)]


def _splits(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    matched: Mapping[int, int],
    taken: Mapping[int, int],
    weights: Mapping[str, int],
    *,
    need_gain: bool,
) -> list[Split]:
    """Return the splits of *wholes*; no part is used twice.

    *matched* gives the match of a whole, *taken* that of a part. An unmatched whole may only have *loose* parts: those
    that are unmatched and not equal to an unmatched whole, to which they would have moved as one.
    """
    found: list[Split] = []
    unmatched_keys = {whole.key for whole in wholes if whole.position not in matched}
    free = {part.position for part in parts if part.position not in taken}
    loose = {position for position in free if not _has_equal(parts[position], unmatched_keys)}
    for whole, seed in _seeds(wholes, parts, matched, free, loose, weights):
        run = _run(whole, seed, parts, free if whole.position in matched else loose, weights)
        split = best_split(whole, run, parts, seed, weights, need_gain=need_gain) if len(run) > 1 else None
        if split:
            found.append(split)
            free.difference_update(split.parts)
            loose.difference_update(split.parts)
    return found


def _has_equal(clause: PreparedClause, keys: Set[str]) -> bool:
    """Return whether *clause* is long enough for its key to identify it, and one of *keys* is equal."""
    return clause.length >= SHORTEST_WHOLE and clause.key in keys


def _seeds(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    matched: Mapping[int, int],
    free: Set[int],
    loose: Set[int],
    weights: Mapping[str, int],
) -> Iterator[tuple[PreparedClause, int]]:
    """Yield each whole that may have been split, with the position of a seed: its match, or one of the *loose* parts.

    Both sets of positions shrink while splits are found.
    """
    if not free:
        return
    for whole in wholes:
        seed = matched.get(whole.position)
        if seed is not None and parts[seed].key != whole.key and not free.isdisjoint(_around(seed)):
            yield whole, seed
    free_keys = {parts[position].key for position in free}
    unmatched = [whole for whole in wholes if whole.position not in matched and not _has_equal(whole, free_keys)]
    yield from _seeds_of_unmatched(unmatched, parts, matched, loose, weights)


def _seeds_of_unmatched(
    wholes: Sequence[PreparedClause],
    parts: Sequence[PreparedClause],
    matched: Mapping[int, int],
    loose: Set[int],
    weights: Mapping[str, int],
) -> Iterator[tuple[PreparedClause, int]]:
    """Yield each unmatched whole that contains a *loose* part, with the heaviest such part, of equal ones the nearest."""
    by_position = {whole.position: whole for whole in wholes if whole.length >= SHORTEST_WHOLE}
    if not by_position:
        return
    queries = [parts[position] for position in sorted(loose) if parts[position].length >= SHORTEST_PART]
    expected = expected_positions(wholes[-1].position + 1, matched)
    seeds: defaultdict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for i, j in propose_wholes(queries, [*by_position.values()], weights):
        part, whole = parts[j], by_position[i]
        share = containment(part, whole, weights, CONTAINED) if part.length < whole.length else 0.0
        if share >= CONTAINED:
            seeds[i].append((-share * part.weight, abs(j - expected[i]), j))
    for i in sorted(seeds):
        seed = next((j for *_, j in sorted(seeds[i]) if j in loose), None)
        if seed is not None:
            yield by_position[i], seed


def _around(position: int) -> range:
    return range(position - MAX_DISTANCE, position + MAX_DISTANCE + 1)


def _run(
    whole: PreparedClause,
    seed: int,
    parts: Sequence[PreparedClause],
    free: Set[int],
    weights: Mapping[str, int],
) -> list[int]:
    """Return the positions of the free parts of *whole* around *seed*, in order.

    They are taken nearest first, while *whole* is long enough for more, and each within the distance of the one before.
    """
    run, words_left = [seed], MAX_LENGTH * whole.length - parts[seed].length
    last, end = {-1: seed, 1: seed}, {-1: seed - MAX_DISTANCE, 1: seed + MAX_DISTANCE}
    near = [(abs(at - seed), at) for at in _around(seed) if at in free and at != seed]
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
                if beyond in free:
                    heappush(near, (abs(beyond - seed), beyond))
            last[way], end[way] = at, at + way * MAX_DISTANCE
    return sorted([*run, *_single_words(whole, run, parts, free)]) if len(run) > 1 else run


def _single_words(
    whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], free: Set[int]
) -> Iterator[int]:
    """Yield the free parts of one word inside *run*, a word of *whole*: "Term" in a list that was a sentence."""
    for at in range(min(run) + 1, max(run)):
        if at in free and at not in run and parts[at].length < SHORTEST_PART and parts[at].encoded in whole.encoded:
            yield at
