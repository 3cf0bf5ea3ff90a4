"""Compare the words inside a pair of clauses, and return the spans of a redline.

This module alone imports diff-match-patch, and uses only its exact mode: with its time limit (one second by default) the
same pair had up to four different results, depending on the load. It compares strings, so every distinct word is mapped
to one character first; no cut falls inside a word. Its clean-ups, which hide short words between two changes, lower the
agreement with people (F1 .66 to .60) and are not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.prepared_clauses import character
from clausetrail.snapshots.text.tokens import PUNCTUATION, token_spans

Op = Literal["equal", "delete", "insert", "moved away", "moved here"]

# Cells (words by words). Myers' algorithm in Python costs a third of a second for 1,000 words by 1,000 others. Beyond that
# rapidfuzz finds a script that is as short in C++, but needs a bit per cell: 50 MB for 20,000 words by 20,000 others.
_MAX_CELLS_OF_MYERS = 1_000_000
_MAX_CELLS = 400_000_000

# An address of a page, a mail address, a domain (with its path) and a telephone number in its international form.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,2000}(?<![.,;:!?)\]])"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w.@/-])(?:[^\W_][\w-]{0,62}\.){1,8}[a-z]{2,24}(?![\w-])(?:/[^\s<>\"]{1,2000}(?<![.,;:!?)\]]))?"
    r"|(?<!\w)\+\d{1,3}(?:[ .-]?\(?\d{1,6}\)?){2,6}(?!\w)"
)
_ENDS = frozenset(".;:,!?")
_LONGEST_FUNCTION_WORD = 3  # letters: "the", "of", "und", "les"
_MIN_CHANGE = 2  # words of each deletion and insertion around a function word that is replaced with them
# Words that reverse a clause, or turn a permission into a duty, in the languages of most policies.
_LEGAL_WORDS = """
    no not nor non may can must shall will should never none only unless without if or and
    ne pas ni si ou sauf sans nie nur kein muss darf soll oder wenn wir ihr no ni sin si non né se senza
    não nem se sem ou niet geen mag kan moet nie bez lub czy och inte får ska ikke må
"""
_LEGALLY_RELEVANT = frozenset(_LEGAL_WORDS.split())

# The first two characters of a token of moved words. A token of the text that begins with a control character has no other.
_AWAY, _HERE = "\0<", "\0>"
_MOVED: dict[str, Op] = {_AWAY: "moved away", _HERE: "moved here"}
_OPS: dict[int, Op] = {-1: "delete", 0: "equal", 1: "insert"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words that is in both clauses, or in one of them.

    Words that "moved away" are only in the first one here and in another place of the newer text; those that "moved here" are
    only in the second one here and in another place of the older text.
    """

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """The positions of tokens that are on both sides (as many on each), or on one side."""

    op: Op
    left: range
    right: range


def spans(
    before: str, after: str, moved_away: Sequence[range] = (), moved_here: Sequence[range] = ()
) -> tuple[Span, ...]:
    """Return the redline of two clauses: equal and deleted text is *before*, equal and inserted is *after*.

    *moved_away* are ranges of characters of *before*, *moved_here* of *after*, in order and from the beginning of a word to the
    end of one: each is a span of its own, which belongs to the one text as deleted and to the other as inserted words do. The white space is exact on both sides. Where text was replaced, the deletion precedes the insertion. Beyond 20,000
    by 20,000 words that differ, the changed middle is one deletion and one insertion.
    """
    left, right = _tokens(before, moved_away, _AWAY), _tokens(after, moved_here, _HERE)
    runs = _shifted_to_sentences(_runs([core for _, core in left], [core for _, core in right]), left, right)
    runs = [*_without_islands(runs, left, right)]
    return tuple(_joined(_deletions_first(_spans_of(runs, left, right))))


def _tokens(text: str, moved: Sequence[range], mark: str) -> list[tuple[str, str]]:
    """Return each token as its preceding white space and its core; white space at the end has an empty core.

    The words of each range in *moved* are one token, with a core that begins with *mark*.
    """
    found, last, ranges = list[tuple[str, str]](), 0, iter(moved)
    current = next(ranges, None)
    for start, end in _spans_with_addresses(text):
        while current is not None and current.start < end and current.start >= last:
            found.append((text[last : current.start], mark + text[current.start : current.stop]))
            last, current = current.stop, next(ranges, None)
        if start >= last:
            found.append((text[last:start], text[start:end]))
            last = end
    return [*found, (text[last:], "")]


def _spans_with_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each token; an address or telephone number is one, because a part of it has no meaning."""
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
    """Yield the runs of an edit script: the operation and the number of words."""
    start, end = _common_ends(left, right)
    yield "equal", start
    yield from _inner_script(left[start : len(left) - end], right[start : len(right) - end])
    yield "equal", end


def _common_ends(left: str, right: str) -> tuple[int, int]:
    """Return the length of the common prefix, and that of the common suffix of the rest."""
    most, start = min(len(left), len(right)), 0
    while start < most and left[start] == right[start]:
        start += 1
    end = 0
    while end < most - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return start, end


def _inner_script(left: str, right: str) -> Iterator[tuple[Op, int]]:
    cells = len(left) * len(right)
    if cells <= _MAX_CELLS_OF_MYERS:
        engine = diff_match_patch()
        engine.Diff_Timeout = 0
        yield from ((_OPS[op], len(text)) for op, text in engine.diff_main(left, right, checklines=False))
        return
    blocks = Indel.opcodes(left, right).as_matching_blocks() if cells <= _MAX_CELLS else []
    i = j = 0
    for at, other, size in [*((block.a, block.b, block.size) for block in blocks), (len(left), len(right), 0)]:
        yield "delete", at - i
        yield "insert", other - j
        yield "equal", size
        i, j = at + size, other + size


def _without_islands(
    runs: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> Iterator[_Run]:
    """Yield *runs* with a single mark or function word between two replacements as replaced, too.

    Such a word is equal on both sides by chance.
    """
    for index, run in enumerate(runs):
        before, after = runs[max(0, index - 2) : index], runs[index + 1 : index + 3]
        alone = run.op == "equal" and len(run.left) == 1 and _is_replaced(before) and _is_replaced(after)
        if alone and _is_equal_by_chance(left[run.left[0]][1], [*before, *after], left, right):
            yield _Run("delete", run.left, range(0))
            yield _Run("insert", range(0), run.right)
        else:
            yield run


def _is_equal_by_chance(
    core: str, around: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> bool:
    """Return whether *core*, alone between the replacements *around*, is a mark, or a function word between long ones.

    A replacement with a number, a negation or a duty is not joined with others, so that its change is not hidden in them.
    """
    if core in PUNCTUATION:
        return True
    if len(core) > _LONGEST_FUNCTION_WORD or not core.isalpha() or not core.islower() or core in _LEGALLY_RELEVANT:
        return False
    if any(len(run.left) + len(run.right) < _MIN_CHANGE for run in around):
        return False
    changed = [left[n][1] for run in around for n in run.left] + [right[n][1] for run in around for n in run.right]
    return not any(word.casefold() in _LEGALLY_RELEVANT or any(map(str.isdigit, word)) for word in changed)


def _shifted_to_sentences(
    runs: Sequence[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> list[_Run]:
    """Return *runs* with each single insertion or deletion shifted to begin with a word and end with its sentence.

    "account[. Twice]." and "account.[ Twice.]" are as short; a person marks the second.
    """
    found = [run for run in runs if len(run.left) + len(run.right)]
    for index in range(1, len(found) - 1):
        above, run, below = found[index - 1 : index + 2]
        if run.op == "equal" or above.op != "equal" or below.op != "equal":
            continue
        side, changed = (left, run.left) if run.op == "delete" else (right, run.right)
        steps = 0
        while steps < min(len(below.left) - 1, len(changed)) and side[changed.start + steps][1] in PUNCTUATION:
            if side[changed.start + steps][1] != side[changed.stop + steps][1]:
                steps = 0
                break
            steps += 1
        if 0 < steps < len(changed) and side[changed.start + steps - 1][1] in _ENDS:
            found[index - 1 : index + 2] = [_resized(above, 0, steps), _shifted(run, steps), _resized(below, steps, 0)]
    return found


def _shifted(run: _Run, steps: int) -> _Run:
    left, right = (range(side.start + steps, side.stop + steps) for side in (run.left, run.right))
    return _Run(run.op, left if run.op == "delete" else run.left, right if run.op == "insert" else run.right)


def _resized(run: _Run, cut: int, more: int) -> _Run:
    left, right = (range(side.start + cut, side.stop + more) for side in (run.left, run.right))
    return _Run(run.op, left, right)


def _is_replaced(neighbours: Sequence[_Run]) -> bool:
    return {run.op for run in neighbours if len(run.left) + len(run.right)} == {"delete", "insert"}


def _spans_of(
    runs: Iterable[_Run], left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> Iterator[Span]:
    """Yield the spans of *runs*; the white space before equal words may differ."""
    for run in runs:
        if run.op == "delete":
            yield from _changed_spans("delete", left[run.left.start : run.left.stop])
        elif run.op == "insert":
            yield from _changed_spans("insert", right[run.right.start : run.right.stop])
        else:
            for i, j in zip(run.left, run.right, strict=True):
                yield from _equal_word(left[i], right[j])


def _changed_spans(op: Op, tokens: Iterable[tuple[str, str]]) -> Iterator[Span]:
    """Yield the spans of *tokens* on one side: those of moved words, and the runs between them with *op*."""
    for start, run in groupby(tokens, key=lambda token: token[1][:2] if token[1][:2] in _MOVED else ""):
        if start:
            yield from (Span(_MOVED[start], space + core[2:]) for space, core in run)
        else:
            yield Span(op, "".join(space + core for space, core in run))


def _equal_word(old: tuple[str, str], new: tuple[str, str]) -> Iterator[Span]:
    if old[0] == new[0]:
        yield Span("equal", old[0] + old[1])
    else:
        yield from (Span("delete", old[0]), Span("insert", new[0]), Span("equal", old[1]))


def _deletions_first(found: Iterable[Span]) -> Iterator[Span]:
    """Yield *found* with the deletions between two equal or moved spans joined, before the insertions there."""
    deleted, inserted = "", ""
    for span in found:
        if span.op == "delete":
            deleted += span.text
        elif span.op == "insert":
            inserted += span.text
        elif span.text:
            yield from (Span("delete", deleted), Span("insert", inserted), span)
            deleted, inserted = "", ""
    yield from (Span("delete", deleted), Span("insert", inserted))


def _joined(found: Iterable[Span]) -> Iterator[Span]:
    """Yield *found* without empty spans, and with neighbouring equal spans joined."""
    equal: list[str] = []
    for span in found:
        if span.op == "equal":
            equal.append(span.text)
        elif span.text:
            if equal:
                yield Span("equal", "".join(equal))
                equal = []
            yield span
    if equal:
        yield Span("equal", "".join(equal))
