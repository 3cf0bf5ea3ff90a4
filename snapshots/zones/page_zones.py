"""Decide from one page alone which of its clauses are doubtful.

The evidence is where a clause is, not what it says. In the core of the page only what is hidden or in a dialog is doubtful. In
the container and near it, prose is certain and lines are doubtful where they are links or a part of the page such as a
form. Outside, everything is doubtful but dates, titles, and what is set like the text of the core.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.text.date_masks import is_dating_line
from clausetrail.snapshots.text.tokens import words
from clausetrail.snapshots.zones.place import LIVE_REGION, READERS_ONLY, Place, Region

FEWEST_PROSE = 8  # words of a passage that is prose; shorter ones are lines
_FEWEST_IN_PART = 10  # words of prose in a part of the page that only a class or an id names
_FEWEST_IN_NAVIGATION = (
    25  # in a part that a class or an id calls navigation: the cards of menus have sentences of 10 to 20 words
)
_LONGEST_ANNOUNCEMENT = 25  # words that are meant for screen readers only; a longer text is content
_FEWEST_ENTRIES = 3  # of a table of contents
# Clauses after a heading or a line, within which its prose begins.
_REACH = 3
NOT_SHOWN = "not shown: "  # and the evidence
CONTENTS = "a table of contents"  # repeats the words of headings, so that it is decided by place and not by words
OVER_THE_PAGE = frozenset({"dialog", "consent box"})
# Parts whose prose is doubtful in the container too. A clause in a form, an aside or a footer there is the policy's.
_NEVER_TEXT = OVER_THE_PAGE | {"fixed bar", "menu", "navigation", "picker", "control", "advertisement"}
_TITLE_PARTS = frozenset({"banner", "header"})  # that also name the box of the title


def page_doubts(clauses: Sequence[Clause], places: Sequence[Place]) -> tuple[str, ...]:
    """Return for each of *clauses* why it is doubtful, in plain words, or "" where it is certain.

    *places* are parallel to *clauses*, or empty where the page has no markup: then all clauses are certain.
    """
    if not places:
        return ("",) * len(clauses)
    counts = [len(words(clause.text)) for clause in clauses]
    core_slots = {place.slot for place in places if place.region is Region.CORE and place.slot}
    doubts = [
        _hidden_doubt(place, count) or _place_doubt(clause, place, count, core_slots)
        for clause, place, count in zip(clauses, places, counts, strict=True)
    ]
    _doubt_lone_lines(clauses, places, counts, doubts)
    _doubt_contents(clauses, doubts)
    return tuple(doubts)


def _hidden_doubt(place: Place, count: int) -> str:
    if place.hidden in {READERS_ONLY, LIVE_REGION} and count > _LONGEST_ANNOUNCEMENT:
        return ""
    return f"{NOT_SHOWN}{place.hidden}" if place.hidden else ""


def _place_doubt(clause: Clause, place: Place, count: int, core_slots: set[str]) -> str:
    if place.role in OVER_THE_PAGE and not place.named:
        return f"in a {place.role}"
    if place.role == "menu":
        return "in a menu"
    if place.region is Region.CORE:
        return "an advertisement label" if place.role == "advertisement" and count < FEWEST_PROSE else ""
    if not place.role and (place.titled or is_dating_line(clause.text)):
        return ""
    if place.region is Region.OUTSIDE:
        if place.slot in core_slots and not place.linked and not place.role:
            return ""
        kind = "links" if place.linked else "prose" if count >= FEWEST_PROSE else "a line"
        return f"{kind} outside the text" + (f", in a part called {place.role}" if place.role else "")
    if place.linked:
        return "links beside the text"
    return _part_doubt(clause, place, count)


def _part_doubt(clause: Clause, place: Place, count: int) -> str:
    """Return why a clause in the container or near it is doubtful by the part of the page that it is in, or ""."""
    if not place.role or (place.role in _TITLE_PARTS and clause.kind is Kind.HEADING):
        return ""
    fewest = _FEWEST_IN_NAVIGATION if place.role == "navigation" else _FEWEST_IN_PART if place.named else FEWEST_PROSE
    if count >= fewest and (place.named or place.role not in _NEVER_TEXT):
        return ""
    return f"in a part called {place.role}"


def _doubt_lone_lines(
    clauses: Sequence[Clause], places: Sequence[Place], counts: Sequence[int], doubts: list[str]
) -> None:
    """Doubt the lines near the text that belong to no certain prose there, neither right before them nor soon after them.

    A heading of two words or more right before the container is the title of the text.
    """
    until_text = _REACH + 1
    until_prose = [_REACH + 1] * (len(clauses) + 1)
    for at in range(len(clauses) - 1, -1, -1):
        if places[at].region in {Region.CORE, Region.CONTAINER}:
            until_text = 0
        else:
            until_text += 1
        if clauses[at].kind is Kind.HEADING and counts[at] > 1 and until_text <= _REACH and not doubts[at]:
            until_prose[at] = 1
        elif places[at].region is Region.NEAR and not doubts[at]:
            until_prose[at] = 0 if counts[at] >= FEWEST_PROSE else until_prose[at + 1] + 1
    follows = False
    for at, place in enumerate(places):
        if place.region is not Region.NEAR or doubts[at]:
            follows = False
        elif counts[at] >= FEWEST_PROSE:
            follows = True
        elif not (follows or until_prose[at] <= _REACH or _is_title_line(clauses, places, at)):
            doubts[at] = "a line beside the text"


def _doubt_contents(clauses: Sequence[Clause], doubts: list[str]) -> None:
    """Doubt the items of a list that are all headings further down, unless a colon announces them.

    Such a list is a table of contents. With links into the page it is none of the reading, so a page that gets these links
    must not lose clauses.
    """
    last = {_letters(one.text): at for at, one in enumerate(clauses) if one.kind is Kind.HEADING}
    start = 0
    for at in range(len(clauses) + 1):
        if at < len(clauses) and clauses[at].kind is Kind.ITEM and last.get(_letters(clauses[at].text), -1) > at:
            continue
        if at - start >= _FEWEST_ENTRIES and not (start and clauses[start - 1].text.endswith((":", "："))):
            for place in range(start, at):
                doubts[place] = doubts[place] or CONTENTS
        start = at + 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def _is_title_line(clauses: Sequence[Clause], places: Sequence[Place], at: int) -> bool:
    """Return whether a line is a title or a date of the policy: by the title of the page, as first heading, or above a date."""
    clause = clauses[at]
    if places[at].titled or is_dating_line(clause.text) or (clause.kind is Kind.HEADING and clause.level == 1):
        return True
    return at + 1 < len(clauses) and is_dating_line(clauses[at + 1].text)
