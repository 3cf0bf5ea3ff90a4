"""Where a policy has moved: archived redirects become dated links between addresses of one policy. Pure.

A link is followed within bounds: to a page of the same site that is not its front page, a few steps far. What is not
followed is told, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from snapshots.mementos import split
from snapshots.model import Capture, Policy

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


@dataclass(frozen=True, slots=True)
class Link:
    """One address that was seen to lead to another. *reason* says why it is not followed, or is ""."""

    source: str
    target: str
    first_seen: str
    last_seen: str
    reason: str = ""


def target(redirect: Redirect) -> str:
    """Return the original that *redirect* leads to: archives rewrite a Location to a memento's URL, or leave it."""
    memento = split(redirect.location)
    return memento[1] if memento else urljoin(redirect.capture.original, redirect.location)


def links(policy: Policy, redirects: Iterable[Redirect]) -> tuple[Link, ...]:
    """Return the links between addresses that *redirects* show, oldest first, each with why it is not followed.

    http and https, www and none, a slash more or less are one address to an archive, and no link.
    """
    seen: dict[tuple[str, str], list[str]] = {}
    for redirect in redirects:
        ends = redirect.capture.original, target(redirect)
        if address(ends[0]) != address(ends[1]):
            seen.setdefault(ends, []).append(redirect.capture.timestamp)
    known = {address(url) for url in policy.urls}
    found = []
    for (source, end), times in sorted(seen.items(), key=lambda item: min(item[1])):
        reason = "" if address(end) in known else _reason(source, end, len(known) - len(policy.urls))
        if not reason:
            known.add(address(end))
        found.append(Link(source, end, min(times), max(times), reason))
    return tuple(found)


def followed(policy: Policy, found: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that lead to addresses which *policy* does not name itself."""
    named = {address(url) for url in policy.urls}
    return tuple(link for link in found if not link.reason and address(link.target) not in named)


def address(url: str) -> str:
    """Return *url* as archives tell addresses apart: without scheme, www, default port, trailing slash, and case."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}".lower()


def _reason(source: str, end: str, already: int) -> str:
    here, there = (address(url).partition("/")[0] for url in (source, end))
    if not (here == there or here.endswith(f".{there}") or there.endswith(f".{here}")):
        return "another site"
    if urlsplit(end).path in {"", "/"}:
        return "the site's front page"
    if _ELSEWHERE.search(urlsplit(end).path):
        return "a log-in or error page by its name"
    return "" if already < MOST_ADDRESSES else "too many addresses"
