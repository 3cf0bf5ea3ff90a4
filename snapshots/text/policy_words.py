"""Count the word stems that are typical of policies, to distinguish a policy from a page about something else."""

from __future__ import annotations

import re

# English, French, German, Spanish, Dutch and Italian.
_STEMS = re.compile(
    r"\b(privacy|personal|information|data|cookie|terms|agree|consent|right|service|use[rs]?\b|third part|collect|disclos|"
    r"liab|law|contract|polic|donn[ée]es|confidential|condition|utilisat|daten|datenschutz|nutz|recht|datos|privacidad|"
    r"gegevens|gebruik|dati|utent)",
    re.IGNORECASE,
)
# Characters that are searched: enough to recognise a policy, since a longer text has no other words later on.
_SEARCHED_LENGTH = 20_000


def count_stems(text: str) -> tuple[int, int]:
    """Return the number of distinct stems in the first 20,000 characters of *text*, and the number of occurrences."""
    hits = [stem.lower() for stem in _STEMS.findall(text[:_SEARCHED_LENGTH])]
    return len(set(hits)), len(hits)
