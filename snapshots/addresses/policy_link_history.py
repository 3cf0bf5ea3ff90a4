"""Where a site said that its policies stand: the links of its pages that are called like one, over time.

Princeton and Leuven found a million policies so, from home pages (Amos et al., WWW 2021); they looked for English names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from clausetrail.snapshots.addresses.lineage import address_key
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Capture


class DocumentKind(StrEnum):
    """What a link says that it leads to."""

    PRIVACY = "privacy"
    COOKIES = "cookies"
    TERMS = "terms"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """A link that is called like a policy: of which sort, its words, and its absolute URL without fragment."""

    kind: DocumentKind
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PolicyLinkHistory:
    """An address that was linked as a policy: its newest words and URL, and the captures that first and last showed it.

    *captures* is how many of those looked at show it. *is_elsewhere* says that it is of another site than the page.
    """

    kind: DocumentKind
    words: str
    url: str
    first: Capture
    last: Capture
    captures: int
    is_external: bool = False


def collect_link_histories(pages: Iterable[tuple[Capture, Iterable[PolicyLink]]]) -> list[PolicyLinkHistory]:
    """Return every address that *pages* point at, by sort, the site's own first, in the order of their first captures."""
    seen: dict[tuple[DocumentKind, str], list[tuple[Capture, PolicyLink]]] = {}
    for capture, posts in sorted(pages, key=lambda page: page[0].timestamp):
        for key, same in groupby(sorted(posts, key=_key), key=_key):
            seen.setdefault(key, []).append((capture, next(same)))
    found = [
        PolicyLinkHistory(
            sort,
            shown[-1][1].words,
            shown[-1][1].url,
            shown[0][0],
            shown[-1][0],
            len(shown),
            site(shown[-1][1].url) != site(shown[-1][0].original),
        )
        for (sort, _), shown in seen.items()
    ]
    sorts = [*DocumentKind]
    return sorted(
        found, key=lambda one: (sorts.index(one.kind), one.is_external, one.first.timestamp, -one.captures, one.url)
    )


def _key(post: PolicyLink) -> tuple[DocumentKind, str]:
    return post.kind, address_key(post.url)
