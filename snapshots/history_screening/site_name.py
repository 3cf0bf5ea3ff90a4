"""Find the name of a site in its URLs, and in the words of a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from clausetrail.snapshots.history_screening.observation_runs import ClausesOf, NamesSite


@cache
def _suffixes() -> Callable[[str], Any]:
    """Return the parser of hosts by the public suffix list that tldextract ships: nothing is fetched."""
    from tldextract import TLDExtract  # noqa: PLC0415 (65 ms, for `requests`: only new captures are screened)

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def site_label(url: str) -> str:
    """Return the name of the site in *url*, by the shipped public suffix list: "larkspur" of www.larkspur.co.uk."""
    found = _suffixes()(url)
    host: str = found.domain if found.suffix else found.subdomain.rpartition(".")[2] or found.domain
    return host.replace("-", "")


def site(url: str) -> str:
    """Return the registrable domain of *url* by the same list: "tide.co.uk" of legal.tide.co.uk; or its host."""
    found = _suffixes()(url)
    parts = (found.domain, found.suffix) if found.suffix else (found.subdomain.rpartition(".")[2], found.domain)
    return ".".join(part.lower() for part in parts if part)


def site_name_check(labels: Iterable[str], clauses: ClausesOf) -> NamesSite:
    """Return the function that finds whether a text has one of the names *labels*.

    Spaces, accents and hyphens in the text do not matter.
    """
    sought = [_letters(label) for label in labels]

    @cache
    def names_site(text: str) -> bool:
        letters = _letters("".join(clause.text for clause in clauses(text)))
        return any(label in letters for label in sought)

    return names_site


def _letters(text: str) -> str:
    """Return the letters and digits of *text* without their accents: "monespacesante" of "Mon espace santé"."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))
