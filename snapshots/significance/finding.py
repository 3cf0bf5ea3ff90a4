"""What a change is about (its matter), and what one rule found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Matter(StrEnum):
    """What a change is about. The values are those of `matters` in policies.toml and of the column `matter`."""

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
    """What one rule found in a change: the matter, a weight from 0 to 100, the rule, and the words that matched it."""

    matter: Matter
    weight: int
    rule: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def surplus(left: Sequence[str], right: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each of two lists has more of than the other, with repetitions."""
    have, had = Counter(left), Counter(right)
    return tuple((have - had).elements()), tuple((had - have).elements())


def one_sided(matter: Matter, weight: int, rule: str, words: tuple[str, ...], *, is_added: bool) -> Finding:
    """Return the finding of a rule in a whole clause, which was added or else removed."""
    return Finding(matter, weight, rule, () if is_added else words, words if is_added else ())
