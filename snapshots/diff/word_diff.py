"""The words that changed inside a pair of clauses, as a redline shows them.

The only door to diff-match-patch, and to its exact mode alone: with its time limit (one second by default) the
same pair gave up to four different results, depending on the load. It compares strings, so every distinct word
is mapped to one character first; no cut ever falls inside a word. Its clean-ups, which hide short words that
stood between two changes, lower the agreement with people (F1 .66 to .60) and are not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.prepared_clauses import character
from clausetrail.snapshots.text.tokens import PUNCTUATION, token_spans

Op = Literal["equal", "delete", "insert"]

# Myers' algorithm in Python costs a third of a second where 1,000 words meet 1,000 others; rapidfuzz finds a script
# as short in C++, but keeps a bit per cell: 50 MB at the second bound, where 20,000 words meet 20,000 others.
_LARGEST_EXACT = 1_000_000
_LARGEST = 400_000_000

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}(?<![.,;:!?)\]])")
_ENDS = frozenset(".;:,!?")
_LITTLE = 3  # letters: "the", "of", "und", "les"
_LONG = 2  # words, of which each change around a little word has at least as many
# What turns a clause into its opposite, or a freedom into a duty, in the languages most policies are written in.
_WEIGHTY_WORDS = """
    no not nor non may can must shall will should never none only unless without if or and
    ne pas ni si ou sauf sans nie nur kein muss darf soll oder wenn wir ihr no ni sin si non né se senza
    não nem se sem ou niet geen mag kan moet nie bez lub czy och inte får ska ikke må
"""
_WEIGHTY = frozenset(_WEIGHTY_WORDS.split())

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
    runs = _aligned(_runs([core for _, core in left], [core for _, core in right]), left, right)
    runs = [*_without_islands(runs, left, right)]
    return tuple(_joined(_in_order(_spelled(runs, left, right))))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return each token with the white space before it; what is left at the end is a token without a core."""
    told, last = [], 0
    for start, end in _whole(text):
        told.append((text[last:start], text[start:end]))
        last = end
    return [*told, (text[last:], "")]


def _whole(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each token starts and ends; the address of a page is one, for a part of it says nothing."""
    ends, last = dict(match.span() for match in _ADDRESS.finditer(text)), 0
    for start, end in token_spans(text):
        if start >= last:
            last = max(end, ends.get(start, 0))
            yield start, last


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


def _without_islands(
    runs: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> Iterator[_Run]:
    """Yield *runs* with a lone mark or little word between two replacements told as replaced too: it held by chance."""
    for at, run in enumerate(runs):
        before, after = runs[max(0, at - 2) : at], runs[at + 1 : at + 3]
        alone = run.op == "equal" and len(run.left) == 1 and _is_replaced(before) and _is_replaced(after)
        if alone and _is_chance(left[run.left[0]][1], [*before, *after], left, right):
            yield _Run("delete", run.left, range(0))
            yield _Run("insert", range(0), run.right)
        else:
            yield run


def _is_chance(
    core: str, around: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> bool:
    """Say whether *core*, alone between the replacements *around*, is a mark, or a little word between long ones.

    What holds a number, a negation or a duty stays as short as it is, so that its change cannot hide in a longer one.
    """
    if core in PUNCTUATION:
        return True
    if len(core) > _LITTLE or not core.isalpha() or not core.islower() or core in _WEIGHTY:
        return False
    if any(len(run.left) + len(run.right) < _LONG for run in around):
        return False
    changed = [left[n][1] for run in around for n in run.left] + [right[n][1] for run in around for n in run.right]
    return not any(word.casefold() in _WEIGHTY or any(map(str.isdigit, word)) for word in changed)


def _aligned(runs: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> list[_Run]:
    """Return *runs* with each lone insertion or deletion slid to where it begins with a word and ends with its sentence.

    "account[. Twice]." and "account.[ Twice.]" are as short; a person marks the second.
    """
    told = [run for run in runs if len(run.left) + len(run.right)]
    for at in range(1, len(told) - 1):
        above, run, below = told[at - 1 : at + 2]
        if run.op == "equal" or above.op != "equal" or below.op != "equal":
            continue
        side, place = (left, run.left) if run.op == "delete" else (right, run.right)
        steps = 0
        while steps < min(len(below.left) - 1, len(place)) and side[place.start + steps][1] in PUNCTUATION:
            if side[place.start + steps][1] != side[place.stop + steps][1]:
                steps = 0
                break
            steps += 1
        if 0 < steps < len(place) and side[place.start + steps - 1][1] in _ENDS:
            told[at - 1 : at + 2] = [_grown(above, 0, steps), _moved(run, steps), _grown(below, steps, 0)]
    return told


def _moved(run: _Run, steps: int) -> _Run:
    left, right = (range(side.start + steps, side.stop + steps) for side in (run.left, run.right))
    return _Run(run.op, left if run.op == "delete" else run.left, right if run.op == "insert" else run.right)


def _grown(run: _Run, cut: int, more: int) -> _Run:
    left, right = (range(side.start + cut, side.stop + more) for side in (run.left, run.right))
    return _Run(run.op, left, right)


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
