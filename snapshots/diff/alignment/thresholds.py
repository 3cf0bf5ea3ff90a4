"""What is demanded of a pair: how alike two passages must be, at the place and under the name they have.

Likeness of words is `clausetrail.snapshots.diff.alignment.similarity`; here it is weighed as evidence. Who is asked, and in which order, is told
elsewhere.
"""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.lookalikes import are_strangers
from clausetrail.snapshots.diff.alignment.prepared_clauses import PreparedClause, PreparedReadings
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity

# Likeness that is asked for. The results are flat around these: .38 to .52 and .45 to .65 move no class of
# event by more than .01.
_IN_GAP = 0.42
_ELSEWHERE = 0.56
_BRIEF = 12  # words; elsewhere, of less than these more is asked
_BRIEF_ELSEWHERE = 0.66
_NEAR = 0.05  # less is asked beside a pair that stands
_SHORT = 5  # words; below, chance finds a partner too easily
_SHORT_IN_GAP = 0.60
_SHORT_ELSEWHERE = 0.95
_SAME_WORDS = 0.8  # between a heading and a text, which then count as
_OTHER_KIND = 0.75  # of their likeness
_OTHER_NAME = 0.85  # of the likeness of two rows or items that go by different names
_ONE_NAME = 0.3  # of what is missing, if they go by one


def evidence(x: PreparedClause, y: PreparedClause, readings: PreparedReadings, *, in_gap: bool) -> float:
    """Return how alike *x* and *y* are for our purpose, or 0.0 if nothing could make them a pair.

    A heading became another heading; that it became text needs the same place and nearly the same words. A row
    or item that goes by another name is likely another one, of however many like words.
    """
    if x.is_heading != y.is_heading and not in_gap:
        return 0.0
    floor = _SAME_WORDS if x.is_heading != y.is_heading else (_IN_GAP if in_gap else _ELSEWHERE) - _NEAR
    titled = bool(x.title or y.title) and share_a_title(x, y)
    if titled or (x.name and x.name == y.name):
        floor = max(0.0, (floor - _ONE_NAME) / (1 - _ONE_NAME))
    likeness = 1.0 if x.key == y.key else clause_similarity(x, y, readings.weights, floor, readings.order_limit)
    if 0.0 < likeness < 1.0 and not titled and are_strangers(x, y, readings):
        return 0.0
    if x.is_heading != y.is_heading:
        return _OTHER_KIND * likeness if likeness >= _SAME_WORDS else 0.0
    if x.name and y.name:
        likeness = likeness + _ONE_NAME * (1 - likeness) if x.name == y.name else _OTHER_NAME * likeness
    return likeness


def share_a_title(x: PreparedClause, y: PreparedClause) -> bool:
    """Say whether *x* and *y* open with one title, or one of them stands under what the other opens with.

    "Cookies. We use …" often becomes a title with several clauses below it.
    """
    return bool(x.title and x.title in {y.title, y.section}) or bool(y.title and y.title == x.section)


def credited(x: PreparedClause, y: PreparedClause, likeness: float) -> float:
    """Return what a *likeness* is worth as evidence: more between those that share a title."""
    return likeness + _ONE_NAME * (1 - likeness) if share_a_title(x, y) else likeness


def asked(x: PreparedClause, y: PreparedClause, *, in_gap: bool, near: bool) -> float:
    """Return how alike a pair must be."""
    words = min(x.length, y.length)
    if words < _SHORT:
        return _SHORT_IN_GAP if in_gap else _SHORT_ELSEWHERE
    asked = _IN_GAP if in_gap else _BRIEF_ELSEWHERE if words < _BRIEF else _ELSEWHERE
    return asked - (_NEAR if near else 0.0)
