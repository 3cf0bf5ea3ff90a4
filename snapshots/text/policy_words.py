"""Count the word stems that are typical of policies, to distinguish a policy from a page about something else."""

from __future__ import annotations

import re

# English, French, German, Spanish, Portuguese, Dutch and Italian: about as many for each, so that a text is judged alike in
# each of them.
_STEMS = re.compile(
    r"\b(privacy|personal|information|data|cookie|terms|agree|consent|right|service|use[rs]?\b|third part|collect|disclos|"
    r"liab|law|contract|polic|donn[ée]es|confidential|condition|utilisat|daten|datenschutz|nutz|recht|datos|privacidad|"
    r"gegevens|gebruik|dati|utent|"
    r"vie priv[ée]e|personnel|droits?\b|tiers\b|loi\b|politique|traitement|r[èe]gle|compte\b|responsab|"
    r"einwillig|vertrag|haftung|gesetz|verarbeit|personenbezogen|dritte[nr]?\b|richtlinie|bedingung|dienst|"
    r"derecho|t[ée]rminos|consentimiento|ley\b|tratamiento|pol[íi]tica|usuario|servicio|terceros|uso\b|"
    r"privacidade|dados|direito|termos|consentimento|lei\b|tratamento|servi[çc]o|usu[áa]rio|"
    r"persoon|toestemming|overeenkomst|voorwaarden|aansprakelijk|wet\b|derden\b|beleid|verwerk|"
    r"diritt|consenso|trattament|legge|contratt|serviz|termini|terzi\b|privata)",
    re.IGNORECASE,
)
# Characters that are searched: enough to recognise a policy, since a longer text has no other words later on.
_SEARCHED_LENGTH = 20_000


def count_stems(text: str) -> tuple[int, int]:
    """Return the number of distinct stems in the first 20,000 characters of *text*, and the number of occurrences."""
    hits = [stem.lower() for stem in _STEMS.findall(text[:_SEARCHED_LENGTH])]
    return len(set(hits)), len(hits)
