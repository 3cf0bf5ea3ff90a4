"""Find the words that an alignment reports as removed here and as added there although both readings have them.

An alignment pairs clauses. What it leaves over are the clauses without a partner and, inside the pairs, the words that differ.
Runs of eight or more words that are left over on both sides moved. Where they are most of a clause without a partner, that
clause joins the match of the clause that has its words, whatever their distance: as a pair, a split or a merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import character
from clausetrail.snapshots.diff.common_runs import BARRIER, SHORTEST, WORD_WEIGHT, WordStream, common_runs
from clausetrail.snapshots.model import Clause, KeptWords
from clausetrail.snapshots.text.tokens import PUNCTUATION, is_unspaced, iter_words, token_spans

# Share of the words of a clause without a partner that must be in one clause of the other side to join its match, and the
# same where they are whole sentences.
_JOINING = 0.5
_JOINING_SENTENCES = 0.25
# A part of so many words or more shares a run of so many words with its whole, where a split has so many parts. The aligner
# decides on those of fewer parts by their similarity.
_SHORT_RUN = 3
_FEWEST_PARTS_IN_DOUBT = 3
_MOST_ROUNDS = 4  # a clause that joined a match may leave words over that let another one join
# Cells (words by words) up to which the words of a match are compared in order: a bit of memory each.
_NO_PARTNER, _BY_CHANCE, _CERTAIN = 0, 1, 2  # of a word: none, in a short run of common words, in a long one
_FEWEST_OPEN = SHORTEST // 2  # words without a partner, at least, in a group with words that moved
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
    matches = [_without_chance_parts(match, before, after) for match in matches]
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
    inside = sum(len(_words_of(clause.text[start:end])) for start, end in stretches)
    return inside, len(_words_of(clause.text))


def _without_chance_parts(match: Match, before: Sequence[Clause], after: Sequence[Clause]) -> Match:
    """Return *match* without the parts that share single words with the whole, but no run of them.

    A whole of some hundred words contains the common words of any clause, in one order or another.
    """
    is_split = len(match.after) > 1
    whole, clauses, parts = (before, after, match.after) if is_split else (after, before, match.before)
    if len(parts) < _FEWEST_PARTS_IN_DOUBT:
        return match
    (place,) = match.before if is_split else match.after
    runs = {*_short_runs(_words_of(whole[place].text))}
    found = tuple(at for at in parts if _is_part(_words_of(clauses[at].text), runs))
    if len(found) == len(parts) or not found:
        return match
    return match._replace(after=found) if is_split else match._replace(before=found)


def _is_part(words: tuple[str, ...], runs: Set[tuple[str, ...]]) -> bool:
    return len(words) < SHORTEST or not runs.isdisjoint(_short_runs(words))


def _short_runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + _SHORT_RUN] for at in range(len(words) - _SHORT_RUN + 1))


def _have_same_words(match: Match, before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    if len(match.before) == len(match.after) == 1 and before[match.before[0]].text == after[match.after[0]].text:
        return True
    sides = ((before, match.before), (after, match.after))
    old, new = ([word for at in places for word in _words_of(side[at].text)] for side, places in sides)
    return old == new


def _unmatched(size: int, matched: Iterable[tuple[int, ...]]) -> list[int]:
    return sorted(set(range(size)).difference(*matched))


def _words_of(text: str) -> tuple[str, ...]:
    """Return the words of *text*, case folded."""
    return (_cached if len(text) <= _LONGEST_CACHED else _long_cached)(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(map(str.casefold, iter_words(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))))


_cached, _long_cached = lru_cache(maxsize=4096)(_split), lru_cache(maxsize=64)(_split)


@lru_cache(maxsize=64)
def _spans_of(text: str) -> list[tuple[int, int]]:
    """Return where each word of *text* begins and ends."""
    return [(start, end) for start, end in token_spans(text) if text[start:end] not in PUNCTUATION]


@dataclass(slots=True)
class _Stream:
    """The words of one reading in the order of its groups, a barrier after each clause.

    *origins* has for each word the clause and the position in it.
    """

    clauses: Sequence[Clause]
    words: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    is_open: list[bool] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    origins: list[tuple[int, int]] = field(default_factory=list)

    def add(self, owner: int, places: Sequence[int], partners: bytearray, numbers: dict[str, int]) -> None:
        """Append the words of the clauses at *places*; *partners* has for each whether it has a partner, or a certain one."""
        at = 0
        for place in places:
            found = _words_of(self.clauses[place].text)
            known = partners[at : at + len(found)]
            for word, partner in zip(found, known, strict=True):
                self.words.append(BARRIER if partner == _CERTAIN else numbers.setdefault(word, len(numbers)))
            self.words.append(BARRIER)
            self.weights += [*(WORD_WEIGHT - is_unspaced(word) for word in found), 0]
            self.is_open += [*(partner == _NO_PARTNER for partner in known), False]
            self.owners += [owner] * (len(found) + 1)
            self.origins += [(place, number) for number in range(len(found) + 1)]
            at += len(found)

    def view(self) -> WordStream:
        """Return the words as `common_runs` reads them."""
        return WordStream(self.words, self.weights, self.is_open, self._starts_sentence, self.owners)

    def _starts_sentence(self, at: int) -> bool:
        if at >= len(self.words) or not (number := self.origins[at][1]):
            return True
        text = self.clauses[self.origins[at][0]].text
        spans = _spans_of(text)
        if number == len(spans):
            return True
        return not _SENTENCE_ENDS.isdisjoint(text[spans[number - 1][1] : spans[number][0]])


def _moved_words(groups: Sequence[_Group], before: Sequence[Clause], after: Sequence[Clause]) -> list[KeptWords]:
    """Return the runs of words that are left over in *groups* on both sides."""
    numbers: dict[str, int] = {}
    left, right = _Stream(before), _Stream(after)
    for owner, group in enumerate(groups):
        old, new = _partners(group, before, after)
        if old.count(_NO_PARTNER) >= _FEWEST_OPEN:
            left.add(owner, group.before, old, numbers)
        if new.count(_NO_PARTNER) >= _FEWEST_OPEN:
            right.add(owner, group.after, new, numbers)
    found = []
    for run in common_runs(left.view(), right.view()) if left.words and right.words else ():
        i, first = left.origins[run.left]
        j, second = right.origins[run.right]
        old_spans, new_spans = _spans_of(before[i].text), _spans_of(after[j].text)
        start, end = old_spans[first][0], old_spans[first + run.size - 1][1]
        other, other_end = new_spans[second][0], new_spans[second + run.size - 1][1]
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


def _partners(group: _Group, before: Sequence[Clause], after: Sequence[Clause]) -> tuple[bytearray, bytearray]:
    """Return for each word of *group* before and after whether the other side has it in order.

    The partner of a word is certain where a run of them is as long as those that are looked for.
    """
    left = [word for place in group.before for word in _words_of(before[place].text)]
    right = [word for place in group.after for word in _words_of(after[place].text)]
    old, new = bytearray(len(left)), bytearray(len(right))
    if not left or not right or len(left) * len(right) > _MAX_CELLS:
        return old, new
    alphabet: dict[str, str] = {}
    for word in (*left, *right):
        if word not in alphabet:
            alphabet[word] = character(len(alphabet))
    one, two = ("".join(map(alphabet.__getitem__, side)) for side in (left, right))
    for a, b, size in ((block.a, block.b, block.size) for block in Indel.opcodes(one, two).as_matching_blocks()):
        weight = sum(WORD_WEIGHT - is_unspaced(word) for word in left[a : a + size]) if size >= SHORTEST else 0
        mark = bytes([_CERTAIN if weight >= WORD_WEIGHT * SHORTEST else _BY_CHANCE])
        old[a : a + size] = new[b : b + size] = mark * size
    return old, new


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
    total = sum(len(_words_of(before[i].text)) for i in places)
    total += sum(len(_words_of(after[j].text)) for j in others)
    known = 0.0
    if matched.before and matched.after:
        size = sum(len(_words_of(before[i].text)) for i in matched.before)
        known = matched.similarity * (size + sum(len(_words_of(after[j].text)) for j in matched.after))
    return _Group(places, others, matched.moved, min(1.0, (known + 2 * kept) / (total or 1)), is_joined=True)
