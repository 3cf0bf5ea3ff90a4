"""Find the words that an alignment reports as removed here and as added there although both readings have them.

An alignment pairs clauses. What it leaves over are the clauses without a partner and, inside the pairs, the words that differ.
Runs of eight or more words that are left over on both sides moved. Where they are most of a clause without a partner, that
clause joins the match of the clause that has its words, whatever their distance: as a pair, a split or a merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import character
from clausetrail.snapshots.diff.common_runs import BARRIER, SHORTEST, WORD_WEIGHT, WordStream, common_runs
from clausetrail.snapshots.model import Clause, KeptWords
from clausetrail.snapshots.text.tokens import PUNCTUATION, is_unspaced, token_spans

# Share of the words of a clause without a partner that must be in one clause of the other side to join its match, and the
# same where they are whole sentences.
_JOINING = 0.5
_JOINING_SENTENCES = 0.25
_MOST_ROUNDS = 4  # a clause that joined a match may leave words over that let another one join
# Cells (words by words) up to which the words of a match are compared in order: a bit of memory each.
_MAX_CELLS = 400_000_000
_LONGEST_CACHED = 2_000  # characters
_SENTENCE_ENDS = frozenset(".!?;:…。！？；：")

Positions = tuple[tuple[int, ...], tuple[int, ...]]


class Regrouped(NamedTuple):
    """An alignment with the clauses that joined it, and the words that moved nevertheless, in order of *before*.

    *joined* are the positions, before and after, of the matches that are made or enlarged by kept words alone.
    """

    matches: list[Match]
    kept: list[KeptWords]
    joined: frozenset[Positions]


class _Words(NamedTuple):
    """The words of one clause, case folded, where each begins and ends in its text, and whether it begins a sentence."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    starts: tuple[bool, ...]


@dataclass(slots=True)
class _Group:
    """Clauses of both sides that are compared with each other: those of a match, or one without a partner."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False
    similarity: float = 0.0
    is_joined: bool = False


def regroup(matches: Sequence[Match], before: Sequence[Clause], after: Sequence[Clause]) -> Regrouped:
    """Return *matches* of *before* and *after* with further clauses joined to them, and the words that moved."""
    same, groups = [], list[_Group]()
    for match in matches:
        if _have_same_words(match, before, after):
            same.append(match)
        else:
            groups.append(_Group(match.before, match.after, match.moved, match.similarity))
    groups += [_Group((i,), ()) for i in _unmatched(len(before), (match.before for match in matches))]
    groups += [_Group((), (j,)) for j in _unmatched(len(after), (match.after for match in matches))]
    in_order = sorted((match.before[0], match.after[0]) for match in matches if not match.moved)
    kept: list[KeptWords] = []
    for _ in range(_MOST_ROUNDS):
        kept = _moved_words(groups, before, after)
        joined = _joined(groups, kept, before, after, in_order) if kept else groups
        if joined is groups:
            break
        groups = joined
    found = [Match(x.before, x.after, x.similarity, x.moved) for x in groups if x.before and x.after]
    positions = frozenset((x.before, x.after) for x in groups if x.is_joined)
    return Regrouped(sorted([*same, *found]), kept, positions)


def kept_share(kept: Iterable[KeptWords], place: int, clause: Clause, *, is_before: bool) -> tuple[int, int]:
    """Return how many words of *clause*, at *place* of one side, are in *kept*, and how many it has."""
    stretches = [
        (x.before_start, x.before_end) if is_before else (x.after_start, x.after_end)
        for x in kept
        if (x.before if is_before else x.after) == place
    ]
    words = _words_of(clause.text)
    inside = sum(any(start <= first and last <= end for start, end in stretches) for first, last in words.spans)
    return inside, len(words.words)


def _have_same_words(match: Match, before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    if len(match.before) == len(match.after) == 1 and before[match.before[0]].text == after[match.after[0]].text:
        return True
    sides = ((before, match.before), (after, match.after))
    old, new = ([word for at in places for word in _words_of(side[at].text).words] for side, places in sides)
    return old == new


def _unmatched(size: int, matched: Iterable[tuple[int, ...]]) -> list[int]:
    return sorted(set(range(size)).difference(*matched))


def _words_of(text: str) -> _Words:
    return (_cached if len(text) <= _LONGEST_CACHED else _long_cached)(text)


def _split(text: str) -> _Words:
    spans = tuple(span for span in token_spans(text) if text[slice(*span)] not in PUNCTUATION)
    folded = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    starts = (not _SENTENCE_ENDS.isdisjoint(text[end:start]) for (_, end), (start, _) in pairwise(spans))
    words = tuple(folded[start:end].casefold() for start, end in spans)
    return _Words(words, spans, (True, *starts) if spans else ())


_cached, _long_cached = lru_cache(maxsize=4096)(_split), lru_cache(maxsize=64)(_split)


@dataclass(slots=True)
class _Stream:
    """The words of one reading in the order of its groups, a barrier after each clause.

    *origins* has for each word the clause and the position in it, *bounds* the range of words of each group.
    """

    words: list[int]
    weights: list[int]
    is_open: list[bool]
    starts: list[bool]
    owners: list[int]
    origins: list[tuple[int, int]]
    bounds: list[range]

    def view(self) -> WordStream:
        """Return the words as `common_runs` reads them."""
        return WordStream(self.words, self.weights, self.is_open, self.starts, self.owners)


def _moved_words(groups: Sequence[_Group], before: Sequence[Clause], after: Sequence[Clause]) -> list[KeptWords]:
    """Return the runs of words that are left over in *groups* on both sides."""
    numbers: dict[str, int] = {}
    left = _stream([group.before for group in groups], before, numbers)
    right = _stream([group.after for group in groups], after, numbers)
    if min(sum(left.is_open), sum(right.is_open)) < SHORTEST:
        return []
    for one, two in zip(left.bounds, right.bounds, strict=True):
        if one and two:
            _close_paired_words(left, right, one, two)
    runs = common_runs(left.view(), right.view())
    found = []
    for run in runs:
        i, first = left.origins[run.left]
        j, second = right.origins[run.right]
        old, new = _words_of(before[i].text), _words_of(after[j].text)
        start, other = old.spans[first][0], new.spans[second][0]
        end, other_end = old.spans[first + run.size - 1][1], new.spans[second + run.size - 1][1]
        marks = _common_marks(before[i].text, end, after[j].text, other_end)
        found.append(KeptWords(i, start, end + marks, j, other, other_end + marks))
    return sorted(found, key=lambda kept: (kept.before, kept.before_start))


def _common_marks(old: str, at: int, new: str, other: int) -> int:
    """Return how many marks follow *at* in *old* as well as *other* in *new*: the stop of a sentence belongs to it."""
    marks = 0
    for one, two in zip(old[at : at + 4], new[other : other + 4], strict=False):
        if one != two or one not in PUNCTUATION or one in "([{":
            break
        marks += 1
    return marks


def _stream(groups: Sequence[tuple[int, ...]], clauses: Sequence[Clause], numbers: dict[str, int]) -> _Stream:
    """Return the words of the *clauses* at the places in *groups*; *numbers* has the number of each word so far."""
    stream = _Stream([], [], [], [], [], [], [])
    for owner, places in enumerate(groups):
        start = len(stream.words)
        for place in places:
            found = _words_of(clauses[place].text)
            stream.words += [*(numbers.setdefault(word, len(numbers)) for word in found.words), BARRIER]
            stream.weights += [*(WORD_WEIGHT - is_unspaced(word) for word in found.words), 0]
            stream.is_open += [*[True] * len(found.words), False]
            stream.starts += [*found.starts, True]
            stream.owners += [owner] * (len(found.words) + 1)
            stream.origins += [(place, at) for at in range(len(found.words) + 1)]
        stream.bounds.append(range(start, len(stream.words)))
    return stream


def _close_paired_words(left: _Stream, right: _Stream, old: range, new: range) -> None:
    """Note that the words of a match, *old* and *new*, that are common to both sides in order are not left over.

    A run that is as long as those that are looked for becomes a barrier on either side.
    """
    lefts = [at for at in old if left.words[at] != BARRIER]
    rights = [at for at in new if right.words[at] != BARRIER]
    if len(lefts) * len(rights) > _MAX_CELLS:
        return
    one = "".join(character(left.words[at]) for at in lefts)
    two = "".join(character(right.words[at]) for at in rights)
    for block in Indel.opcodes(one, two).as_matching_blocks():
        places, others = lefts[block.a : block.a + block.size], rights[block.b : block.b + block.size]
        is_certain = sum(left.weights[at] for at in places) >= WORD_WEIGHT * SHORTEST
        for at, other in zip(places, others, strict=True):
            left.is_open[at] = right.is_open[other] = False
            if is_certain:
                left.words[at] = right.words[other] = BARRIER


def _joined(
    groups: list[_Group],
    kept: Sequence[KeptWords],
    before: Sequence[Clause],
    after: Sequence[Clause],
    in_order: list[tuple[int, int]],
) -> list[_Group]:
    """Return *groups* with clauses without a partner joined to those that have their words, or *groups* if none is."""
    of_before = {i: number for number, group in enumerate(groups) for i in group.before}
    of_after = {j: number for number, group in enumerate(groups) for j in group.after}
    by_pair: defaultdict[tuple[int, int], list[KeptWords]] = defaultdict(list)
    for one in kept:
        by_pair[one.before, one.after].append(one)
    counts = {(i, j): kept_share(found, i, before[i], is_before=True)[0] for (i, j), found in by_pair.items()}
    updated, has_joined = list(groups), False
    for i, j in sorted(by_pair, key=lambda pair: (-counts[pair], abs(pair[0] - pair[1]), pair)):
        old, new = updated[of_before[i]], updated[of_after[j]]
        if of_before[i] == of_after[j] or not _may_join(old, new):
            continue
        lone = [(i, before[i], True)] if not old.after else []
        lone += [(j, after[j], False)] if not new.before else []
        if not any(_belongs(by_pair[i, j], *one) for one in lone):
            continue
        union = _union(old, new, before, after, counts[i, j])
        if not old.after and not new.before:
            union.moved = any((i - a) * (j - b) < 0 for a, b in in_order)
        number = of_before[i] if old.after else of_after[j]
        other = of_after[j] if number == of_before[i] else of_before[i]
        updated[number], updated[other] = union, _Group((), ())
        of_before |= dict.fromkeys(union.before, number)
        of_after |= dict.fromkeys(union.after, number)
        has_joined = True
    return [group for group in updated if group.before or group.after] if has_joined else groups


def _may_join(old: _Group, new: _Group) -> bool:
    """Return whether *old* or *new* is a clause without a partner, and one clause with many others at most results."""
    if old.after and new.before:
        return False
    return len(old.before) + len(new.before) == 1 or len(old.after) + len(new.after) == 1


def _belongs(kept: Sequence[KeptWords], place: int, clause: Clause, is_before: bool) -> bool:
    """Return whether *kept* is enough of *clause*, at *place*, for it to join the match of the clause that has them."""
    inside, total = kept_share(kept, place, clause, is_before=is_before)
    if inside >= _JOINING * total:
        return True
    stretches = [(x.before_start, x.before_end) if is_before else (x.after_start, x.after_end) for x in kept]
    return inside >= _JOINING_SENTENCES * total and all(_are_sentences(clause.text, *one) for one in stretches)


def _are_sentences(text: str, start: int, end: int) -> bool:
    """Return whether the part of *text* from *start* to *end* begins and ends with a sentence."""
    above, below = text[:start].rstrip(), text[:end].rstrip()
    return (not above or above[-1] in _SENTENCE_ENDS) and (below[-1:] in _SENTENCE_ENDS or not text[end:].strip())


def _union(old: _Group, new: _Group, before: Sequence[Clause], after: Sequence[Clause], kept: int) -> _Group:
    """Return *old* and *new* as one group; its similarity is the share of words of both sides that are common."""
    places, others = tuple(sorted(old.before + new.before)), tuple(sorted(old.after + new.after))
    matched = old if old.after else new
    total = sum(len(_words_of(before[i].text).words) for i in places)
    total += sum(len(_words_of(after[j].text).words) for j in others)
    known = 0.0
    if matched.before and matched.after:
        size = sum(len(_words_of(before[i].text).words) for i in matched.before)
        known = matched.similarity * (size + sum(len(_words_of(after[j].text).words) for j in matched.after))
    return _Group(places, others, matched.moved, min(1.0, (known + 2 * kept) / (total or 1)), is_joined=True)
