"""Decide from one page alone which of its clauses are doubtful.

The evidence is where a clause is, not what it says. In the core of the page only what is hidden or in a dialog is doubtful. In
the container and near it, prose is certain and lines are doubtful where they are links or a part of the page such as a
form. Outside, everything is doubtful but dates, titles, and what is set like the text of the core.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.text.date_masks import is_copyright_line, is_dating_line
from clausetrail.snapshots.text.normalize import letters
from clausetrail.snapshots.text.tokens import words
from clausetrail.snapshots.zones.place import LIVE_REGION, READERS_ONLY, Place, Region

FEWEST_PROSE = 8  # words of a passage that is prose; shorter ones are lines
_FEWEST_IN_PART = 10  # words of prose in a part of the page that only a class or an id names
_FEWEST_IN_NAVIGATION = (
    25  # in a part that a class or an id calls navigation: the cards of menus have sentences of 10 to 20 words
)
_LONGEST_ANNOUNCEMENT = 25  # words that are meant for screen readers only; a longer text is content
_STEP = re.compile(r"\s+[>›»/→|]\s+|\s*[›»]\s*")
# A passage in quotation marks, of five words or more, and up to five words that begin with a capital: who said it.
_SAYING = re.compile(
    r"[“«„\"]\s?(?:[^\s“”«»„\"]+\s+){4,}[^“”«»„\"]*[”»“\"]\s*[–—-]?\s*[^\W\d_a-z][^\s.]*(?:\s[^\s.]+){0,4}$"
)
_FEWEST_PROSE_OF_CONTROL = 4  # words; a longer label of a button may be a choice that the policy offers
_MOST_ABOVE = 12  # lines above the title
_LINES_ABOVE = frozenset({Kind.HEADING, Kind.PARAGRAPH})
_LONGEST_STEP = 6  # words of a step of the path to the page
_FEWEST_STORIES, _LONGEST_TEASER = 2, 40  # headings that lead elsewhere, and words of the passage under each
_FEWEST_ENTRIES = 3  # of a table of contents
# Clauses after a heading or a line, within which its prose begins.
_REACH = 3
NOT_SHOWN = "not shown: "  # and the evidence
_IN_A_PART = "in a part called "
CONTENTS = "a table of contents"  # repeats the words of headings, so that it is decided by place and not by words
OVER_THE_PAGE = frozenset({"dialog", "consent box"})
# Parts whose prose is doubtful in the container too. A clause in a form, an aside or a footer there is the policy's.
_NEVER_TEXT = OVER_THE_PAGE | {"fixed bar", "menu", "navigation", "picker", "control", "advertisement"}
_TITLE_PARTS = frozenset({"banner", "header"})  # that also name the box of the title


def page_doubts(clauses: Sequence[Clause], places: Sequence[Place], lasting: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return for each of *clauses* why it is doubtful, in plain words, or "" where it is certain.

    *lasting* are the headings that lead elsewhere and last in the history: sections of the policy, and no stories. *places* are parallel to *clauses*, or empty where the page has no markup: then all clauses are certain.
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
    _keep_headings_of_prose(clauses, places, counts, doubts)
    _doubt_contents(clauses, doubts)
    _doubt_trail(clauses, doubts)
    _doubt_above_title(clauses, places, counts, doubts)
    _doubt_stories(clauses, places, counts, doubts, lasting)
    _doubt_end(clauses, places, counts, doubts)
    _doubt_lone_headings(clauses, places, doubts)
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
    if is_copyright_line(clause.text):
        return "a notice of copyright"
    if place.region is not Region.CORE and _SAYING.match(clause.text):
        return "a saying with a name"
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
    return f"{_IN_A_PART}{place.role}"


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


def _keep_headings_of_prose(
    clauses: Sequence[Clause], places: Sequence[Place], counts: Sequence[int], doubts: list[str]
) -> None:
    """Keep the headings right above certain prose of the same part, as of the last clause in the footer of an article."""
    for at in range(len(clauses) - 1):
        is_in_part = doubts[at].startswith(_IN_A_PART) and places[at].role == places[at + 1].role
        if is_in_part and clauses[at].kind is Kind.HEADING and not doubts[at + 1] and counts[at + 1] >= FEWEST_PROSE:
            doubts[at] = ""


def _doubt_contents(clauses: Sequence[Clause], doubts: list[str]) -> None:
    """Doubt the items of a list that are all headings further down, unless a colon announces them.

    Such a list is a table of contents. With links into the page it is none of the reading, so a page that gets these links
    must not lose clauses.
    """
    last = {letters(one.text): at for at, one in enumerate(clauses) if one.kind is Kind.HEADING}
    start = 0
    for at in range(len(clauses) + 1):
        if at < len(clauses) and clauses[at].kind is Kind.ITEM and last.get(letters(clauses[at].text), -1) > at:
            continue
        if at - start >= _FEWEST_ENTRIES and not (start and clauses[start - 1].text.endswith((":", "："))):
            for place in range(start, at):
                doubts[place] = doubts[place] or CONTENTS
        start = at + 1


def _doubt_trail(clauses: Sequence[Clause], doubts: list[str]) -> None:
    """Doubt the path to the page, "Home > Legal > Terms", which ends in the heading right after it."""
    for at, (clause, after) in enumerate(pairwise(clauses)):
        if after.kind is Kind.HEADING and len(steps := _STEP.split(clause.text)) > 1:
            is_short = all(step.count(" ") < _LONGEST_STEP for step in steps[:-1])
            if is_short and letters(steps[-1]) == letters(after.text):
                doubts[at] = doubts[at] or "the path to the page"


def _doubt_above_title(
    clauses: Sequence[Clause], places: Sequence[Place], counts: Sequence[int], doubts: list[str]
) -> None:
    """Doubt the few short lines above the first heading of the first level, unless they are a title or date the policy."""
    title = next((at for at, one in enumerate(clauses) if one.kind is Kind.HEADING and one.level == 1), 0)
    above = [at for at in range(title) if not doubts[at]]
    if len(above) > _MOST_ABOVE or doubts[title : title + 1] != [""]:
        return
    if any(counts[at] >= FEWEST_PROSE or clauses[at].kind not in _LINES_ABOVE for at in above):
        return
    for at in above:
        if not (places[at].titled or is_dating_line(clauses[at].text)):
            doubts[at] = "a line above the title"


def _doubt_stories(
    clauses: Sequence[Clause], places: Sequence[Place], counts: Sequence[int], doubts: list[str], lasting: Set[str]
) -> None:
    """Doubt the teasers at the end of the text: two or more headings that lead elsewhere, each with a passage at most.

    The heading over them is found by `_doubt_lone_headings`.
    """
    cards: list[int] = []
    stories = 0
    for at in range(len(clauses) - 1, -1, -1):
        if clauses[at].text in lasting:
            break
        is_head = leads_elsewhere(clauses[at], places[at])
        if doubts[at]:
            stories += is_head
            continue
        above = at - 1
        is_teaser = (
            counts[at] <= _LONGEST_TEASER
            and above >= 0
            and clauses[above].text not in lasting
            and leads_elsewhere(clauses[above], places[above])
        )
        if is_head or is_teaser:
            cards.append(at)
            stories += is_head
        elif stories or clauses[at].kind is Kind.HEADING or counts[at] > FEWEST_PROSE:
            break
    if stories >= _FEWEST_STORIES and 2 * sum(counts[at] for at in cards) < sum(counts):
        for at in cards:
            doubts[at] = "a story at the end of the text"


def leads_elsewhere(clause: Clause, place: Place) -> bool:
    """Return whether a clause is a linked heading that is no numbered section, and leads to no part of a page."""
    is_title = clause.kind is Kind.HEADING and place.linked and not clause.label
    return is_title and not any("#" in link for link in clause.links)


def _doubt_end(clauses: Sequence[Clause], places: Sequence[Place], counts: Sequence[int], doubts: list[str]) -> None:
    """Doubt what is asked and quoted at the end of the text: buttons and the question before them, links, sayings with a name.

    Short lines with a number between them, such as the count of votes, are left to the history.
    """
    for at in range(len(clauses) - 1, -1, -1):
        text = clauses[at].text
        if doubts[at]:
            continue
        if places[at].role == "control" and not places[at].named and counts[at] < _FEWEST_PROSE_OF_CONTROL:
            doubts[at] = "a control at the end of the text"
        elif (
            text.endswith(("?", "？"))
            and counts[at] <= FEWEST_PROSE
            and doubts[at + 1 : at + 2] == ["a control at the end of the text"]
        ):
            doubts[at] = "a question at the end of the text"
        elif (
            places[at].linked
            and clauses[at].kind is not Kind.HEADING
            and not any("#" in to for to in clauses[at].links)
        ):
            doubts[at] = "links at the end of the text"
        elif _SAYING.match(text) and not clauses[at].label:
            doubts[at] = "a saying with a name at the end of the text"
        elif clauses[at].kind is Kind.HEADING or counts[at] > FEWEST_PROSE or not any(map(str.isdigit, text)):
            break


def _doubt_lone_headings(clauses: Sequence[Clause], places: Sequence[Place], doubts: list[str]) -> None:
    """Doubt the headings after the first, beside the text or at its end, over nothing but doubtful text that is shown."""
    doubted = ""  # of the clauses since the heading after, or a part that is no heading
    is_last = True
    first = next((at for at, one in enumerate(clauses) if one.kind is Kind.HEADING), 0)
    for at in range(len(clauses) - 1, first, -1):
        if doubts[at]:
            doubted = "" if doubts[at].startswith(NOT_SHOWN) or doubts[at] == CONTENTS else doubts[at]
            continue
        is_lone = clauses[at].kind is Kind.HEADING and clauses[at].level != 1 and not places[at].titled
        if is_lone and doubted and (is_last or places[at].region is not Region.CORE):
            doubts[at] = f"a heading over {doubted}"
        else:
            doubted, is_last = "", False


def _is_title_line(clauses: Sequence[Clause], places: Sequence[Place], at: int) -> bool:
    """Return whether a line is a title or a date of the policy: by the title of the page, as first heading, or above a date."""
    clause = clauses[at]
    if places[at].titled or is_dating_line(clause.text) or (clause.kind is Kind.HEADING and clause.level == 1):
        return True
    return at + 1 < len(clauses) and is_dating_line(clauses[at + 1].text)
