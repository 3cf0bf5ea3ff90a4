"""Judge an archive's answer by its status, its headers and the start of its body. Pure functions.

A response is a capture if and only if it has a Memento-Datetime header (RFC 7089): an archived 404, 429 or 503 is
identical to one of the archive itself in every other way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.model import Capture, parse_timestamp
from clausetrail.snapshots.payload.digests import NONE, is_of_no_bytes

# How many characters of a body are searched for an archive's messages about itself.
_HEAD = 4_000


class Answer(StrEnum):
    """The result of a request to an archive. `LISTED` and `CAPTURE` are results; the others are reasons for having none."""

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
        """Whether the same request may succeed later."""
        return self in {Answer.THROTTLED, Answer.REFUSED, Answer.ARCHIVE_FAULT}

    @property
    def is_final(self) -> bool:
        """Whether the archive answered about the URL itself, so that nothing is left unread.

        A refused query (403) is not final: the restriction may be lifted.
        """
        return self in {Answer.EXCLUDED, Answer.NOT_ARCHIVED}


def judge_index(status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return the result of an index query. Only plain rows, or an empty body, with status 200 are `LISTED`."""
    if refusal := _refusal(status, headers, body):
        return refusal
    if status != 200:
        return Answer.UNREADABLE
    head = body.lstrip()[:200].lower()
    # "Temporarily Offline" pages are HTML with status 200 (reports of 2026-08); an index fault is a Java exception.
    # A link of a TimeMap starts with "<" as well, but with a URL after it.
    if (
        (head.startswith("<") and not head.startswith("<http"))
        or "html" in headers.get("content-type", "")
        or re.match(r"(java|org)\.[\w.]+", head)
    ):
        return Answer.ARCHIVE_FAULT
    return Answer.LISTED


def judge_playback(capture: Capture, status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return the result of the playback of *capture*. *headers* are keyed in lower case, *body* may be its start only."""
    served = memento_time(headers)
    if served is not None:
        if served != parse_timestamp(capture.timestamp):
            return Answer.HOP
        if 300 <= status < 400 and status != 304:
            return Answer.ARCHIVED_REDIRECT
        if status == 200 and not body and capture.digest != NONE and not is_of_no_bytes(capture.digest):
            return Answer.ARCHIVE_FAULT  # the index lists a payload, the playback has none
        return Answer.CAPTURE if status == 200 else Answer.ARCHIVED_ERROR
    if refusal := _refusal(status, headers, body):
        return refusal
    if 300 <= status < 400:
        return Answer.HOP
    return _without_memento(status)


def judge_newest(status: int, headers: Mapping[str, str], body: str) -> Answer:
    """Return the result of a request for the newest memento of a URL: a redirect to it, or the memento itself, is a result."""
    if memento_time(headers) is not None:
        return Answer.CAPTURE
    if refusal := _refusal(status, headers, body):
        return refusal
    return Answer.HOP if newest_memento(status, headers) else _without_memento(status)


def _without_memento(status: int) -> Answer:
    """Return the result of an answer that is no memento: with status 200 it is an error page of the archive."""
    if status == 200:
        return Answer.ARCHIVE_FAULT
    return Answer.NOT_ARCHIVED if status == 404 else Answer.UNREADABLE


def newest_memento(status: int, headers: Mapping[str, str], until: str = "") -> str:
    """Return the time of the newest memento, as 14 digits, from the answer to a request for a time after it, or "".

    An archive answers with a redirect to the nearest capture, or with that capture itself. Its Link header has the last
    memento (RFC 7089, 2.2.1), which may be newer than the one that can be played. With *until*, 14 digits, the request was
    for that time, and mementos after it do not count: the nearest one may be one of them, and its header has the one before.
    """
    times = [
        memento_time(headers),
        _linked_memento(headers, "last"),
        _linked_memento(headers, "prev") if until else None,
    ]
    found = [f"{time:%Y%m%d%H%M%S}" for time in times if time]
    if (
        300 <= status < 400
        and not found
        and (target := split_memento_url(headers.get("location", "")))
        and len(target[0]) == 14
    ):
        found.append(target[0])
    return max((time for time in found if not until or time <= until), default="")


def original_of_memento(headers: Mapping[str, str]) -> str:
    """Return the URL whose memento an answer is or redirects to, or "" where it states none.

    An archive that finds no capture of a URL may answer with one of a similar URL.
    """
    if (target := split_memento_url(headers.get("location", ""))) is not None:
        return target[1]
    stated = re.search(r'<([^<>]*)>\s*;\s*rel="?original\b', headers.get("link", ""))
    return stated[1] if stated else ""


def _linked_memento(headers: Mapping[str, str], relation: str) -> datetime | None:
    for link in re.findall(r'<[^<>]*>(?:\s*;\s*\w+="[^"]*")+', headers.get("link", "")):
        if re.search(rf'rel="[^"]*\b{relation}\b[^"]*"', link) and (stated := re.search(r'datetime="([^"]*)"', link)):
            return memento_time({"memento-datetime": stated[1]})
    return None


def memento_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time of the memento that *headers* belong to, or None where they belong to no memento."""
    return _http_date(headers.get("memento-datetime", ""))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3), or None where it states no such time.

    A date is compared with the archive's own Date, where it sends one: the clock of this machine may be wrong. A date that
    has passed states no time.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", value):
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    seconds = (until - (_http_date(headers.get("date", "")) or now)).total_seconds()
    return seconds if seconds > 0 else None


def _http_date(value: str) -> datetime | None:
    """Return the time, in UTC, that a header states as an HTTP date (RFC 9110, 5.6.7), or None where it states none."""
    try:
        time = parsedate_to_datetime(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _refusal(status: int, headers: Mapping[str, str], body: str) -> Answer | None:
    """Return the results that index and playback share, where the archive reports on itself, or None."""
    message = headers.get("x-archive-wayback-runtime-error", "") + "\n" + body[:_HEAD]
    if "AccessControlException" in message or "has been excluded from the Wayback Machine" in message:
        return Answer.EXCLUDED
    if status == 451:
        return Answer.EXCLUDED  # unavailable for legal reasons (RFC 7725)
    if status == 429:
        return Answer.THROTTLED
    if status in {401, 403}:
        return Answer.NOT_PERMITTED
    if status >= 500 or "Temporarily Offline" in message:
        return Answer.ARCHIVE_FAULT
    return None
