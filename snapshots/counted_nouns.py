"""Write a number with its noun: "1 capture", "2 captures", "1,200 captures"."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return *number* with *noun*, or with *plural* (by default the noun with an s) where it is not 1."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def plural(number: int, noun: str, plural: str = "") -> str:
    """Return *noun* alone, in the form that follows *number*."""
    return noun if number == 1 else plural or f"{noun}s"
