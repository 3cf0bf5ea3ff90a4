"""The words of a clause as a page shows them, cut where they begin to read so since another version.

The words are dated in their normal form; what is shown is the text itself. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from clausetrail.reports.policy_view.clause_lifelines import Worded
from clausetrail.snapshots.diff.alignment.lcs import longest_common_subsequence
from clausetrail.snapshots.identity.word_provenance import dated_words
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import normal_form


@dataclass(frozen=True, slots=True)
class DatedStretch:
    """Some words of a clause, with the white space behind them, and what is told of them."""

    text: str
    space: str
    told: Worded


def dated_stretches(text: str, told: Sequence[Worded]) -> tuple[DatedStretch, ...]:
    """Return *text* cut into what *told* dates, nothing where the words of the two are not as many."""
    if not told:
        return ()
    starts = [start for start, end in tokens.token_spans(text) if text[start:end] not in tokens.PUNCTUATION]
    if not starts or len(dated_words(text)) != sum(one.words for one in told):
        return ()
    owners = _owners([*_folded(text)], dated_words(text), [*accumulate(one.words for one in told)])
    runs = [(owner, [*run]) for owner, run in groupby(range(len(starts)), owners.__getitem__)]
    edges = [0, *(starts[places[0]] for _, places in runs[1:]), len(text)]
    return tuple(_stretch(text[edges[at] : edges[at + 1]], told[owner]) for at, (owner, _) in enumerate(runs))


def _stretch(text: str, told: Worded) -> DatedStretch:
    words = text.rstrip()
    return DatedStretch(words, text[len(words) :], told)


def _folded(text: str) -> Iterator[str]:
    for word in tokens.tokenize(text):
        if word not in tokens.PUNCTUATION:
            yield normal_form(word).casefold()


def _owners(shown: Sequence[str], dated: Sequence[str], ends: Sequence[int]) -> list[int]:
    """Return for each word that is *shown* which of the stretches that end at *ends* it belongs to.

    The normal form drops the number that a clause opens with, and may join or part a word: such a one goes with its
    neighbour.
    """
    by_place = [at for at, (start, end) in enumerate(zip((0, *ends), ends, strict=False)) for _ in range(start, end)]
    partner = (
        {i: i for i in range(len(shown))} if [*shown] == [*dated] else dict(longest_common_subsequence(shown, dated))
    )
    owner, found = by_place[min(partner.values(), default=0)], []
    for at in range(len(shown)):
        owner = by_place[partner[at]] if at in partner else owner
        found.append(owner)
    return found
