"""The noise that real pairs show, put over texts by script: typography, headings renumbered, update dates."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from clausetrail.snapshots.model import Kind


def noisy(texts: list[str], kinds: Sequence[Kind], noise: Sequence[str], dice: random.Random) -> list[str]:
    """Return *texts* with the noise over all of them."""
    shift, told = dice.randint(1, 9), []
    for text, kind in zip(texts, kinds, strict=True):
        line = text
        if "typo" in noise:
            line = line.replace("'", "’").replace(" - ", " – ").replace('"', "“").replace(" (", "\u00a0(")
        if "number" in noise and kind is Kind.HEADING:
            line = re.sub(r"^(\d{1,2})(?=[. ])", lambda number: str(int(number[1]) + shift), line)
        if (
            "date" in noise
            and len(line) < 90
            and re.search(r"updat|effective|revis|mise? à jour|Stand", line, re.IGNORECASE)
        ):
            line = re.sub(r"\b(20[12]\d)\b", lambda year: str(int(year[1]) + 1), line)
        told.append(line)
    return told
