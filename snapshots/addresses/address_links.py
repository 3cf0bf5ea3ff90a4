"""Derive the dated links between the addresses of a policy, from archived redirects and frames. Pure.

A link is followed within bounds: to a page of the same site that is not its front page, over a few steps. A link that is not
followed has a reason. `clausetrail.snapshots.addresses.framesets` decides which frames are followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from urllib.parse import urljoin, urlsplit

from clausetrail.snapshots.addresses.ascii_urls import ascii_url, decoded_location
from clausetrail.snapshots.addresses.memento_urls import original_url
from clausetrail.snapshots.model import Capture, Policy

# Addresses of one policy. A site on which a policy would move more often redirects everything.
MOST_ADDRESSES = 5
_NO_POLICY_PATH = re.compile(
    r"\b(?:log-?in|sign-?in|signup|register|account|auth|sso|error|404|not-?found|consent|captcha)\b", re.IGNORECASE
)
# The beginning of the reason of a reading: its page leads to the URL after it, by a <meta> element and not by a status.
REFRESH_REASON = "a meta refresh to "


@dataclass(frozen=True, slots=True)
class Redirect:
    """A capture of a redirect, and the Location header that the archive played."""

    capture: Capture
    location: str


class LinkKind(StrEnum):
    """The kind of a link from one address to another."""

    REDIRECT = "redirect"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class LinkObservation:
    """One capture of *source* that leads to *target*, at *timestamp*; *reason* says why it is not followed, or is "".

    Captures of *target* count from *since* on (14 digits, "" for *timestamp*): earlier ones may show another document.
    """

    source: str
    target: str
    timestamp: str
    kind: LinkKind
    reason: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one address to another, with the first and last capture that shows it, as 14 digits.

    *reason* says why it is not followed, or is "". Captures of the target are requested from *since* on, 14 digits.
    """

    source: str
    target: str
    first_seen: str
    last_seen: str
    reason: str = ""
    kind: LinkKind = LinkKind.REDIRECT
    since: str = ""


def redirect_target(redirect: Redirect) -> str:
    """Return the original URL that *redirect* leads to, in ASCII. Some archives rewrite a Location to the URL of a memento.

    A backslash in its path is a slash, as browsers read it (URL standard, 4.4).
    """
    path, mark, query = original_url(decoded_location(redirect.location)).partition("?")
    try:
        return ascii_url(urljoin(redirect.capture.original, path.replace("\\", "/") + mark + query))
    except ValueError:
        return redirect.location  # "http://[", which leads nowhere


def address_links(
    policy: Policy, redirects: Iterable[Redirect], observed: Iterable[LinkObservation] = ()
) -> tuple[Link, ...]:
    """Return the links between addresses by *redirects* and as *observed*, oldest first, with the reason for each that is not followed.

    URLs that differ only in http or https, www or none, or a trailing slash are one address to an archive: no link.
    """
    seen: dict[tuple[LinkKind, str, str], list[LinkObservation]] = {}
    for link in chain(map(_observation, redirects), observed):
        if address_key(link.source) != address_key(link.target):
            seen.setdefault((link.kind, link.source, link.target), []).append(link)
    known = {address_key(url) for url in policy.urls}
    found = []
    for (kind, source, target), links in sorted(seen.items(), key=lambda item: min(link.timestamp for link in item[1])):
        # It is followed if one capture has no reason against it: another frame may have had more words in other captures.
        reason = min(link.reason for link in links)
        if not reason and address_key(target) not in known:
            reason = _reason(source, target, kind, len(known) - len(policy.urls))
        if not reason:
            known.add(address_key(target))
        times = [link.timestamp for link in links]
        since = min(link.since or link.timestamp for link in links)
        found.append(Link(source, target, min(times), max(times), reason, kind, since))
    return tuple(found)


def _observation(redirect: Redirect) -> LinkObservation:
    return LinkObservation(
        redirect.capture.original, redirect_target(redirect), redirect.capture.timestamp, LinkKind.REDIRECT
    )


def followed_links(policy: Policy, found: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links of *found* that are followed to addresses outside the declared URLs of *policy*."""
    declared = {address_key(url) for url in policy.urls}
    return tuple(link for link in found if not link.reason and address_key(link.target) not in declared)


def address_key(url: str) -> str:
    """Return the part of *url* by which archives distinguish addresses: without scheme, www, port, trailing slash, and case."""
    parts = urlsplit(ascii_url(url))
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}".lower()


def unlikely_reason(url: str) -> str:
    """Return why *url* is unlikely to be the address of a policy, or ""."""
    if urlsplit(url).path in {"", "/"}:
        return "the site's front page"
    return "a log-in or error page by its name" if _NO_POLICY_PATH.search(urlsplit(url).path) else ""


def _reason(source: str, target: str, kind: LinkKind, added: int) -> str:
    here, there = (address_key(url).partition("/")[0] for url in (source, target))
    # For frames, `framesets` has checked this already, by the registrable domain.
    if kind is LinkKind.REDIRECT and not (here == there or here.endswith(f".{there}") or there.endswith(f".{here}")):
        return "another site"
    return unlikely_reason(target) or ("" if added < MOST_ADDRESSES else "too many addresses")
