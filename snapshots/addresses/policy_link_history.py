"""Where a site said that its policies stand: the links of its pages that are called like one, over time.

Princeton and Leuven found a million policies so, from home pages (Amos et al., WWW 2021); they looked for English names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from clausetrail.snapshots.addresses.lineage import address
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Capture


class Sort(StrEnum):
    """What a link says that it leads to."""

    PRIVACY = "privacy"
    COOKIES = "cookies"
    TERMS = "terms"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class Signpost:
    """A link that is called like a policy: of which sort, its words, and its absolute URL without fragment."""

    sort: Sort
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Signed:
    """An address that was linked as a policy: its newest words and URL, and the captures that first and last showed it.

    *captures* is how many of those looked at show it. *is_elsewhere* says that it is of another site than the page.
    """

    sort: Sort
    words: str
    url: str
    first: Capture
    last: Capture
    captures: int
    is_elsewhere: bool = False


def gather(pages: Iterable[tuple[Capture, Iterable[Signpost]]]) -> list[Signed]:
    """Return every address that *pages* point at, by sort, the site's own first, in the order of their first captures."""
    seen: dict[tuple[Sort, str], list[tuple[Capture, Signpost]]] = {}
    for capture, posts in sorted(pages, key=lambda page: page[0].timestamp):
        for key, same in groupby(sorted(posts, key=_key), key=_key):
            seen.setdefault(key, []).append((capture, next(same)))
    found = [
        Signed(
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
    sorts = [*Sort]
    return sorted(
        found, key=lambda one: (sorts.index(one.sort), one.is_elsewhere, one.first.timestamp, -one.captures, one.url)
    )


def _key(post: Signpost) -> tuple[Sort, str]:
    return post.sort, address(post.url)
