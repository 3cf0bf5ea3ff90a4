"""What a change can be about, and what one rule found of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Matter(StrEnum):
    """What a change is about."""

    COSMETIC = "cosmetic"
    RENUMBERING = "renumbering"
    MOVE = "move"
    LINK = "link"
    DATE = "date"
    CONTACT = "contact"
    NAME = "name"
    WORDING = "wording"
    DEFINITION = "definition"
    RIGHT = "right or duty"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a change does: what about, from 0 (quiet) to 100, the rule that says so, the words matched."""

    matter: Matter
    weight: int
    rule: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


# Between the typesetter's work (0 to 10) and a lost right (60 and more); `clausetrail.snapshots.significance.lexicon` weighs the words of
# rights. A middle weight says: not known.
MARKS, CAPITALS, NUMBERS, MOVED, ARTICLE, LETTER, DATED, CONTACT, LINKED = 2, 5, 3, 8, 10, 15, 20, 20, 25
HEADING, NAMED, UNKNOWN, WHOLE, DEFINED = 20, 35, 35, 45, 60


def exchanged(left: Sequence[str], right: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each of two lists has more of than the other, with repetitions."""
    have, had = Counter(left), Counter(right)
    return tuple((have - had).elements()), tuple((had - have).elements())


def one_sided(matter: Matter, weight: int, rule: str, found: tuple[str, ...], came: bool) -> Finding:
    """Return what a rule found in a clause that *came*, or else went, as a whole."""
    return Finding(matter, weight, rule, () if came else found, found if came else ())
