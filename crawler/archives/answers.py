"""What an archive's answer means, decided once and purely, from status, headers and the first of the body.

A response is a capture if and only if it carries Memento-Datetime (RFC 7089): an archived 404, 429 or 503 looks
like a live one in every other way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.model import Capture, parse_timestamp

# SHA-1 of no bytes at all, the digest of every empty redirect.
EMPTY_SHA1 = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
# How much of a body is searched for an archive's words about itself.
_HEAD = 4_000


class Answer(StrEnum):
    """What came when an archive was asked. `LISTED` and `CAPTURE` are knowledge; the rest is absence with a reason."""

    LISTED = "listed"
    CAPTURE = "capture"
    ARCHIVED_REDIRECT = "archived redirect"
    ARCHIVED_ERROR = "archived error"
    HOP = "hop to another time"
    NOT_ARCHIVED = "not archived"
    EXCLUDED = "excluded"
    NOT_PERMITTED = "not permitted to know"
    THROTTLED = "throttled"
    REFUSED = "refused"
    ARCHIVE_FAULT = "archive fault"
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"

    @property
    def is_transient(self) -> bool:
        """Whether asking again later may bring more."""
        return self in {Answer.THROTTLED, Answer.REFUSED, Answer.ARCHIVE_FAULT}

    @property
    def is_final(self) -> bool:
        """Whether the archive has spoken about the thing itself, so that nothing is left unread by us.

        A gate (403) has not: it may lift.
        """
        return self in {Answer.EXCLUDED, Answer.NOT_ARCHIVED}


def judge_index(status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return what an index answered. Only plain rows, or an empty body, under status 200 are `LISTED`."""
    if special := _refusal(status, headers, body):
        return special
    if status != 200:
        return Answer.UNREADABLE
    head = body.lstrip()[:200].lower()
    # "Temporarily Offline" pages come as HTML under 200 (reports of 2026-08); an index fault as a Java exception.
    # A link of a TimeMap starts with "<" as well, but with a URL in it.
    if (
        (head.startswith("<") and not head.startswith("<http"))
        or "html" in headers.get("content-type", "")
        or re.match(r"(java|org)\.[\w.]+", head)
    ):
        return Answer.ARCHIVE_FAULT
    return Answer.LISTED


def judge_playback(capture: Capture, status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return what came when *capture* was asked for. *headers* are keyed in lower case, *body* may be cut short."""
    served = memento_time(headers)
    if served is not None:
        if served != parse_timestamp(capture.timestamp):
            return Answer.HOP
        if 300 <= status < 400 and status != 304:
            return Answer.ARCHIVED_REDIRECT
        if status == 200 and not body and capture.digest not in {"-", EMPTY_SHA1}:
            return Answer.ARCHIVE_FAULT  # the index lists a payload, the playback gives none
        return Answer.CAPTURE if status == 200 else Answer.ARCHIVED_ERROR
    if special := _refusal(status, headers, body):
        return special
    if 300 <= status < 400:
        return Answer.HOP
    return _without_memento(status)


def judge_newest(status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return what came when the newest memento of a URL was asked for: a hop to it, or itself, is knowledge."""
    if memento_time(headers) is not None:
        return Answer.CAPTURE
    if special := _refusal(status, headers, body):
        return special
    return Answer.HOP if newest_memento(status, headers) else _without_memento(status)


def _without_memento(status: int) -> Answer:
    """Return what an answer is that is no capture: a page of the archive's own under 200 is its trouble, not a page."""
    if status == 200:
        return Answer.ARCHIVE_FAULT
    return Answer.NOT_ARCHIVED if status == 404 else Answer.UNREADABLE


def newest_memento(status: int, headers: Mapping[str, str]) -> str:
    """Return the time of the newest memento, as 14 digits, from the answer to a request for a time after it, or "".

    An archive answers with a redirect to the nearest capture, or with that capture itself; its Link header names the
    last memento (RFC 7089, 2.2.1), which may be newer than the one that can be played.
    """
    found = [f"{when:%Y%m%d%H%M%S}" for when in (memento_time(headers), _last_memento(headers)) if when]
    if (
        300 <= status < 400
        and not found
        and (where := split_memento_url(headers.get("location", "")))
        and len(where[0]) == 14
    ):
        found.append(where[0])
    return max(found, default="")


def _last_memento(headers: Mapping[str, str]) -> datetime | None:
    for link in re.findall(r'<[^<>]*>(?:\s*;\s*\w+="[^"]*")+', headers.get("link", "")):
        if re.search(r'rel="[^"]*\blast\b[^"]*"', link) and (stated := re.search(r'datetime="([^"]*)"', link)):
            return memento_time({"memento-datetime": stated[1]})
    return None


def memento_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time of the memento that *headers* belong to, or None where they belong to no memento."""
    value = headers.get("memento-datetime", "")
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds an archive asks to be left alone, or None where it does not say (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return max(0.0, (when - now).total_seconds())


def _refusal(status: int, headers: Mapping[str, str], body: str) -> Answer | None:
    """Return the answers that index and playback share: the archive speaks of itself, not of a page."""
    said = headers.get("x-archive-wayback-runtime-error", "") + "\n" + body[:_HEAD]
    if "AccessControlException" in said or "has been excluded from the Wayback Machine" in said:
        return Answer.EXCLUDED
    if status == 429:
        return Answer.THROTTLED
    if status in {401, 403}:
        return Answer.NOT_PERMITTED
    if status >= 500 or "Temporarily Offline" in said:
        return Answer.ARCHIVE_FAULT
    return None
