"""The stems that policies of any kind are made of: what tells a policy from a page about something else."""

from __future__ import annotations

import re

# English, French, German, Spanish, Dutch and Italian.
_STEMS = re.compile(
    r"\b(privacy|personal|information|data|cookie|terms|agree|consent|right|service|use[rs]?\b|third part|collect|disclos|"
    r"liab|law|contract|polic|donn[ée]es|confidential|condition|utilisat|daten|datenschutz|nutz|recht|datos|privacidad|"
    r"gegevens|gebruik|dati|utent)",
    re.IGNORECASE,
)
# Enough to know a policy by; a longer text has no other words later on.
_LOOKED_AT = 20_000


def count_stems(text: str) -> tuple[int, int]:
    """Return how many distinct stems *text* has in its first 20,000 characters, and how many times any of them."""
    hits = [stem.lower() for stem in _STEMS.findall(text[:_LOOKED_AT])]
    return len(set(hits)), len(hits)
