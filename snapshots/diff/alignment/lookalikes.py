"""Strangers under one form of words: rows and sentences that are alike by nature, and speak of different things.

In a schedule of partners, cookies or prices most words of any two rows are the same, so likeness alone marries the
row that went with the row that came.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings

_BRIEF_ROW = 25  # words; the name of a longer one says less than the rest of it
_NEIGHBOURS = 6  # on either side
_FAMILY = 3  # neighbours of one form
_ALIKE = 2  # times as long at most: a long clause holds the words of any heading beside it
_MISSING = 0.15  # of the words of the form, at most


def are_strangers(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Say whether *x* and *y* are of one form, that of their neighbours, and each speaks of something of its own.

    So do the rows of a schedule: other partners, other cookies, under one form of words.
    """
    if x.name and x.name == y.name:
        return False
    if x.is_row and y.is_row and max(x.length, y.length) < _BRIEF_ROW:
        return _are_apart(x, y, readings)
    return (
        bool(x.rare_words and y.rare_words)
        and x.rare_words.isdisjoint(y.rare_words)
        and _is_common_form(x, y, readings)
    )


def _are_apart(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Say whether the names of *x* and *y* share no word that is not in a name beside them, too ("Ltd.")."""
    near = chain(_around(readings.before, x.position), _around(readings.after, y.position))
    others = {word for passage in near if passage.name not in {x.name, y.name} for word in passage.name.split()}
    return {*x.name.split()} & {*y.name.split()} <= others


def _is_common_form(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Say whether several neighbours of *x* and *y* hold what the two have in common."""
    form = {*x.words} & {*y.words}
    near = chain(_around(readings.before, x.position), _around(readings.after, y.position))
    longest = _ALIKE * max(x.length, y.length)
    others = {passage.words for passage in near if passage.length <= longest} - {x.words, y.words}
    return sum(len(form.difference(other)) <= len(form) * _MISSING for other in others) >= _FAMILY


def _around(passages: Sequence[PreparedClause], place: int) -> Sequence[PreparedClause]:
    return passages[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
