"""The in-order skeleton: the most clauses of one identity that stand in one order in both readings.

Everything after is measured against it: a gap is what lies between two neighbours of the skeleton. A plain
longest common subsequence beat unique-first anchors (patience, Heckel) on every class of event measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

Pair = tuple[int, int]

# The optimal script keeps one bit per cell: 50 MB at most. A reading has 100 to 1,000 clauses.
_LARGEST = 400_000_000
_FARTHEST_SLIDE = 32


def clause_lcs(before: Sequence[PreparedClause], after: Sequence[PreparedClause]) -> list[Pair]:
    """Return the pairs of the skeleton in order.

    A heading is paired with headings only, but for one whose words stand once on either side: these are the same
    words, whatever a style sheet or a corpus made of them.
    """
    counts = [Counter(passage.key for passage in side) for side in (before, after)]
    once = {identity for identity, count in counts[0].items() if count == counts[1][identity] == 1}
    left, right = ([_mark(passage, once) for passage in side] for side in (before, after))
    return _slid(longest_common_subsequence(left, right), before, after)


def longest_common_subsequence(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    """Return a longest common subsequence, or a long one of unique elements if both are enormous."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    inner = _inner(left[start : len(left) - end], right[start : len(right) - end])
    tail = range(end, 0, -1)
    return (
        [(at, at) for at in range(start)]
        + [(i + start, j + start) for i, j in inner]
        + [(len(left) - back, len(right) - back) for back in tail]
    )


def _inner(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    # Numbers in order of appearance: the hashes of strings differ from run to run, those of integers do not.
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in left]
    b = [numbers.setdefault(element, len(numbers)) for element in right]
    if len(a) * len(b) > _LARGEST:
        return _unique(a, b)
    blocks = Indel.opcodes(a, b).as_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]


def _unique(left: Sequence[int], right: Sequence[int]) -> list[Pair]:
    counts, others = Counter(left), Counter(right)
    places = {element: at for at, element in enumerate(right)}
    pairs = [(i, places[x], 1) for i, x in enumerate(left) if counts[x] == others[x] == 1]
    return [pairs[at][:2] for at in heaviest_chain(pairs)]


def _slid(pairs: Sequence[Pair], before: Sequence[PreparedClause], after: Sequence[PreparedClause]) -> list[Pair]:
    """Return *pairs* with every one-sided gap slid to where most pairs stand under the same heading.

    Of "H1 x end H3 z end H2 y end", grown from "H1 x end H2 y end", "end H3 z" reads as new no less than
    "H3 z end" does: as short, and wrong.
    """
    fenced = [(-1, -1), *pairs, (len(before), len(after))]
    for at in range(1, len(fenced)):
        (i, j), (k, m) = fenced[at - 1], fenced[at]
        if (k - i == 1) != (m - j == 1):
            shift = (k - i - 1, m - j - 1)
            above = range(at - 1, max(0, at - 1 - _FARTHEST_SLIDE), -1)
            below = range(at, min(len(fenced) - 1, at + _FARTHEST_SLIDE))
            up = _slide(fenced, above, shift, before, after)
            for place, pair in up or _slide(fenced, below, (-shift[0], -shift[1]), before, after):
                fenced[place] = pair
    return fenced[1:-1]


def _slide(
    pairs: Sequence[Pair], places: range, shift: Pair, before: Sequence[PreparedClause], after: Sequence[PreparedClause]
) -> list[tuple[int, Pair]]:
    """Return which pairs at *places* to replace, and by what, so that more of them share their heading."""
    moves: list[tuple[int, Pair]] = []
    gain = best = reach = 0
    for place in places:
        i, j = pairs[place]
        k, m = i + shift[0], j + shift[1]
        if _mark(before[k]) != _mark(after[m]):
            break
        moves.append((place, (k, m)))
        gain += (before[k].section == after[m].section) - (before[i].section == after[j].section)
        if gain > best:
            best, reach = gain, len(moves)
    return moves[:reach]


def _mark(passage: PreparedClause, once: Set[str] = frozenset()) -> tuple[str, bool]:
    return passage.key, passage.is_heading and passage.key not in once
