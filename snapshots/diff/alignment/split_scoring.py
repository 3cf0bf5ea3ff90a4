"""Decide which clauses are the parts of a whole that was split, and how similar they are to it together.

All tuned constants of splits and merges are here. A clause is a part if the whole contains most of its weight. Parts are
a split if together they are more similar to the whole than the best of them alone. *parts* is always the list of all clauses
on the side of the parts, indexed by position; *seed* is the position of the part that is known already: the match of the
whole, or the part that it contains most clearly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause
from clausetrail.snapshots.diff.alignment.similarity import containment, covered_weight, order_similarity

# What a part is.
CONTAINED = 0.62  # share of a part's weight that its whole contains
SHORTEST_PART = 2  # words
SHORTEST_WHOLE = 6  # words
_CONTAINED_BESIDE = 0.4  # the same share of a part right beside the seed, if half of its words are found in order

# Where parts are: a run around the seed.
MAX_DISTANCE = 12  # positions from one part to the next: clauses may be added between two halves
NEAR = 4  # positions; of the values 4 to 12 that were tried, a short part farther away was often of another whole
SHORTEST_DISTANT_PART = 8  # words of a part that is not near
MAX_LENGTH = 1.5  # times the words of the whole: its parts have no more together

# When parts are a split: their similarity to the whole, and its gain over the best single part.
_MIN_SIMILARITY = 0.5
_MIN_GAIN = 0.03  # of fewer than `_FEW` parts
_MIN_GAIN_OF_MANY = 0.05
_MIN_GAIN_VERBATIM = 0.001  # if every part except the seed occurs word for word in the whole
_SHORTEST_VERBATIM = 4  # words of such a part, unless it is the beginning of the whole: a run-in heading
# Instead of a gain: the share of the words of the other parts that are in the whole, in order, where the seed has none.
_FOUND = 0.7
_MIN_FOUND = 4  # words
_MAX_IDLE_GAIN = 0.001  # a part that adds no more is removed
_FEW = 8  # parts; a longer run is a page that lost its markup, and only its ends are tested one by one
_SHORTEST_INSIDE = 8  # words of one part that are, word for word, in the middle of the other part


@dataclass(frozen=True, slots=True)
class Split:
    """The position of a whole on one side, and those of its parts, in order, on the other."""

    whole: int
    parts: tuple[int, ...]
    similarity: float


def is_part(clause: PreparedClause, seed: PreparedClause, whole: PreparedClause, weights: Mapping[str, int]) -> bool:
    """Return whether *clause* is a part of *whole*: most of it is contained, or half of it right beside *seed*.

    Right beside *seed*, the words must be found where *seed* has none.
    """
    beside = abs(clause.position - seed.position) == 1 and clause.length >= _MIN_FOUND
    surely = _is_contained(clause, whole, weights)
    if not surely and not (beside and containment(clause, whole, weights) >= _CONTAINED_BESIDE):
        return False
    if not beside:
        return True
    first, last = sorted((clause, seed), key=lambda part: part.position)
    found = _words_found(whole, seed, [clause], order_similarity(whole.encoded, first.encoded + last.encoded))
    return found >= (1 if surely else max(_MIN_FOUND, clause.length / 2))


def _is_contained(clause: PreparedClause, whole: PreparedClause, weights: Mapping[str, int]) -> bool:
    if clause.length < SHORTEST_PART:
        word = clause.encoded
        return bool(word) and (whole.encoded.startswith(word) or whole.encoded.endswith(word))
    return containment(clause, whole, weights, CONTAINED) >= CONTAINED


def best_split(
    whole: PreparedClause,
    run: Sequence[int],
    parts: Sequence[PreparedClause],
    seed: int,
    weights: Mapping[str, int],
    *,
    need_gain: bool,
) -> Split | None:
    """Return the split of *whole* into parts of *run*, or None if they are no better than one of them alone.

    Without *need_gain*, short parts may be found in the whole instead, however little they add to the similarity.
    """
    select = _necessary_parts if len(run) <= _FEW else _without_idle_ends
    positions = select(whole, run, parts, seed)
    heaviest = max(positions, key=lambda position: (parts[position].weight, position))
    alone = max(_similarity_of_parts(whole, [position], parts) for position in {seed, heaviest})
    similarity = _similarity_of_parts(whole, positions, parts)
    others = [parts[position] for position in positions if position != seed]
    if len(positions) < 2 or similarity < _MIN_SIMILARITY:
        return None
    if similarity < alone + _min_gain(whole, others) and (
        need_gain or not _are_found(whole, parts[seed], others, similarity)
    ):
        return None
    line = "".join(parts[position].encoded for position in positions)
    weight = sum(parts[position].weight for position in positions)
    if 2 * covered_weight(line, whole, weights) < _MIN_SIMILARITY * (whole.weight + weight):
        return None  # common words in a common order
    return Split(whole.position, tuple(positions), similarity)


def _min_gain(whole: PreparedClause, others: Sequence[PreparedClause]) -> float:
    """Return by how much *others* must increase the similarity to *whole* over that of one part."""
    if len(others) >= _FEW:
        return _MIN_GAIN_OF_MANY
    return _MIN_GAIN_VERBATIM if all(_is_verbatim(other, whole) for other in others) else _MIN_GAIN


def _are_found(
    whole: PreparedClause, seed: PreparedClause, others: Sequence[PreparedClause], similarity: float
) -> bool:
    """Return whether most words of *others* are in *whole* where *seed* has none; *similarity* is that of all parts.

    A short part of a long whole adds little to the similarity, even if it certainly is a part.
    """
    length = sum(other.length for other in others)
    return len(others) < _FEW and _words_found(whole, seed, others, similarity) >= max(_MIN_FOUND, _FOUND * length)


def _words_found(
    whole: PreparedClause, seed: PreparedClause, others: Sequence[PreparedClause], similarity: float
) -> float:
    """Return how many words of *whole* match *others* and not *seed*; *similarity* is that of all parts."""
    length = sum(other.length for other in others)
    without = order_similarity(whole.encoded, seed.encoded) * (whole.length + seed.length) / 2
    return similarity * (whole.length + seed.length + length) / 2 - without


def _is_verbatim(part: PreparedClause, whole: PreparedClause) -> bool:
    if whole.encoded.startswith(part.encoded):
        return True
    return part.length >= _SHORTEST_VERBATIM and part.encoded in whole.encoded


def _necessary_parts(
    whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], seed: int
) -> list[int]:
    """Return *run* without the parts that add nothing to the similarity with *whole*; *seed* stays."""
    positions = list(run)
    while len(positions) > 1:
        similarity = _similarity_of_parts(whole, positions, parts)
        without = {
            at: _similarity_of_parts(whole, [p for p in positions if p != at], parts) for at in positions if at != seed
        }
        idle = max(without, key=lambda at: (without[at], at))
        if without[idle] < similarity - _MAX_IDLE_GAIN:
            break
        positions.remove(idle)
    return positions


def _without_idle_ends(
    whole: PreparedClause, run: Sequence[int], parts: Sequence[PreparedClause], seed: int
) -> list[int]:
    """Return *run* without up to `_FEW` parts at each end that add nothing: a repeated clause there is of another whole."""
    positions, similarity = list(run), _similarity_of_parts(whole, run, parts)
    for rest in (slice(1, None), slice(None, -1)):
        for _ in range(_FEW):
            shorter = _similarity_of_parts(whole, positions[rest], parts)
            if seed not in positions[rest] or shorter < similarity - _MAX_IDLE_GAIN:
                break
            positions, similarity = positions[rest], shorter
    return positions


def _similarity_of_parts(whole: PreparedClause, positions: Sequence[int], parts: Sequence[PreparedClause]) -> float:
    """Return the share of words, of *whole* and of the parts at *positions*, that match in order.

    The shorter of two parts may also occur, word for word, in the middle of the longer one.
    """
    in_order = order_similarity(whole.encoded, "".join(parts[position].encoded for position in positions))
    if len(positions) != 2:
        return in_order
    short, long = sorted((parts[position] for position in positions), key=lambda part: (part.length, part.position))
    if short.length < _SHORTEST_INSIDE or in_order == 1.0 or short.encoded not in whole.encoded:
        return in_order
    around = order_similarity(whole.encoded.replace(short.encoded, "", 1), long.encoded)
    matched = around * (whole.length - short.length + long.length) + 2 * short.length
    return max(in_order, matched / (whole.length + short.length + long.length))
