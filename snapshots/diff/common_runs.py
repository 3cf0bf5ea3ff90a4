"""Find runs of words that two streams have in common, wherever they are in each, longest first.

A greedy string tiling (Wise, "String Similarity via Greedy String Tiling and Running Karp-Rabin Matching", 1993) on an index
of all runs of `SHORTEST` words. Each word is in at most one run, so that a run that one side has more often than the other is
found only as often as both have it. The effort is bounded by a fixed number of steps per word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

SHORTEST = 8  # words; a character of a script without spaces between words counts half
BARRIER = -1  # stands for a word that is in no run: the end of a clause, a word whose partner is certain
WORD_WEIGHT = 2  # the weight of a word with spaces around it; a character of the other scripts has 1

# Places of one run of `SHORTEST` words that are tried: the n-th on one side with those from about the n-th on the other.
_MOST_PLACES = 8
# Steps per word of both streams. Real pairs need fewer than 3; a text that repeats a few words for pages needs more.
_MOST_STEPS = 64


@dataclass(frozen=True, slots=True)
class WordStream:
    """The words of one reading that may be in a run, as numbers; the other fields have one entry for each word.

    A word is open if it has no partner yet. Others have one that a run may replace: a common word, paired by chance.
    *starts* returns whether a sentence begins with the word at a position. *groups* are numbers; of two runs of one length, that within one
    group is preferred.
    """

    words: Sequence[int]
    weights: Sequence[int]
    is_open: Sequence[bool]
    starts: Callable[[int], bool]
    groups: Sequence[int]


class Run(NamedTuple):
    """*size* words that are the same from position *left* of one stream and from *right* of the other."""

    left: int
    right: int
    size: int


def common_runs(left: WordStream, right: WordStream) -> list[Run]:
    """Return disjoint runs of `SHORTEST` or more words of both streams, in the order of *left*.

    At least half of the words of a run are open, on either side.
    """
    steps = _MOST_STEPS * (len(left.words) + len(right.words))
    queue = [(*_rank(run, left, right), run) for run in _maximal_runs(left, right, steps)]
    heapify(queue)
    used = bytearray(len(left.words)), bytearray(len(right.words))
    found = []
    while queue and steps > 0:
        *_, run = heappop(queue)
        steps -= run.size
        parts = [*_unused_parts(run, *used)]
        if parts != [run]:
            for part in parts:
                if _is_long_enough(part, left):
                    heappush(queue, (*_rank(part, left, right), part))
            continue
        run = _without_paired_ends(run, left, right)
        if _is_mostly_open(run, left, right):
            found.append(run)
            used[0][run.left : run.left + run.size] = b"\1" * run.size
            used[1][run.right : run.right + run.size] = b"\1" * run.size
    return sorted(found)


def _rank(run: Run, left: WordStream, right: WordStream) -> tuple[int, bool, int]:
    """Return what runs are sorted by: the longest first, then those within one group, then the nearest ones."""
    return -run.size, left.groups[run.left] != right.groups[run.right], abs(run.left - run.right)


def _maximal_runs(left: WordStream, right: WordStream, steps: int) -> Iterator[Run]:
    """Yield the runs that no word before or after them extends, found in at most *steps* steps."""
    places, ends = _index(left), dict[int, int]()
    counts: dict[tuple[int, ...], int] = {}
    for at, gram in _grams(right):
        if not (found := places.get(gram)):
            continue
        number = counts[gram] = counts.get(gram, -1) + 1
        first = max(0, min(number - _MOST_PLACES // 2, len(found) - _MOST_PLACES))
        for place in found[first : first + _MOST_PLACES]:
            if ends.get(place - at, 0) > at:
                continue
            run = _extended(place, at, left.words, right.words)
            ends[place - at] = run.right + run.size
            steps -= run.size
            if _is_long_enough(run, left):
                yield run
            if steps < 0:
                return


def _index(stream: WordStream) -> dict[tuple[int, ...], list[int]]:
    index: dict[tuple[int, ...], list[int]] = {}
    for at, gram in _grams(stream):
        index.setdefault(gram, []).append(at)
    return index


def _grams(stream: WordStream) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the position of every `SHORTEST` neighbouring words, and the words; those without an open one are left out."""
    words, since, last_open = tuple(stream.words), 0, -1
    for at, word in enumerate(words):
        if word == BARRIER:
            since = at + 1
        elif stream.is_open[at]:
            last_open = at
        start = at + 1 - SHORTEST
        if since <= start <= last_open:
            yield start, words[start : at + 1]


def _extended(left: int, right: int, old: Sequence[int], new: Sequence[int]) -> Run:
    """Return the longest run around a word at *left* of *old* and *right* of *new*."""
    start = 0
    while min(left, right) > start and old[left - start - 1] == new[right - start - 1] != BARRIER:
        start += 1
    left, right, size = left - start, right - start, start
    most = min(len(old) - left, len(new) - right)
    while size < most and old[left + size] == new[right + size] != BARRIER:
        size += 1
    return Run(left, right, size)


def _unused_parts(run: Run, used_left: bytearray, used_right: bytearray) -> Iterator[Run]:
    """Yield the parts of *run* of which no word is used."""
    start = None
    for at in range(run.size + 1):
        is_free = at < run.size and not used_left[run.left + at] and not used_right[run.right + at]
        if is_free and start is None:
            start = at
        elif not is_free and start is not None:
            yield Run(run.left + start, run.right + start, at - start)
            start = None


def _is_long_enough(run: Run, left: WordStream) -> bool:
    return sum(left.weights[run.left : run.left + run.size]) >= WORD_WEIGHT * SHORTEST


def _without_paired_ends(run: Run, left: WordStream, right: WordStream) -> Run:
    """Return *run* without the words at its ends that have a partner, if enough are left.

    An end where a sentence begins or ends on both sides stays: of two sentences that begin alike, the other one has them.
    """
    start, end = 0, run.size
    while start < end and not (left.is_open[run.left + start] and right.is_open[run.right + start]):
        start += 1
    while end > start and not (left.is_open[run.left + end - 1] and right.is_open[run.right + end - 1]):
        end -= 1
    outer = [*range(start), *range(end + 1, run.size + 1)]
    both = {at for at in outer if left.starts(run.left + at) and right.starts(run.right + at)}
    start = min((at for at in both if at < start), default=start)
    end = max((at for at in both if at > end), default=end)
    inner = Run(run.left + start, run.right + start, end - start)
    return inner if _is_long_enough(inner, left) else run


def _is_mostly_open(run: Run, left: WordStream, right: WordStream) -> bool:
    """Return whether half of the words of *run* would otherwise be reported as removed, and half as added."""
    return all(
        2 * sum(stream.is_open[at : at + run.size]) >= run.size for stream, at in ((left, run.left), (right, run.right))
    )
