"""Criteria for a match: how similar two clauses must be, at the position and with the name that they have.

`clausetrail.snapshots.diff.alignment.similarity` compares words; here that similarity is adjusted by names and titles
and compared with thresholds. Lookalikes are excluded: rows and sentences with a common form of words about different
things. In a schedule of partners, cookies or prices most words of any two rows are the same, so that similarity alone
would match a removed row with an added one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity

# Thresholds of similarity. The results are flat around these: .38 to .52 in a gap and .45 to .65 elsewhere change no
# class of event by more than .01.
_IN_GAP = 0.42
_ELSEWHERE = 0.56
_BRIEF_ELSEWHERE = 0.66  # of clauses shorter than
_BRIEF = 12  # words
_NEAR = 0.05  # deducted from the threshold beside an existing match
# For clauses shorter than this, chance similarity is too frequent.
_SHORT = 5  # words
_SHORT_IN_GAP = 0.60
_SHORT_ELSEWHERE = 0.95

# Adjustments of similarity.
_SAME_WORDS = 0.8  # threshold between a heading and a text, which then keep
_OTHER_KIND = 0.75  # of their similarity
_OTHER_NAME = 0.85  # of the similarity of two rows or items with different names is kept
_SAME_NAME = 0.3  # of the difference from 1 is added for the same name or title

# Lookalikes.
_BRIEF_ROW = 25  # words; the name of a longer row says less than the rest of it
_NEIGHBOURS = 6  # clauses on either side
_MIN_FAMILY = 3  # neighbours with the same form
_LONGEST_NEIGHBOUR = 2  # times the length of the pair: a long clause contains the words of any heading beside it
_MISSING = 0.15  # of the words of the form, at most, are not in a neighbour


def match_score(x: PreparedClause, y: PreparedClause, readings: PreparedReadings, *, in_gap: bool) -> float:
    """Return the similarity of *x* and *y*, adjusted by kind and name, or 0.0 if they cannot be a match.

    A heading matches a heading; it matches a text only in the same gap with nearly the same words. A row or item with
    another name is probably another one, however similar its other words are.
    """
    if x.is_heading != y.is_heading and not in_gap:
        return 0.0
    minimum = _SAME_WORDS if x.is_heading != y.is_heading else (_IN_GAP if in_gap else _ELSEWHERE) - _NEAR
    titled = bool(x.title or y.title) and share_title(x, y)
    if titled or (x.name and x.name == y.name):
        minimum = max(0.0, (minimum - _SAME_NAME) / (1 - _SAME_NAME))
    similarity = 1.0 if x.key == y.key else clause_similarity(x, y, readings.weights, minimum, readings.order_limit)
    if 0.0 < similarity < 1.0 and not titled and are_lookalikes(x, y, readings):
        return 0.0
    if x.is_heading != y.is_heading:
        return _OTHER_KIND * similarity if similarity >= _SAME_WORDS else 0.0
    if x.name and y.name:
        similarity = _raised(similarity) if x.name == y.name else _OTHER_NAME * similarity
    return similarity


def share_title(x: PreparedClause, y: PreparedClause) -> bool:
    """Return whether *x* and *y* have the same run-in title, or one has the title that is the heading of the other.

    "Cookies. We use …" often becomes a heading with several clauses below it.
    """
    return bool(x.title and x.title in {y.title, y.section}) or bool(y.title and y.title == x.section)


def with_title_bonus(x: PreparedClause, y: PreparedClause, similarity: float) -> float:
    """Return *similarity* as evidence for a match: raised if *x* and *y* share a title."""
    return _raised(similarity) if share_title(x, y) else similarity


def _raised(similarity: float) -> float:
    return similarity + _SAME_NAME * (1 - similarity)


def threshold(x: PreparedClause, y: PreparedClause, *, in_gap: bool, near: bool) -> float:
    """Return the least similarity of a match of *x* and *y*: lower in one gap, and *near* another match."""
    words = min(x.length, y.length)
    if words < _SHORT:
        return _SHORT_IN_GAP if in_gap else _SHORT_ELSEWHERE
    least = _IN_GAP if in_gap else _BRIEF_ELSEWHERE if words < _BRIEF else _ELSEWHERE
    return least - (_NEAR if near else 0.0)


def are_lookalikes(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Return whether *x* and *y* share only the form of words of their neighbours, and each has rare words of its own.

    The rows of a schedule are like that: different partners or cookies, in one form of words.
    """
    if x.name and x.name == y.name:
        return False
    if x.is_row and y.is_row and max(x.length, y.length) < _BRIEF_ROW:
        return _have_different_names(x, y, readings)
    has_rare_words = bool(x.rare_words and y.rare_words)
    return has_rare_words and x.rare_words.isdisjoint(y.rare_words) and _share_common_form(x, y, readings)


def _have_different_names(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Return whether the names of *x* and *y* share no word except those in the names of neighbours ("Ltd.")."""
    near = chain(_around(readings.before, x.position), _around(readings.after, y.position))
    others = {word for clause in near if clause.name not in {x.name, y.name} for word in clause.name.split()}
    return {*x.name.split()} & {*y.name.split()} <= others


def _share_common_form(x: PreparedClause, y: PreparedClause, readings: PreparedReadings) -> bool:
    """Return whether several neighbours of *x* and *y* contain what the two have in common."""
    form = {*x.words} & {*y.words}
    near = chain(_around(readings.before, x.position), _around(readings.after, y.position))
    longest = _LONGEST_NEIGHBOUR * max(x.length, y.length)
    others = {clause.words for clause in near if clause.length <= longest} - {x.words, y.words}
    return sum(len(form.difference(other)) <= len(form) * _MISSING for other in others) >= _MIN_FAMILY


def _around(clauses: Sequence[PreparedClause], position: int) -> Sequence[PreparedClause]:
    return clauses[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS + 1]
