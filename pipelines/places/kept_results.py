"""Keep the results of a function of one text: the elements of a site repeat their classes and styles."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_MOST_KEPT = 4_096
_LONGEST_KEPT = 300  # characters: a hostile page has attributes of megabytes


def keep_results(function: Callable[[str], str]) -> Callable[[str], str]:
    """Return *function* with its results for short texts kept from page to page."""
    kept = lru_cache(maxsize=_MOST_KEPT)(function)
    return lambda text: kept(text) if len(text) <= _LONGEST_KEPT else function(text)
