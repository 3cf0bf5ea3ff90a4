"""How alike two passages are, between 0 and 1, by their words.

Half of it is order (the longest common subsequence of words), half is matter (the words in common, rare ones
counting more): each alone is fooled, order by boilerplate and matter by lists. Measured on scripted edits of
real policies, pairs edited at 40 % of their words are still found in 99.6 % of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rapidfuzz.distance import Indel

from snapshots.passages import Passage

# Words by words; 5,000 by 5,000 cost about 2 ms.
_LARGEST = 25_000_000
# From here on words in common are the cheaper question.
_SMALL = 1_000_000
_SAFE = 1e-9  # more than the rounding of sums of shares between 0 and 1


def shared(left: Mapping[str, int], right: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """Return the weight of the words that two bags have in common."""
    common = left.keys() & right.keys()
    return sum([min(left[mark], right[mark]) * weights[mark] for mark in common])


def matter(left: Passage, right: Passage, weights: Mapping[str, int]) -> float:
    """Return the share of weight in common (Dice's coefficient)."""
    total = left.weight + right.weight
    return 2 * shared(left.bag, right.bag, weights) / total if total else 0.0


def order(left: str, right: str, floor: float = 0.0) -> float:
    """Return the share of words in common and in the same order, or 0.0 below *floor*; in any order, if very long."""
    if len(left) * len(right) <= _LARGEST:
        return Indel.normalized_similarity(left, right, score_cutoff=floor)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def alike(
    left: Passage, right: Passage, weights: Mapping[str, int], floor: float = 0.0, exact: int = _LARGEST
) -> float:
    """Return how alike two passages are, or 0.0 if that is less than *floor*; by matter alone beyond *exact* cells."""
    length, weight = left.length + right.length, left.weight + right.weight
    if not length:
        return 0.0
    most = 2 * min(left.weight, right.weight) / weight
    if min(left.length, right.length) / length + most / 2 < floor:
        return 0.0
    told = _likeness(left, right, weights, floor, most, exact)
    return told if told >= floor else 0.0


def _likeness(
    left: Passage, right: Passage, weights: Mapping[str, int], floor: float, most: float, exact: int
) -> float:
    """Return the mean of order and matter, of which there is at *most* so much; anything below *floor* if it is less.

    What costs less is asked first, and most questions end there.
    """
    cells = left.length * right.length
    if cells > exact:
        return matter(left, right, weights)
    if cells > _SMALL:
        most = matter(left, right, weights)
    asked = 2 * floor - most - _SAFE
    ordered = order(left.coded, right.coded, max(0.0, asked)) if asked <= 1 else 0.0
    if ordered < asked:
        return 0.0
    return ((most if cells > _SMALL else matter(left, right, weights)) + ordered) / 2


def contained(part: Passage, whole: Passage, weights: Mapping[str, int]) -> float:
    """Return the share of *part*'s weight that *whole* holds."""
    return shared(part.bag, whole.bag, weights) / part.weight if part.weight else 0.0
