"""The words that changed inside a pair of clauses, as a redline shows them.

The only door to diff-match-patch, and to its exact mode alone: with its time limit (one second by default) the
same pair gave up to four different results, depending on the load. It compares strings, so every distinct word
is mapped to one character first; no cut ever falls inside a word. Its clean-ups, which hide short words that
stood between two changes, lower the agreement with people (F1 .66 to .60) and are not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from snapshots.passages import character
from snapshots.tokens import PUNCTUATION, places

Op = Literal["equal", "delete", "insert"]

# Myers' algorithm in Python costs a third of a second where 1,000 words meet 1,000 others; rapidfuzz finds a script
# as short in C++, but keeps a bit per cell: 50 MB at the second bound, where 20,000 words meet 20,000 others.
_LARGEST_EXACT = 1_000_000
_LARGEST = 400_000_000

_OPS: dict[int, Op] = {-1: "delete", 0: "equal", 1: "insert"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words that stands in both clauses, or in one of them."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens, by their places, that both sides have (as many on each), or that one side has."""

    op: Op
    left: range
    right: range


def spans(before: str, after: str) -> tuple[Span, ...]:
    """Return the redline of two clauses: equal and deleted text is *before*, equal and inserted is *after*.

    Both hold to the last space. In a place that changed, what was deleted comes first. Beyond 20,000 by 20,000
    words that differ the changed middle is told as one deletion and one insertion.
    """
    left, right = _tokens(before), _tokens(after)
    runs = _without_islands(_runs([core for _, core in left], [core for _, core in right]), left)
    return tuple(_joined(_in_order(_spelled(runs, left, right))))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return each token with the white space before it; what is left at the end is a token without a core."""
    told, last = [], 0
    for start, end in places(text):
        told.append((text[last:start], text[start:end]))
        last = end
    return [*told, (text[last:], "")]


def _runs(left: Sequence[str], right: Sequence[str]) -> list[_Run]:
    """Return the shortest edit script of two lists of words."""
    alphabet: dict[str, str] = {}
    for word in (*left, *right):
        if word not in alphabet:
            alphabet[word] = character(len(alphabet))
    a, b = "".join(alphabet[word] for word in left), "".join(alphabet[word] for word in right)
    runs, i, j = [], 0, 0
    for op, size in _script(a, b):
        step, other = size * (op != "insert"), size * (op != "delete")
        runs.append(_Run(op, range(i, i + step), range(j, j + other)))
        i, j = i + step, j + other
    return runs


def _script(left: str, right: str) -> Iterator[tuple[Op, int]]:
    """Yield the runs of an edit script: what to do, and with how many words."""
    start, end = _borders(left, right)
    yield "equal", start
    yield from _inner_script(left[start : len(left) - end], right[start : len(right) - end])
    yield "equal", end


def _borders(left: str, right: str) -> tuple[int, int]:
    """Return how long the common beginning is, and the common end of what is left."""
    most, start = min(len(left), len(right)), 0
    while start < most and left[start] == right[start]:
        start += 1
    end = 0
    while end < most - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return start, end


def _inner_script(left: str, right: str) -> Iterator[tuple[Op, int]]:
    cells = len(left) * len(right)
    if cells <= _LARGEST_EXACT:
        engine = diff_match_patch()
        engine.Diff_Timeout = 0
        yield from ((_OPS[op], len(text)) for op, text in engine.diff_main(left, right, checklines=False))
        return
    blocks = Indel.opcodes(left, right).as_matching_blocks() if cells <= _LARGEST else []
    i = j = 0
    for at, other, size in [*((block.a, block.b, block.size) for block in blocks), (len(left), len(right), 0)]:
        yield "delete", at - i
        yield "insert", other - j
        yield "equal", size
        i, j = at + size, other + size


def _without_islands(runs: Sequence[_Run], left: Sequence[tuple[str, str]]) -> Iterator[_Run]:
    """Yield *runs* with a lone mark between two replacements told as replaced too: it held by chance."""
    for at, run in enumerate(runs):
        alone = run.op == "equal" and len(run.left) == 1 and left[run.left[0]][1] in PUNCTUATION
        if alone and _is_replaced(runs[max(0, at - 2) : at]) and _is_replaced(runs[at + 1 : at + 3]):
            yield _Run("delete", run.left, range(0))
            yield _Run("insert", range(0), run.right)
        else:
            yield run


def _is_replaced(neighbours: Sequence[_Run]) -> bool:
    return {run.op for run in neighbours if len(run.left) + len(run.right)} == {"delete", "insert"}


def _spelled(runs: Iterable[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """Yield the text of *runs*; equal words may stand behind different white space."""
    for run in runs:
        if run.op == "delete":
            yield Span("delete", "".join(space + core for space, core in left[run.left.start : run.left.stop]))
        elif run.op == "insert":
            yield Span("insert", "".join(space + core for space, core in right[run.right.start : run.right.stop]))
        else:
            for i, j in zip(run.left, run.right, strict=True):
                yield from _equal(left[i], right[j])


def _equal(old: tuple[str, str], new: tuple[str, str]) -> Iterator[Span]:
    if old[0] == new[0]:
        yield Span("equal", old[0] + old[1])
    else:
        yield from (Span("delete", old[0]), Span("insert", new[0]), Span("equal", old[1]))


def _in_order(told: Iterable[Span]) -> Iterator[Span]:
    """Yield *told* with the deletions of each changed place before its insertions."""
    deleted, inserted = "", ""
    for span in told:
        if span.op == "delete":
            deleted += span.text
        elif span.op == "insert":
            inserted += span.text
        elif span.text:
            yield from (Span("delete", deleted), Span("insert", inserted), span)
            deleted, inserted = "", ""
    yield from (Span("delete", deleted), Span("insert", inserted))


def _joined(told: Iterable[Span]) -> Iterator[Span]:
    """Yield *told* without empty spans, equal neighbours joined."""
    equal: list[str] = []
    for span in told:
        if span.op == "equal":
            equal.append(span.text)
        elif span.text:
            if equal:
                yield Span("equal", "".join(equal))
                equal = []
            yield span
    if equal:
        yield Span("equal", "".join(equal))
