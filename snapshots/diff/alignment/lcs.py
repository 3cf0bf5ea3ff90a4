"""Match clauses with equal keys in order: the longest common subsequence (LCS) of two readings.

All later steps are relative to it: a gap is what lies between two neighbouring matches of the LCS. A plain LCS was
better than anchors that are unique on both sides (patience, Heckel) on every class of event measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set
from itertools import pairwise

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause

Pair = tuple[int, int]

# Cells of the LCS matrix, at one bit each: 50 MB at most. A reading has 100 to 1,000 clauses.
_MAX_CELLS = 400_000_000
_MAX_SHIFTED_PAIRS = 32  # pairs that one gap may be moved across


def clause_lcs(before: Sequence[PreparedClause], after: Sequence[PreparedClause]) -> list[Pair]:
    """Return the pairs of positions of a longest common subsequence of keys, in order.

    A heading is matched with headings only, unless its key occurs once on either side: then these are the same words,
    whatever markup a style sheet or a corpus gave them.
    """
    counts = [Counter(clause.key for clause in side) for side in (before, after)]
    unique = {key for key, count in counts[0].items() if count == counts[1][key] == 1}
    left, right = ([_element(clause, unique) for clause in side] for side in (before, after))
    found = longest_common_subsequence(left, right)
    back = [(i, j) for j, i in longest_common_subsequence(right, left)]
    return _with_gaps_at_headings(found if found == back else _best_of(found, back, before, after), before, after)


def _best_of(
    one: Sequence[Pair], other: Sequence[Pair], before: Sequence[PreparedClause], after: Sequence[PreparedClause]
) -> list[Pair]:
    """Return the better of two longest common subsequences, between each two neighbouring pairs that both contain.

    The choice is the same with the sides exchanged, and depends on the clauses of one stretch alone.
    """
    common = sorted({*one} & {*other})
    found: list[Pair] = []
    at = [0, 0]
    for end in [*common, (len(before), len(after))]:
        stretches: list[list[Pair]] = []
        for side, pairs in enumerate((one, other)):
            start = at[side]
            while at[side] < len(pairs) and pairs[at[side]] < end:
                at[side] += 1
            stretches.append([*pairs[start : at[side]]])
            at[side] += 1
        best = max(stretches, key=lambda stretch: _quality(stretch, before, after))
        found += best
        found += [end] if end[0] < len(before) else []
    return found


def _quality(
    pairs: Sequence[Pair], before: Sequence[PreparedClause], after: Sequence[PreparedClause]
) -> tuple[int, int, int, int, list[str]]:
    """Return how good *pairs* are: by words, sections and gaps, then what is first in both readings, then the texts."""
    words = sum(before[i].length for i, _ in pairs)
    sections = sum(before[i].section == after[j].section for i, j in pairs)
    joined = sum(k - i == m - j == 1 for (i, j), (k, m) in pairwise(pairs))
    return words, sections, joined, -sum(map(sum, pairs)), [before[i].key for i, _ in pairs]


def longest_common_subsequence(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    """Return a longest common subsequence as pairs of positions; of enormous sequences, one of unique elements only."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    inner = _inner_lcs(left[start : len(left) - end], right[start : len(right) - end])
    tail = range(end, 0, -1)
    return (
        [(at, at) for at in range(start)]
        + [(i + start, j + start) for i, j in inner]
        + [(len(left) - back, len(right) - back) for back in tail]
    )


def _inner_lcs(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    # Numbers in order of appearance: the hashes of strings differ from run to run, those of integers do not.
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in left]
    b = [numbers.setdefault(element, len(numbers)) for element in right]
    if len(a) * len(b) > _MAX_CELLS:
        return _lcs_of_unique(a, b)
    blocks = Indel.opcodes(a, b).as_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]


def _lcs_of_unique(left: Sequence[int], right: Sequence[int]) -> list[Pair]:
    """Return the longest common subsequence of the elements that occur once on either side."""
    left_counts, right_counts = Counter(left), Counter(right)
    positions = {element: at for at, element in enumerate(right)}
    pairs = [(i, positions[x], 1) for i, x in enumerate(left) if left_counts[x] == right_counts[x] == 1]
    return [pairs[at][:2] for at in heaviest_chain(pairs)]


def _with_gaps_at_headings(
    pairs: Sequence[Pair], before: Sequence[PreparedClause], after: Sequence[PreparedClause]
) -> list[Pair]:
    """Return *pairs* with every one-sided gap shifted to where most pairs are in the same section.

    If "H1 x end H2 y end" became "H1 x end H3 z end H2 y end", an LCS may report "end H3 z" as added instead of
    "H3 z end": it is as long, and wrong.
    """
    fenced = [(-1, -1), *pairs, (len(before), len(after))]
    for at in range(1, len(fenced)):
        (i, j), (k, m) = fenced[at - 1], fenced[at]
        if (k - i == 1) != (m - j == 1):
            shift = (k - i - 1, m - j - 1)
            above = range(at - 1, max(0, at - 1 - _MAX_SHIFTED_PAIRS), -1)
            below = range(at, min(len(fenced) - 1, at + _MAX_SHIFTED_PAIRS))
            up = _shifted(fenced, above, shift, before, after)
            for index, pair in up or _shifted(fenced, below, (-shift[0], -shift[1]), before, after):
                fenced[index] = pair
    return fenced[1:-1]


def _shifted(
    pairs: Sequence[Pair],
    indexes: range,
    shift: Pair,
    before: Sequence[PreparedClause],
    after: Sequence[PreparedClause],
) -> list[tuple[int, Pair]]:
    """Return which pairs at *indexes* to replace, and by which, so that more of them are in the same section."""
    replacements: list[tuple[int, Pair]] = []
    gain = best = best_count = 0
    for index in indexes:
        i, j = pairs[index]
        k, m = i + shift[0], j + shift[1]
        if _element(before[k]) != _element(after[m]):
            break
        replacements.append((index, (k, m)))
        gain += (before[k].section == after[m].section) - (before[i].section == after[j].section)
        if gain > best:
            best, best_count = gain, len(replacements)
    return replacements[:best_count]


def _element(clause: PreparedClause, unique: Set[str] = frozenset()) -> tuple[str, bool]:
    return clause.key, clause.is_heading and clause.key not in unique
