"""Where a policy has moved, and in which frame it stands: dated links between addresses of one policy. Pure.

A link is followed within bounds: to a page of the same site that is not its front page, a few steps far. What is not
followed is told, with the reason. What frames lead to is found by `clausetrail.snapshots.addresses.framesets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from urllib.parse import urljoin, urlsplit

from clausetrail.snapshots.addresses.memento_urls import original_url
from clausetrail.snapshots.model import Capture, Policy

# A policy that has moved more often than this within one site is a site that redirects everything.
MOST_ADDRESSES = 5
_ELSEWHERE = re.compile(
    r"\b(?:log-?in|sign-?in|signup|register|account|auth|sso|error|404|not-?found|consent|captcha)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Redirect:
    """A capture that sent its reader elsewhere, and the Location that the archive played."""

    capture: Capture
    location: str


class LinkKind(StrEnum):
    """What leads from one address to another."""

    REDIRECT = "redirect"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class LinkObservation:
    """One capture at *source* that leads to *target*, with why that is not followed, or "".

    What is there counts from *since* on: before that it may have been something else.
    """

    source: str
    target: str
    timestamp: str
    kind: LinkKind
    reason: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One address that was seen to lead to another. *reason* says why it is not followed, or is "".

    *since* is from when on the target is asked for, in 14 digits.
    """

    source: str
    target: str
    first_seen: str
    last_seen: str
    reason: str = ""
    kind: LinkKind = LinkKind.REDIRECT
    since: str = ""


def redirect_target(redirect: Redirect) -> str:
    """Return the original that *redirect* leads to: archives rewrite a Location to a memento's URL, or leave it."""
    return urljoin(redirect.capture.original, original_url(redirect.location))


def address_links(
    policy: Policy, redirects: Iterable[Redirect], framed: Iterable[LinkObservation] = ()
) -> tuple[Link, ...]:
    """Return the links between addresses that *redirects* and frames show, oldest first, each with why it is not followed.

    http and https, www and none, a slash more or less are one address to an archive, and no link.
    """
    seen: dict[tuple[LinkKind, str, str], list[LinkObservation]] = {}
    for pointer in chain(map(_pointer, redirects), framed):
        if address_key(pointer.source) != address_key(pointer.target):
            seen.setdefault((pointer.kind, pointer.source, pointer.target), []).append(pointer)
    known = {address_key(url) for url in policy.urls}
    found = []
    for (how, source, end), pointers in sorted(seen.items(), key=lambda item: min(one.timestamp for one in item[1])):
        # Where some captures follow and others do not, as another frame came to show more, it is followed.
        reason = min(one.reason for one in pointers)
        if not reason and address_key(end) not in known:
            reason = _reason(source, end, how, len(known) - len(policy.urls))
        if not reason:
            known.add(address_key(end))
        times = [one.timestamp for one in pointers]
        since = min(one.since or one.timestamp for one in pointers)
        found.append(Link(source, end, min(times), max(times), reason, how, since))
    return tuple(found)


def _pointer(redirect: Redirect) -> LinkObservation:
    return LinkObservation(
        redirect.capture.original, redirect_target(redirect), redirect.capture.timestamp, LinkKind.REDIRECT
    )


def followed_links(policy: Policy, found: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that lead to addresses which *policy* does not name itself."""
    named = {address_key(url) for url in policy.urls}
    return tuple(link for link in found if not link.reason and address_key(link.target) not in named)


def address_key(url: str) -> str:
    """Return *url* as archives tell addresses apart: without scheme, www, default port, trailing slash, and case."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}".lower()


def unlikely_reason(url: str) -> str:
    """Return why *url* is no place of a policy by its looks, or ""."""
    if urlsplit(url).path in {"", "/"}:
        return "the site's front page"
    return "a log-in or error page by its name" if _ELSEWHERE.search(urlsplit(url).path) else ""


def _reason(source: str, end: str, how: LinkKind, already: int) -> str:
    here, there = (address_key(url).partition("/")[0] for url in (source, end))
    # Of frames this has been judged, by the registrable domain.
    if how is LinkKind.REDIRECT and not (here == there or here.endswith(f".{there}") or there.endswith(f".{here}")):
        return "another site"
    return unlikely_reason(end) or ("" if already < MOST_ADDRESSES else "too many addresses")
