"""Collect the links to policies on the archived pages of a site: each address with the captures that link to it.

A million policies were found in this way, from home pages (Amos et al., WWW 2021, Princeton and Leuven), by English link texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Capture


class DocumentKind(StrEnum):
    """The kind of document that a link names."""

    PRIVACY = "privacy"
    COOKIES = "cookies"
    TERMS = "terms"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """A link named like a policy: the kind of document, the text of the link, its absolute URL without fragment."""

    kind: DocumentKind
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PolicyLinkHistory:
    """An address that was linked as a policy: its newest link text and URL, and the first and last capture with the link.

    *captures* is the number of captures with the link. *is_external* is true if the address is on another site than the page.
    """

    kind: DocumentKind
    words: str
    url: str
    first: Capture
    last: Capture
    captures: int
    is_external: bool = False


def collect_link_histories(pages: Iterable[tuple[Capture, Iterable[PolicyLink]]]) -> list[PolicyLinkHistory]:
    """Return every address that *pages* link to, by kind, those on the same site first, then by their first capture."""
    seen: dict[tuple[DocumentKind, str], list[tuple[Capture, PolicyLink]]] = {}
    for capture, links in sorted(pages, key=lambda page: page[0].timestamp):
        for key, same in groupby(sorted(links, key=_key), key=_key):
            seen.setdefault(key, []).append((capture, next(same)))
    found = [
        PolicyLinkHistory(
            kind,
            shown[-1][1].words,
            shown[-1][1].url,
            shown[0][0],
            shown[-1][0],
            len(shown),
            site(shown[-1][1].url) != site(shown[-1][0].original),
        )
        for (kind, _), shown in seen.items()
    ]
    kinds = [*DocumentKind]
    return sorted(
        found, key=lambda one: (kinds.index(one.kind), one.is_external, one.first.timestamp, -one.captures, one.url)
    )


def _key(link: PolicyLink) -> tuple[DocumentKind, str]:
    return link.kind, address_key(link.url)
