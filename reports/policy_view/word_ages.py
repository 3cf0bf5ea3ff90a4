"""Cut the text of a clause into stretches of words with one date, for a page.

Words are dated in their normal form; the stretches hold the text itself. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from clausetrail.reports.policy_view.clause_history_views import DatedWords
from clausetrail.snapshots.diff.alignment.lcs import longest_common_subsequence
from clausetrail.snapshots.identity.word_provenance import dated_words
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import normal_form


@dataclass(frozen=True, slots=True)
class DatedStretch:
    """Some words of a clause, the white space behind them, and their dates."""

    text: str
    space: str
    dates: DatedWords


def dated_stretches(text: str, dates: Sequence[DatedWords]) -> tuple[DatedStretch, ...]:
    """Return *text* cut into stretches for *dates*, or nothing where their words are not as many as those of *text*."""
    if not dates:
        return ()
    starts = [start for start, end in tokens.token_spans(text) if text[start:end] not in tokens.PUNCTUATION]
    if not starts or len(dated_words(text)) != sum(one.words for one in dates):
        return ()
    indexes = _stretch_indexes([*_folded(text)], dated_words(text), [*accumulate(one.words for one in dates)])
    runs = [(index, [*run]) for index, run in groupby(range(len(starts)), indexes.__getitem__)]
    edges = [0, *(starts[places[0]] for _, places in runs[1:]), len(text)]
    return tuple(_stretch(text[edges[at] : edges[at + 1]], dates[index]) for at, (index, _) in enumerate(runs))


def _stretch(text: str, dates: DatedWords) -> DatedStretch:
    words = text.rstrip()
    return DatedStretch(words, text[len(words) :], dates)


def _folded(text: str) -> Iterator[str]:
    for word in tokens.tokenize(text):
        if word not in tokens.PUNCTUATION:
            yield normal_form(word).casefold()


def _stretch_indexes(shown: Sequence[str], dated: Sequence[str], ends: Sequence[int]) -> list[int]:
    """Return for each *shown* word the index of its stretch; the stretches end at *ends* among the *dated* words.

    The normal form drops the number at the start of a clause, and may join or split a word: a shown word without a
    dated one belongs to the stretch of its neighbour.
    """
    index_of = [at for at, (start, end) in enumerate(zip((0, *ends), ends, strict=False)) for _ in range(start, end)]
    partner = (
        {i: i for i in range(len(shown))} if [*shown] == [*dated] else dict(longest_common_subsequence(shown, dated))
    )
    index, found = index_of[min(partner.values(), default=0)], []
    for at in range(len(shown)):
        index = index_of[partner[at]] if at in partner else index
        found.append(index)
    return found
