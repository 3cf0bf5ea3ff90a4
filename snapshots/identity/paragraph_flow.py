"""Find runs of clauses that have the same words on both sides, and other breaks between them.

A sentence that leaves the end of one paragraph for the start of the next makes two rewordings of two paragraphs, though not
a word has changed. Splits and merges alone are those of the aligner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from clausetrail.snapshots.identity.change_index import ChangeIndex
from clausetrail.snapshots.identity.word_provenance import dated_words
from clausetrail.snapshots.model import Clause


@dataclass(frozen=True, slots=True)
class Reflow:
    """A run of clauses *before* and one *after*, as positions, that have the same words in the same order.

    *targets* holds by the position of each clause before that of the clause after that has its first word.
    """

    before: range
    after: range
    targets: Mapping[int, int]


def reflows(before: Sequence[Clause], after: Sequence[Clause], index: ChangeIndex) -> Iterator[Reflow]:
    """Yield the shortest runs of clauses with the same words and other breaks, several on both sides.

    Runs are looked for between the clauses that are unchanged and in their place according to *index*.
    """
    anchors = [(-1, -1), *sorted((old, new) for new, old in index.unchanged.items()), (len(before), len(after))]
    for (old_start, new_start), (old_end, new_end) in pairwise(anchors):
        old, new = range(old_start + 1, old_end), range(new_start + 1, new_end)
        if len(old) > 1 and len(new) > 1:
            yield from _reflows_between(before, after, old, new)


def _reflows_between(before: Sequence[Clause], after: Sequence[Clause], old: range, new: range) -> Iterator[Reflow]:
    """Yield the runs from the start on, then those from the end on, as far as the words are the same."""
    forward = [*_matching_runs(before, after, old, new, step=1)]
    yield from forward
    if forward:
        old = range(forward[-1].before.stop, old.stop)
        new = range(forward[-1].after.stop, new.stop)
    yield from _matching_runs(before, after, old, new, step=-1)


def _matching_runs(
    before: Sequence[Clause], after: Sequence[Clause], old: range, new: range, *, step: int
) -> Iterator[Reflow]:
    sides = [
        [(place, dated_words(clauses[place].text)[::step]) for place in places[::step]]
        for clauses, places in ((before, old), (after, new))
    ]
    taken, words, starts, compared = [0, 0], [list[str](), list[str]()], [0, 0], 0
    while all(taken[side] < len(sides[side]) for side in (0, 1)) or words[0] != words[1]:
        shorter = 0 if len(words[0]) <= len(words[1]) else 1
        if taken[shorter] == len(sides[shorter]):
            return
        words[shorter] += sides[shorter][taken[shorter]][1]
        taken[shorter] += 1
        common = min(map(len, words))
        if words[0][compared:common] != words[1][compared:common]:
            return
        compared = common
        if len(words[0]) == len(words[1]) and all(taken[side] > starts[side] for side in (0, 1)):
            places = [[place for place, _ in sides[side][starts[side] : taken[side]]] for side in (0, 1)]
            if all(len(found) > 1 for found in places):
                old_run, new_run = (range(min(found), max(found) + 1) for found in places)
                yield Reflow(old_run, new_run, _targets(before, after, old_run, new_run))
            starts, words, compared = [*taken], [[], []], 0


def _targets(before: Sequence[Clause], after: Sequence[Clause], old: range, new: range) -> dict[int, int]:
    ends = [*accumulate(len(dated_words(after[place].text)) for place in new)]
    starts = accumulate((len(dated_words(before[place].text)) for place in old), initial=0)
    last = len(ends) - 1
    return {place: new[min(bisect_right(ends, start), last)] for place, start in zip(old, starts, strict=False)}
