"""Policies of invented words."""

from __future__ import annotations

import random

from clausetrail.snapshots.model import Clause, Kind

POLICY = "we collect personal data and use this information under the terms of the contract with your consent by law "


def policy_text(seed: int, words: int = 400, *, opening: str = POLICY) -> tuple[Clause, ...]:
    """Return a text of invented words, the same for one seed."""
    dice = random.Random(seed)
    syllables = ["ka", "lo", "mi", "tu", "re", "sa", "no", "pe"]
    lines = [" ".join("".join(dice.choices(syllables, k=3)) for _ in range(20)) for _ in range(words // 20)]
    return tuple(Clause(Kind.PARAGRAPH, line) for line in (opening, *lines))
