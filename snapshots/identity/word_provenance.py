"""Date each word of a clause: it keeps the version in which it first appeared through every rewording.

In the manner of WikiWho (Flöck & Acosta, WWW 2014), within one clause identity: removed words are remembered, and get
their first date back when they are put in again. Case and punctuation are not dated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from clausetrail.snapshots.diff.alignment.lcs import longest_common_subsequence
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import normal_form, split_labels

# A page that alternates between two texts returns to one of the last wordings; a clause of 2,000 versions must not keep all.
_MOST_WORDINGS = 16
_MOST_REMOVED = 32  # runs of removed words
_MOST_WORDS = 10_000  # in the kept wordings, and in the kept runs; the newest is kept whatever its length
# Removed words are recognised anywhere from this many on; fewer must be between the same two words as when they were removed.
_FEWEST_WORDS = 3
_MOST_TRIED = 8  # removed runs that begin with the same words

_SENTENCE_MARKS = frozenset(
    ".!?;:\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}\N{FULLWIDTH SEMICOLON}\N{FULLWIDTH COLON}"
)

_T = TypeVar("_T")


class Origin(NamedTuple):
    """The version in which a word first appeared, and the one that restored it, or 0 if it was never removed.

    *cut_before* is the version that removed what was between the word before and this one, or 0: where "may not share"
    becomes "may share", the result is not one phrase of old words.
    """

    since: int
    restored_in: int = 0
    cut_before: int = 0


class Run(NamedTuple):
    """A number of neighbouring words with one origin."""

    length: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class RemovedWords:
    """A run of removed words, with the words that were before and after it ("" at an end of the clause)."""

    left: str
    words: tuple[str, ...]
    right: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origins of the current words of one clause, with its earlier wordings and removed words, oldest first."""

    runs: tuple[Run, ...]
    earlier: Mapping[tuple[str, ...], tuple[Run, ...]] = field(default_factory=dict)
    removed: tuple[RemovedWords, ...] = ()


def dated_form(text: str) -> str:
    """Return *text* in the form that is dated: normalised, without the number that it begins with."""
    return split_labels(normal_form(text))[1]


@lru_cache(maxsize=1024)
def dated_words(text: str) -> tuple[str, ...]:
    """Return the words of *text* in the form in which they are compared: case-folded, without punctuation."""
    return tuple([word.casefold() for word in tokens.words(dated_form(text))])


def new_provenance(text: str, version: int) -> Provenance:
    """Return the provenance of a clause that *version* added."""
    return Provenance((Run(len(dated_words(text)), Origin(version)),))


def after_rewording(known: Provenance, before: str, after: str, version: int) -> Provenance:
    """Return *known*, the provenance of the text *before*, updated for the text *after* of *version*."""
    old, new = dated_words(before), dated_words(after)
    if old == new:
        return known
    origins = [*origins_of(known.runs)]
    if earlier := known.earlier.get(new):
        kept = {j for _, j in longest_common_subsequence(old, new)}
        updated = [
            origin if position in kept else origin._replace(restored_in=version)
            for position, origin in enumerate(origins_of(earlier))
        ]
        removed = known.removed
    else:
        updated, cut = carry_origins(old, origins, new, version, known.removed)
        runs = (*known.removed, *cut)
        removed = _latest(runs, [len(run.words) for run in runs], _MOST_REMOVED)
    return Provenance(to_runs(updated), _with_wording(known, old), removed)


def _with_wording(known: Provenance, words: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Run, ...]]:
    """Return the earlier wordings of *known* with its current *words* as the newest, as many as are kept."""
    earlier = (*((other, runs) for other, runs in known.earlier.items() if other != words), (words, known.runs))
    return dict(_latest(earlier, [len(wording) for wording, _ in earlier], _MOST_WORDINGS))


def _latest(entries: tuple[_T, ...], sizes: Sequence[int], most: int) -> tuple[_T, ...]:
    """Return the last *most* of *entries*, and fewer where together they have more words than are kept."""
    words, kept = 0, 0
    for size in reversed(sizes[-most:]):
        words += size
        if kept and words > _MOST_WORDS:
            break
        kept += 1
    return entries[len(entries) - kept :]


def after_cosmetic_change(known: Provenance, before: str, after: str) -> Provenance:
    """Return *known* updated where only looks differ: a word that appears thereby gets the origin of the word before it."""
    old, new = dated_words(before), dated_words(after)
    if old == new or not old:
        return known
    origins, partner = [*origins_of(known.runs)], {j: i for i, j in longest_common_subsequence(old, new)}
    updated, last = [], origins[0]
    for position in range(len(new)):
        last = origins[partner[position]] if position in partner else last
        updated.append(last)
    return Provenance(to_runs(updated), known.earlier, known.removed)


class Source(NamedTuple):
    """A clause before a split or merge: its text, the origins of its words, and the version since which it reads so."""

    text: str
    provenance: Provenance
    wording_since: int


class JointWords(NamedTuple):
    """The origins of the words of a clause that results from a split or merge, and the version since which it reads so.

    Where only paragraphs were split or joined, that is no later than the newest of its words.
    """

    provenance: Provenance
    wording_since: int

    @property
    def mostly_since(self) -> int:
        """The version since which most of its words are present; the newer one of two with equally many words."""
        totals: dict[int, int] = {}
        for length, origin in self.provenance.runs:
            totals[current_since(origin)] = totals.get(current_since(origin), 0) + length
        return max(totals, key=lambda since: (totals[since], since), default=self.wording_since)


def current_since(origin: Origin) -> int:
    """Return the version since which a word of *origin* has been present without an interruption."""
    return max(origin.since, origin.restored_in)


def after_split_or_merge(sources: Sequence[Source], targets: Sequence[str], version: int) -> list[JointWords]:
    """Return the words of each of the texts *targets* that replace the clauses *sources* in *version*."""
    old = [word for source in sources for word in dated_words(source.text)]
    origins = [origin for source in sources for origin in origins_of(source.provenance.runs)]
    removed = tuple(run for source in sources for run in source.provenance.removed)
    new = [dated_words(text) for text in targets]
    joined = [word for words in new for word in words]
    updated, _ = carry_origins(old, origins, joined, version, removed)
    edges = _Edges(sources, origins, longest_common_subsequence(old, joined), version)
    found, start = [], 0
    for words in new:
        end = start + len(words)
        dates = [current_since(origin) for origin in updated[start:end]]
        dates += [origin.cut_before for origin in updated[start + 1 : end]]  # the cut before the first word is an edge
        since = max(*dates, edges.before(start), edges.after(end)) if words else version
        found.append(JointWords(Provenance(to_runs(updated[start:end])), since))
        start = end
    return found


class _Edges:
    """Dates the edges of the parts of a split or merge: the version that last removed words there, or 0.

    Words that earlier versions removed at an edge count for both parts beside it. Words that this version removed there do
    not count for a part that began or ended with a sentence of the old text.
    """

    def __init__(
        self, sources: Sequence[Source], origins: Sequence[Origin], pairs: Sequence[tuple[int, int]], version: int
    ) -> None:
        self._cuts = [*(origin.cut_before for origin in origins), 0]
        self._ends = {-1, len(origins) - 1}  # the old words that are the last ones of a sentence
        self._old = {new: old for old, new in pairs}
        self._kept = {old for old, _ in pairs}
        self._version = version
        start = 0
        for source in sources:
            size = sum(run.length for run in source.provenance.runs)
            newest = max((max(current_since(one), one.cut_before) for _, one in source.provenance.runs), default=0)
            if source.wording_since > newest:  # words were removed at its end, which no word records
                self._cuts[start + size] = max(self._cuts[start + size], source.wording_since)
            self._ends |= {start + end for end in _sentence_ends(source.text)} | {start + size - 1}
            start += size

    def before(self, position: int) -> int:
        """Return the date of the edge before the new word at *position*."""
        old = self._old.get(position)
        if old is None:
            return 0  # a new word, which has the date itself
        if old == 0 or old - 1 in self._kept:
            return self._cuts[old]
        return 0 if old - 1 in self._ends else self._version

    def after(self, position: int) -> int:
        """Return the date of the edge behind the new word before *position*."""
        old = self._old.get(position - 1)
        if old is None:
            return 0
        if old + 2 == len(self._cuts) or old + 1 in self._kept:
            return self._cuts[old + 1]
        return 0 if old in self._ends else self._version


def _sentence_ends(text: str) -> Iterator[int]:
    """Yield the index of each word of *text*, in the form that is dated, behind which a sentence or an item ends."""
    index = -1
    for token in tokens.tokenize(dated_form(text)):
        if token not in tokens.PUNCTUATION:
            index += 1
        elif token in _SENTENCE_MARKS and index >= 0:
            yield index


def with_earlier_wordings(known: Provenance, before: str, joint: Provenance) -> Provenance:
    """Return *joint*, the result of a split or merge, with the wordings and removed words of *known*, the text *before*."""
    return Provenance(joint.runs, _with_wording(known, dated_words(before)), known.removed)


def carry_origins(
    old: Sequence[str], origins: Sequence[Origin], new: Sequence[str], version: int, removed: Sequence[RemovedWords]
) -> tuple[list[Origin], list[RemovedWords]]:
    """Return the origin of each word of *new*, and the runs that were removed from *old*."""
    pairs = longest_common_subsequence(old, new)
    cut = [_removed(old, origins, run) for run in _gaps(len(old), [i for i, _ in pairs])]
    carried: list[Origin] = [Origin(version)] * len(new)
    partner = {j: i for i, j in pairs}
    for i, j in pairs:
        is_cut = partner.get(j - 1, i - 1 if j else -1) != i - 1
        carried[j] = origins[i]._replace(cut_before=version) if is_cut else origins[i]
    index = _index([(run, 0) for run in cut] + [(run, version) for run in reversed(removed)])
    for run in _gaps(len(new), partner):
        for position, origin in _restored(new, run, index):
            carried[position] = origin
    return carried, cut


def _gaps(size: int, kept: Iterable[int]) -> Iterator[range]:
    """Yield the ranges of positions below *size* that are not *kept*."""
    last = 0
    for position in [*sorted(kept), size]:
        if last < position:
            yield range(last, position)
        last = position + 1


def _removed(words: Sequence[str], origins: Sequence[Origin], run: range) -> RemovedWords:
    left, right = _neighbours(words, run)
    return RemovedWords(left, tuple(words[run.start : run.stop]), right, tuple(origins[run.start : run.stop]))


def _neighbours(words: Sequence[str], run: range) -> tuple[str, str]:
    return words[run.start - 1] if run.start else "", words[run.stop] if run.stop < len(words) else ""


class _Place(NamedTuple):
    """A position in a removed run, and the version in which its words would be restored (0: they only moved)."""

    removed: RemovedWords
    start: int
    restored_in: int


_Index = dict[tuple[str, ...], list[_Place]]


def _index(removed: Iterable[tuple[RemovedWords, int]]) -> _Index:
    """Return the places of every three removed words, and of every shorter run as a whole."""
    index: _Index = {}
    for run, restored_in in removed:
        size = min(_FEWEST_WORDS, len(run.words))
        for at in range(len(run.words) - size + 1):
            index.setdefault(run.words[at : at + size], []).append(_Place(run, at, restored_in))
    return index


def _restored(
    new: Sequence[str], run: range, index: Mapping[tuple[str, ...], Sequence[_Place]]
) -> Iterator[tuple[int, Origin]]:
    """Yield the positions of *run* with words that were removed before, with the origin that they had."""
    if len(run) < _FEWEST_WORDS:
        for removed, _, restored_in in index.get(tuple(new[run.start : run.stop]), ()):
            if len(removed.words) == len(run) and (removed.left, removed.right) == _neighbours(new, run):
                origins = [_restored_origin(origin, restored_in) for origin in removed.origins]
                yield from zip(run, origins, strict=True)
                return
        return
    position = run.start
    while position + _FEWEST_WORDS <= run.stop:
        places = index.get(tuple(new[position : position + _FEWEST_WORDS]), ())[:_MOST_TRIED]
        matches = (_match(new, range(position, run.stop), place) for place in places)
        origins = max(matches, key=len, default=[])
        yield from zip(range(position, position + len(origins)), origins, strict=True)
        position += len(origins) or 1


def _match(new: Sequence[str], positions: range, place: _Place) -> list[Origin]:
    """Return the origins of the words from the first of *positions* on, as many as were removed together at *place*."""
    removed, start, restored_in = place
    size = 0
    while size < len(positions) and start + size < len(removed.words):
        if new[positions[size]] != removed.words[start + size]:
            break
        size += 1
    return [_restored_origin(origin, restored_in) for origin in removed.origins[start : start + size]]


def _restored_origin(origin: Origin, restored_in: int) -> Origin:
    return origin._replace(restored_in=restored_in) if restored_in else origin


def to_runs(origins: Iterable[Origin]) -> tuple[Run, ...]:
    """Return *origins*, with neighbours of one origin counted as one run."""
    return tuple(Run(len([*run]), origin) for origin, run in groupby(origins))


def origins_of(runs: Iterable[Run]) -> Iterator[Origin]:
    """Yield the origin of each word of *runs*."""
    for run in runs:
        for _ in range(run.length):
            yield run.origin
