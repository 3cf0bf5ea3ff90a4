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

# One comparison of 5,000 with 5,000 words costs about 2 ms; the longest block
# in 60 pairs of real policies had 3,732.
_LARGEST = 25_000_000


def shared(left: Mapping[str, int], right: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """Return the weight of the words that two bags have in common."""
    common = left.keys() & right.keys()
    return sum([min(left[mark], right[mark]) * weights[mark] for mark in common])


def matter(left: Passage, right: Passage, weights: Mapping[str, int]) -> float:
    """Return the share of weight in common (Dice's coefficient)."""
    total = left.weight + right.weight
    return 2 * shared(left.bag, right.bag, weights) / total if total else 0.0


def order(left: str, right: str) -> float:
    """Return the share of words in common and in the same order; in any order, if both are very long."""
    if len(left) * len(right) <= _LARGEST:
        return Indel.normalized_similarity(left, right)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def alike(left: Passage, right: Passage, weights: Mapping[str, int], floor: float = 0.0) -> float:
    """Return how alike two passages are, or 0.0 if that is less than *floor*."""
    length, weight = left.length + right.length, left.weight + right.weight
    if not length or min(left.length, right.length) / length + min(left.weight, right.weight) / weight < floor:
        return 0.0
    common = matter(left, right, weights)
    return (common + order(left.coded, right.coded)) / 2 if common + 1 >= 2 * floor else 0.0


def contained(part: Passage, whole: Passage, weights: Mapping[str, int]) -> float:
    """Return the share of *part*'s weight that *whole* holds."""
    return shared(part.bag, whole.bag, weights) / part.weight if part.weight else 0.0
